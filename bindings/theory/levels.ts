/** Where the flux J(x) = p·u = −∂θF rises and falls, and where it has a given height. */
import type { Motion } from "./motion";

/** A stretch on which J is monotone, since the score has one sign there: ∂x J = −p·∂θ log p. */
export interface MonotonePiece {
  readonly from: number;
  readonly to: number;
  /** J at its ends. */
  readonly fluxFrom: number;
  readonly fluxTo: number;
}

/** A stretch on which |J| ≥ level, and the sign of J there. @internal */
export interface Interval { readonly left: number; readonly right: number; readonly level: number; readonly sign: 1 | -1 }

/** Where f has a zero, or jumps over it, between each a and b. Brackets shrink until no double is left inside; f's sign at a is given. */
function bisect(f: (x: Float64Array) => Float64Array, a: Float64Array, b: Float64Array, signs: Float64Array): Float64Array {
  const low = a.slice(), high = b.slice();
  for (let open = low.length > 0; open; ) {
    const middle = low.map((x, i) => x / 2 + (high[i] as number) / 2), y = f(middle);
    open = false;
    middle.forEach((x, i) => {
      if (!(x > (low[i] as number) && x < (high[i] as number))) return;
      open = true;
      if ((y[i] as number) * (signs[i] as number) > 0) low[i] = x;
      else high[i] = x;
    });
  }
  const atLow = f(low), atHigh = f(high);
  return low.map((x, i) => (Math.abs(atLow[i] as number) < Math.abs(atHigh[i] as number) ? x : (high[i] as number)));
}

/** Cumulative probabilities at which the sign of the score is looked at, 2^−60 to 1 − 2^−52: the finer, the nearer to an end. */
function net(): Float64Array {
  const small: number[] = [];
  for (let v = 1 / 512; small.length < 52; v /= 2) small.push(v);
  return Float64Array.from([...small.slice().reverse(), ...Array.from({ length: 255 }, (_, k) => (k + 1) / 256), ...small.slice(0, 44).map((v) => 1 - v)]);
}

/** The pieces from the lower to the upper end of the support, which θ must not move. @internal */
export function monotonePieces(motion: Motion): MonotonePiece[] {
  const x = motion.p.quantile(net()), s = motion.score(x), a: number[] = [], b: number[] = [], signs: number[] = [];
  let last = -1;
  for (let i = 0; i < x.length; i++) {
    if (!(Math.abs(s[i] as number) > 0)) continue;
    if (last >= 0 && (s[i] as number) * (s[last] as number) < 0) {
      a.push(x[last] as number);
      b.push(x[i] as number);
      signs.push(s[last] as number);
    }
    last = i;
  }
  const zeros = bisect((x) => motion.score(x), Float64Array.from(a), Float64Array.from(b), Float64Array.from(signs)), flux = [0, ...motion.flux(zeros), 0];
  const ends = [motion.lower, ...zeros, motion.upper];
  return ends.slice(1).map((to, k) => ({ from: ends[k] as number, to, fluxFrom: flux[k] as number, fluxTo: flux[k + 1] as number }));
}

/** The largest |J|. @internal */
export const peak = (pieces: readonly MonotonePiece[]): number => pieces.reduce((most, { fluxTo }) => Math.max(most, Math.abs(fluxTo)), 0);

/** For each level > 0 the stretches on which |J| reaches it, from left to right. @internal */
export function intervals(motion: Motion, pieces: readonly MonotonePiece[], levels: Float64Array): Interval[] {
  const cuts: { piece: MonotonePiece; target: number }[] = [];
  for (const level of levels) {
    for (const piece of pieces) {
      const rises = piece.fluxTo > piece.fluxFrom;
      for (const target of rises ? [-level, level] : [level, -level]) if ((piece.fluxFrom - target) * (piece.fluxTo - target) < 0) cuts.push({ piece, target });
    }
  }
  const wide = cuts.map(({ piece, target }) => bracket(motion, piece, target)), targets = cuts.map(({ target }) => target);
  const edges = bisect(
    (x) => motion.flux(x).map((J, i) => J - (targets[i] as number)), Float64Array.from(wide, ([a]) => a), Float64Array.from(wide, ([, b]) => b),
    Float64Array.from(cuts, ({ piece, target }) => piece.fluxFrom - target),
  );
  // |J| is 0 at both ends of the support: cuts of a level come in pairs, in and out
  return Array.from({ length: cuts.length / 2 }, (_, k) => {
    const target = targets[2 * k] as number;
    return { left: edges[2 * k] as number, right: edges[2 * k + 1] as number, level: Math.abs(target), sign: target > 0 ? 1 : -1 };
  });
}

/** Finite ends of the piece between which J passes the target: where it has no end, as far out as it takes. */
function bracket(motion: Motion, { from, to, fluxTo }: MonotonePiece, target: number): [number, number] {
  const passed = (x: number): boolean => ((motion.flux(Float64Array.of(x))[0] as number) - target) * (fluxTo - target) > 0;
  let left = from, right = to;
  if (left === -Infinity) {
    left = Math.min(motion.p.quantile(2 ** -53), to);
    for (let step = 1; passed(left); step *= 2) left -= step;
  }
  if (right === Infinity) {
    right = Math.max(motion.p.quantile(1 - 2 ** -53), left);
    for (let step = 1; !passed(right); step *= 2) right += step;
  }
  return [left, right];
}
