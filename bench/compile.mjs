/**
 * How long a formula of 50 operations takes until its value and gradient are known at one point: the first in a process, and, when the
 * compiler is warm, a fresh one (median of 100). Sends `{ cold, warm, large }`, ms; `large`: 10 000 operations.
 */
import { gradient, integrand, normal } from "montegrad";

const NAMES = ["sin", "exp", "tanh", "log1p"], x = [Float64Array.of(0.5), Float64Array.of(1.5)], value = new Float64Array(1), slopes = x.map(() => new Float64Array(1));
/** Terms of four operations, and a sum: 10 make 49. */
const formula = (terms, seed) => `${Array.from({ length: terms }, (_, k) => `${NAMES[k % 4]}(x${k % 2} * ${((k + seed) / 997).toFixed(6)} * x1)`).join(" + ")} + x0`;
function time(terms, seed) {
  const text = formula(terms, seed), start = performance.now();
  integrand(text).valueAndGradient(x, value, slopes);
  return performance.now() - start;
}

gradient(normal({ loc: 0, scale: 1 }), { value: () => {} }, { flow: "lr", samples: 1, seed: 1 }); // the core is there
const cold = time(12, 0.5), times = [];
for (let k = 1; k <= 300; k++) times.push(time(12, k));
const warm = times.slice(200).sort((a, b) => a - b)[50], large = time(2500, 0.7);
process.send?.({ cold, warm, large });
if (!process.send) console.log({ cold, warm, large });
