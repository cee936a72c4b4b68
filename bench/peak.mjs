/**
 * What 128-bit vectors can do at most on this processor: additions and multiplications of independent numbers in registers, in 10⁹ a second, and
 * which share of it the products with the data of a compiled logistic regression reach (problems/logistic.mjs). `node bench/peak.mjs`
 */
import binaryen from "binaryen";
import { logistic } from "./contestants/montegrad.mjs";
import { FLOPS, POINTS } from "./problems/logistic.mjs";

const TURNS = 1e7, CHAINS = 12;
const names = Array.from({ length: CHAINS }, (_, k) => `$v${k}`);
const module = binaryen.parseText(`(module (func (export "run") (param $n i32) (result f64) ${names.map((v) => `(local ${v} v128)`).join(" ")}
  (loop $again
    ${names.map((v, k) => `(local.set ${v} (f64x2.${k % 2 ? "mul" : "add"} (local.get ${v}) (local.get ${v})))`).join("\n    ")}
    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (f64x2.extract_lane 0 ${names.slice(1).reduce((sum, v) => `(f64x2.add ${sum} (local.get ${v}))`, `(local.get ${names[0]})`)})))`);
module.setFeatures(binaryen.Features.SIMD128);
const { run } = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary())).exports;

/** The fastest of several turns, ms. */
function fastest(turn, rounds) {
  let best = Infinity;
  for (let k = 0; k < rounds; k++) {
    const start = performance.now();
    turn();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const peak = (2 * CHAINS * TURNS) / fastest(() => run(TURNS), 20) / 1e6;
const regression = logistic({});
regression.prepare();
const rate = (FLOPS * POINTS) / fastest(() => regression.turn(), 50) / 1e6;
console.log(`128-bit peak ${peak.toFixed(1)} · 10⁹ operations a second; logistic regression ${rate.toFixed(1)}, ${((100 * rate) / peak).toFixed(0)} % of it, with its softplus and sigmoid besides`);
