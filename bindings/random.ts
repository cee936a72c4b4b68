import type { Arena } from "./arena";
export const LEAF = 512;
export const PLACE_BYTES = 32;
export const PURPOSE = { draw: 0 } as const;
export interface Origin { readonly seed: bigint; readonly low: number; readonly high: number; readonly stream: number; readonly leaf: number }
export class Rng {
  position = 0; stream = 0; seed: bigint;
  constructor(seed: number | bigint) { this.seed = BigInt(seed); }
  static restore(s: { kind: string; version: number; seed: string; stream: number; position: number; spawned: number }): Rng { const r = new Rng(BigInt(s.seed)); r.position = s.position; return r; }
}
export function takeLeaves(rng: Rng, leaves: number): Origin {
  const leaf = rng.position; rng.position += leaves;
  return { seed: rng.seed, low: Number(rng.seed & 0xffffffffn), high: Number(rng.seed >> 32n), stream: rng.stream, leaf };
}
export function writePlace(arena: Arena, at: number, o: Origin, purpose: number, leaf: number): void {
  const w = arena.u32, i = at / 4, l = o.leaf + leaf;
  w[i] = o.low; w[i + 1] = o.high; w[i + 2] = 0; w[i + 3] = o.stream; w[i + 4] = l % 2 ** 32; w[i + 5] = purpose * 2 ** 24 + Math.floor(l / 2 ** 32);
}
