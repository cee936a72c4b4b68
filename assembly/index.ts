/**
 * Kernels are pure functions over linear memory; a column is `n` contiguous f64. One leaf of one column, f a prepared family:
 *
 *     normals(x, n, place, column)  →  normalSample(x, x, n, f)        draws
 *     phi, grad                                                        φ and ∂φ/∂x, by the host or by other kernels
 *     normalTerms(x, t, n, f)                                          scores and flows: s₀, u₀, s₁, u₁
 *     record(recording, j, t, t + 8n, phi, grad)                       sums of the first parameter; of the second from t + 16n
 */
import { Tables } from "./core/tables";
import { Ziggurat } from "./random/ziggurat";

Tables.build();
Ziggurat.build(); // of exponentials and logarithms: after their tables

/** Linear memory is free from here on. */
export function heapBase(): usize { return __heap_base; }

export * from "./core/vector";
export * from "./random";
export * from "./distributions";
export * from "./estimators";
