/**
 * The best seeded normals in JavaScript that we could write: the ziggurat of Marsaglia and Tsang with Doornik's independent layer, 1024
 * layers, two words per number (ten bits of layer, 53 bits of position), tables in typed arrays, the state in locals.
 *
 * Tried and slower (ns, one machine, fast mode; this one 4.5): sfc32 5.1, xoshiro128++ 5.6; 256 layers +0.8; test before scaling 4.5–5.4;
 * interleaved tables 4.8; two numbers per turn 4.6; words first and numbers in a second pass 6.9.
 * xoroshiro64** (D. Blackman, S. Vigna, ACM TOMS 47 (2021) 36) keeps only 64 bits of state: less than ours, in its favour.
 */
import { filling } from "../problems/uniforms.mjs";

const LAYERS = 1024;
/** Edge of the lowest layer and the area of every layer, under e^(−x²/2). */
const EDGE = 4.03884984610950452, AREA = 0.00122632464635308807;

const height = (x) => Math.exp(-0.5 * x * x);
/** Widths of the layers, x₀ > x₁ = EDGE > … > x₁₀₂₄ = 0, and the heights there. */
const WIDTHS = new Float64Array(LAYERS + 1);
WIDTHS[0] = AREA / height(EDGE);
WIDTHS[1] = EDGE;
for (let i = 2; i < LAYERS; i++) WIDTHS[i] = Math.sqrt(-2 * Math.log(AREA / WIDTHS[i - 1] + height(WIDTHS[i - 1])));
const HEIGHTS = WIDTHS.map(height);
/** Widths for positions that are multiples of 2⁻²¹ in [−2³¹, 2³¹). */
const STEPS = WIDTHS.map((x) => x * 2 ** -31);

/** Returns `fill(out, from, to)`. Every seed gives a stream of its own. */
export function ziggurat(seed) {
  const state = new Int32Array([Math.imul(seed + 1, 0x9e3779b1), seed ^ 0x85ebca6b]), repairs = new Int32Array([~state[1], state[0] | 1]);

  function word() {
    const a = repairs[0];
    let b = repairs[1];
    const m = Math.imul(a, 0x9e3779bb), w = Math.imul((m << 5) | (m >>> 27), 5);
    b ^= a;
    repairs[0] = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
    repairs[1] = (b << 13) | (b >>> 19);
    return w;
  }
  const uniform = () => ((word() >>> 0) * 0x200000 + (word() >>> 11) + 0.5) * 2 ** -53;

  /** A number whose position is beyond the next layer. */
  function repair(x, i) {
    for (;;) {
      if (i === 0) {
        let a, b;
        do {
          a = -Math.log(uniform()) / EDGE;
          b = -Math.log(uniform());
        } while (b + b <= a * a);
        return x < 0 ? -EDGE - a : EDGE + a;
      }
      if (HEIGHTS[i] + uniform() * (HEIGHTS[i + 1] - HEIGHTS[i]) < height(x)) return x;
      const high = word(), low = word();
      i = low & 1023;
      x = (high + (low >>> 11) * 2 ** -21) * STEPS[i];
      if (Math.abs(x) < WIDTHS[i + 1]) return x;
    }
  }

  return function fill(out, from, to) {
    let a = state[0], b = state[1];
    for (let p = from; p < to; p++) {
      const m = Math.imul(a, 0x9e3779bb), high = Math.imul((m << 5) | (m >>> 27), 5);
      b ^= a;
      a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
      b = (b << 13) | (b >>> 19);
      const k = Math.imul(a, 0x9e3779bb), low = Math.imul((k << 5) | (k >>> 27), 5);
      b ^= a;
      a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
      b = (b << 13) | (b >>> 19);
      const i = low & 1023, x = (high + (low >>> 11) * 2 ** -21) * STEPS[i];
      out[p] = Math.abs(x) < WIDTHS[i + 1] ? x : repair(x, i);
    }
    state[0] = a;
    state[1] = b;
  };
}

export function normals({ seed }) {
  const fill = ziggurat(seed);
  return filling((out) => fill(out, 0, out.length));
}

/** Uniform numbers of 53 bits from the same generator, never 0 or 1. */
export function uniforms({ seed }) {
  const state = new Int32Array([Math.imul(seed + 1, 0x9e3779b1), seed ^ 0x85ebca6b]);
  return filling((out) => {
    let a = state[0], b = state[1];
    for (let p = 0; p < out.length; p++) {
      const m = Math.imul(a, 0x9e3779bb), high = Math.imul((m << 5) | (m >>> 27), 5);
      b ^= a;
      a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
      b = (b << 13) | (b >>> 19);
      const k = Math.imul(a, 0x9e3779bb), low = Math.imul((k << 5) | (k >>> 27), 5);
      b ^= a;
      a = ((a << 26) | (a >>> 6)) ^ b ^ (b << 9);
      b = (b << 13) | (b >>> 19);
      out[p] = (high + ((low >>> 12) + 0.5) * 2 ** -20) * 2 ** -32 + 0.5;
    }
    state[0] = a;
    state[1] = b;
  });
}
