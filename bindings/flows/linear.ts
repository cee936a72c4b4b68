/**
 * Flows u = M·(x − loc) of a multivariate normal, one matrix M for each entry of a parameter, that carry p exactly: optimal mass transport, and
 * rotations, which leave p as it is (M. Jankowiak, F. Obermeyer, ICML 2018).
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { LEAF } from "../random";
import type { FlowLaw, FlowSource } from "./source";

const COLUMN = columnBytes(LEAF);

/** @internal */
export function linearFlow(carries: number, loc: Float64Array, matrices: readonly Float64Array[]): FlowSource {
  const d = loc.length;
  return {
    carries,
    cost: matrices.length * d * 0.29 * d,
    layout: (allocate: Allocate) => {
      const rows = allocate(matrices.length * d * d * 8), centred = allocate(d * COLUMN), out = allocate(COLUMN);
      return (arena: Arena): FlowLaw => {
        let length = 0;
        matrices.forEach((matrix, j) => arena.f64.set(matrix, rows / 8 + j * d * d));
        return {
          run(x, stride, n) {
            length = n;
            for (let k = 0; k < d; k++) arena.kernels.transformAffine(x + k * stride, centred + k * COLUMN, n, -loc[k]!, 1);
          },
          column(j, row) {
            arena.kernels.columnsDot(centred, COLUMN, d, rows + (j * d + row) * d * 8, out, length);
            return out;
          },
          divergence: () => 0,
        };
      };
    },
  };
}

/**
 * For each entry (i, j) of the lower triangle L the symmetric S with S·Σ + Σ·S = ∂Σ, Σ = L·Lᵀ: with Σ = V·diag(λ)·Vᵀ,
 * (Vᵀ·S·V)_ab = (Vᵀ·∂Σ·V)_ab/(λ_a + λ_b). u = S·(x − loc) is a gradient field: no flow carries p with less kinetic energy.
 * @internal
 */
export function transports(lower: Float64Array, d: number): Float64Array[] {
  const L = square(lower, d), { values, vectors } = eigen(product(L, transposed(L, d), d), d), inV = product(transposed(vectors, d), L, d), all: Float64Array[] = [];
  for (let i = 0; i < d; i++) for (let j = 0; j <= i; j++) {
    // ∂Σ = e_i·l_jᵀ + l_j·e_iᵀ, l_j column j of L
    const rotated = new Float64Array(d * d);
    for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) {
      rotated[a * d + b] = (vectors[i * d + a]! * inV[b * d + j]! + inV[a * d + j]! * vectors[i * d + b]!) / (values[a]! + values[b]!);
    }
    all.push(product(product(vectors, rotated, d), transposed(vectors, d), d));
  }
  return all;
}

/**
 * For each entry the matrix L·A·L⁻¹ of its rotation u = L·A·ε, ε = L⁻¹(x − loc), A antisymmetric: A_ab = −A_ba = c, the coefficients c of the
 * pairs a < b in order, entry by entry.
 * @internal
 */
export function rotations(lower: Float64Array, d: number, entries: number, coefficients: ArrayLike<number>): Float64Array[] {
  const L = square(lower, d), inverse = inverted(L, d), all: Float64Array[] = [];
  for (let entry = 0, at = 0; entry < entries; entry++) {
    const A = new Float64Array(d * d);
    for (let a = 0; a < d; a++) for (let b = a + 1; b < d; b++, at++) {
      A[a * d + b] = coefficients[at]!;
      A[b * d + a] = -coefficients[at]!;
    }
    all.push(product(product(L, A, d), inverse, d));
  }
  return all;
}

function square(lower: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0, at = 0; i < d; i++) for (let j = 0; j <= i; j++, at++) out[i * d + j] = lower[at]!;
  return out;
}

function transposed(a: Float64Array, d: number): Float64Array {
  return Float64Array.from(a, (_, at) => a[(at % d) * d + Math.floor(at / d)]!);
}

function product(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += a[i * d + k]! * b[k * d + j]!;
    out[i * d + j] = sum;
  }
  return out;
}

/** Of a lower triangle. */
function inverted(L: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let j = 0; j < d; j++) for (let i = j; i < d; i++) {
    let sum = i === j ? 1 : 0;
    for (let k = j; k < i; k++) sum -= L[i * d + k]! * out[k * d + j]!;
    out[i * d + j] = sum / L[i * d + i]!;
  }
  return out;
}

/** Sweeps suffice: each makes what is off the diagonal about its square. */
const SWEEPS = 64;

/** Of a symmetric matrix, by Jacobi's rotations: G. H. Golub, C. F. Van Loan, Matrix Computations (4th ed. 2013), §8.5. Vectors are columns. */
function eigen(matrix: Float64Array, d: number): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice(), vectors = new Float64Array(d * d);
  for (let i = 0; i < d; i++) vectors[i * d + i] = 1;
  for (let sweep = 0, off = true; off && sweep < SWEEPS; sweep++) {
    off = false;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) {
      const apq = a[p * d + q]!, app = a[p * d + p]!, aqq = a[q * d + q]!;
      if (apq * apq <= Number.EPSILON * Number.EPSILON * app * aqq) continue;
      off = true;
      const tau = (aqq - app) / (2 * apq), t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau)), c = 1 / Math.sqrt(1 + t * t), s = t * c;
      for (let k = 0; k < d; k++) turn(a, k * d + p, k * d + q, c, s);
      for (let k = 0; k < d; k++) turn(a, p * d + k, q * d + k, c, s);
      for (let k = 0; k < d; k++) turn(vectors, k * d + p, k * d + q, c, s);
    }
  }
  return { values: Float64Array.from({ length: d }, (_, i) => a[i * d + i]!), vectors };
}

function turn(m: Float64Array, x: number, y: number, c: number, s: number): void {
  const u = m[x]!, v = m[y]!;
  m[x] = c * u - s * v;
  m[y] = s * u + c * v;
}
