import type { Allocate, Arena } from "../arena";
import type { Origin } from "../random";
export const SOBOL_COLUMNS = 1;
export interface SobolPoints { fill(origin: Origin, replicate: number, first: number, x: number, stride: number, n: number): void }
export function sobol(_allocate: Allocate, _columns: number): (arena: Arena) => SobolPoints { throw new Error("not yet"); }
