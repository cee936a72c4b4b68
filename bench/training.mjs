/**
 * A training loop: each step constructs `normal({ loc, scale })` with new parameters and takes one gradient of 64 samples in D = 10
 * dimensions, then moves downhill. Microseconds per step, and what the heap has gained after a million steps (another number may be
 * given). Needs --expose-gc.
 */
import { Rng, gradient, normal } from "montegrad";

const STEPS = Number(process.argv[2] ?? 1e6), D = 10, RATE = 1e-3;
const loc = new Float64Array(D).fill(3), scale = new Float64Array(D).fill(1), rng = new Rng(42);
const phi = {
  value(x, out) {
    for (const column of x) for (let i = 0; i < out.length; i++) out[i] += column[i] * column[i];
  },
  gradient(x, out) {
    for (let d = 0; d < x.length; d++) {
      const column = x[d], slope = out[d];
      for (let i = 0; i < slope.length; i++) slope[i] = 2 * column[i];
    }
  },
};

function step() {
  const { grad } = gradient(normal({ loc, scale }), phi, { flow: "rp", samples: 64, rng });
  for (let d = 0; d < D; d++) {
    loc[d] -= RATE * grad.loc.mean[d];
    scale[d] = Math.max(0.1, scale[d] - RATE * grad.scale.mean[d]);
  }
}

const heap = () => {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

for (let k = 0; k < 20000; k++) step();
const before = heap(), times = [];
for (let done = 0; done < STEPS; done += 1000) {
  const start = performance.now();
  for (let k = 0; k < 1000; k++) step();
  times.push(performance.now() - start);
}
const result = { steps: STEPS, us: times.sort((a, b) => a - b)[times.length >> 1], min: times[0], grownMb: (heap() - before) / 2 ** 20, loc: loc[0] };
if (!(Math.abs(result.loc) < 0.2)) throw new Error(`expected the loop to find the minimum at 0, got ${result.loc}`);

if (process.send) process.send(result);
else console.log(result);
