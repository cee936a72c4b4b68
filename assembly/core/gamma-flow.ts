import { GammaFunction } from "./gamma-function";
import { GammaTable } from "./gamma-table";
import { Lanes } from "./lanes";
import { Scalar } from "./scalar";

/** From here on the uniform expansion, between these y/α: its terms then fall below 1e-16. */
const UNIFORM_MIN = 20.0;
const UNIFORM_LOW = 0.3;
const UNIFORM_HIGH = 2.35;
const UNIFORM_TERMS = 26;
/** Below y = ¼, for α < 20, so many terms of the power series: the next is 2e-18 of the first. */
const NEAR = 0.25;
const NEAR_TERMS: usize = 13;
/** Polynomials of so many coefficients, each for a unit of t, and at most so many of them. */
const TERMS: usize = 14;
const PANELS: usize = 6;
const ROW: usize = TERMS << 3;
/** To here they reach at least: beyond, by Wilson's and Hilferty's root, of a normal number, lie 1e-13 of all draws, and e^−40. */
const REACH = 7.5;
const FAR = 40.0;

const NEAR_CELL: usize = memory.data<f64>([0.25]);
/** cos((2j + 1)π/28): the positive half of the nodes of Chebyshev's polynomial T₁₄. */
const NODES: usize = memory.data<f64>([
  0.9937122098932426, 0.9438833303083676, 0.8467241992282841, 0.7071067811865476, 0.5320320765153366, 0.3302790619551671, 0.11196447610330786,
]);
/** Room for the values at the nodes, even and odd parts; for a polynomial and two of Chebyshev's. The table made last, and the α it is of. */
const EVEN: usize = memory.data(7 * 8, 16);
const ODD: usize = memory.data(7 * 8, 16);
const BEFORE: usize = memory.data(14 * 8, 16);
const CURRENT: usize = memory.data(14 * 8, 16);
const LATEST: usize = memory.data(13 * 16 + 6 * 14 * 8, 16);
const LATEST_OF: usize = memory.data<f64>([0.0]);

/**
 * How a gamma variable y of shape α moves when α grows: g(α, y) = −∂αP(α, y)/p(α, y), S. Figurnov, S. Mohamed, A. Mnih, "Implicit
 * reparameterization gradients", NeurIPS 2018, Eq. 8. What is computed is G = g/y, a function of t = log y − shift without singularities
 * at finite t, and G′ = ∂t G; ∂y g = G + G′. With s = log y − ψ(α) = t + offset, the score of α, continuity says
 *
 *     G′ = (y − α)G − s                                                                                                      (1)
 *
 * In lanes G is the polynomial, of degree 13 in t, that has its values at 14 of Chebyshev's nodes in a panel of length 1: error 1e-17 of
 * G, since it is as if G had no singularity nearer than 4. For small y it is G = D − t·C, D and C polynomials in y. The few y
 * outside, and the nodes, have `exact`. A record is this, then D and C (a term of each side by side), then the panels; it takes some
 * 15 µs, or is copied where α is that of the record before. Largest relative errors found: G 9e-15, G + G′ 5e-13, 5e-11 in far tails.
 */
@unmanaged @final
export class GammaFlow {
  private concentration: f64;
  /** log α, or 0 for α < 1; and score − t */
  private shift: f64;
  private offset: f64;
  /** t at the middle of the first panel, and how many there are. */
  private middle: f64;
  private panels: f64;
  /** y below which D and C serve; 0 if nowhere. */
  private near: f64;

  /** Bytes of a record. */
  @inline static size(): usize { return GammaFlow.table() + NEAR_TERMS * 16 + PANELS * ROW; }
  @inline private static table(): usize { return (offsetof<GammaFlow>() + 15) & ~15; }
  @inline private nearTable(): usize { return changetype<usize>(this) + GammaFlow.table(); }
  @inline private panelTable(): usize { return this.nearTable() + NEAR_TERMS * 16; }

  /** Before all else. */
  prepare(concentration: f64, shift: f64, offset: f64): void {
    this.concentration = concentration;
    this.shift = shift;
    this.offset = offset;
    this.near = concentration < UNIFORM_MIN ? NEAR : 0.0;
    const mode = 1.0 - 1.0 / (9.0 * concentration), spread = REACH / (3.0 * sqrt(concentration));
    const low = concentration < UNIFORM_MIN ? Scalar.log(NEAR) - shift : Math.min(3.0 * Scalar.log(mode - spread), -0.5);
    const root = Scalar.log(concentration) + 3.0 * Scalar.log(Math.max(mode + spread, 1e-9)); // below α = 1e-3 there is none
    this.middle = low + 0.5;
    this.panels = Math.ceil(Math.max(Scalar.log(FAR), root) - shift - low);
    this.build();
  }

  /** G, for y and t. */
  @inline value(y: v128, t: v128): v128 {
    const q = f64x2.sub(t, f64x2.splat(this.middle)), inside = this.inside(q), key = GammaFlow.key(q), r = GammaFlow.rest(q, key), rows = v128.and(key, inside);
    const a = GammaFlow.pairs(this.row(i32x4.extract_lane(rows, 0)), Lanes.first(r, r)), b = GammaFlow.pairs(this.row(i32x4.extract_lane(rows, 2)), Lanes.second(r, r));
    let G = Lanes.mulAdd(r, Lanes.second(a, b), Lanes.first(a, b)), known = inside;
    if (this.near > 0.0) {
      const near = f64x2.lt(y, Lanes.both(NEAR_CELL)), c = this.nearPair(Lanes.first(y, y)), d = this.nearPair(Lanes.second(y, y));
      G = v128.bitselect(f64x2.sub(Lanes.first(c, d), f64x2.mul(t, Lanes.second(c, d))), G, near);
      known = v128.or(known, near);
    }
    return v128.all_true<i64>(known) ? G : this.outside(G, known, y, t);
  }

  /**
   * G′, of one lane: for small α by (1), which loses a factor of s·y at most. For α ≥ 20 that would be α, and the polynomial is
   * differentiated, which takes the error of the nodes' values times 14².
   */
  slope(y: f64, t: f64, G: f64): f64 {
    if (y < this.near) return this.nearSlope(y, t);
    const q = t - this.middle;
    if (this.near == 0.0 && q >= -0.5 && q < this.panels - 0.5) {
      const i = Math.floor(q + 0.5);
      return GammaFlow.differentiated(this.row(<i32>i), q - i);
    }
    return y == Infinity ? -1.0 : (y - this.concentration) * G - (t + this.offset);
  }

  /** Of t counted from the middle of the first panel: is it in a panel? In which, as the low bits? How far from its middle? */
  @inline private inside(q: v128): v128 { return v128.and(f64x2.ge(q, Lanes.both(Lanes.MINUS_HALF)), f64x2.lt(q, f64x2.splat(this.panels - 0.5))); }
  @inline private static key(q: v128): v128 { return f64x2.add(q, Lanes.both(Lanes.ROUND)); }
  @inline private static rest(q: v128, key: v128): v128 { return f64x2.sub(q, f64x2.sub(key, Lanes.both(Lanes.ROUND))); }
  @inline private row(i: i32): usize { return this.panelTable() + <usize>i * ROW; }

  /** c₀ + c₂r² + … and c₁ + c₃r² + … in two lanes; r in both. */
  @inline private static pairs(row: usize, r: v128): v128 {
    const z = f64x2.mul(r, r);
    let sum = Lanes.mulAdd(v128.load(row, 96), z, v128.load(row, 80));
    sum = Lanes.mulAdd(sum, z, v128.load(row, 64));
    sum = Lanes.mulAdd(sum, z, v128.load(row, 48));
    sum = Lanes.mulAdd(sum, z, v128.load(row, 32));
    sum = Lanes.mulAdd(sum, z, v128.load(row, 16));
    return Lanes.mulAdd(sum, z, v128.load(row));
  }

  /** D and C in two lanes; y in both. */
  @inline private nearPair(y: v128): v128 {
    const table = this.nearTable(), z = f64x2.mul(y, y);
    let even = Lanes.mulAdd(v128.load(table, 192), z, v128.load(table, 160)), odd = Lanes.mulAdd(v128.load(table, 176), z, v128.load(table, 144));
    even = Lanes.mulAdd(even, z, v128.load(table, 128));
    odd = Lanes.mulAdd(odd, z, v128.load(table, 112));
    even = Lanes.mulAdd(even, z, v128.load(table, 96));
    odd = Lanes.mulAdd(odd, z, v128.load(table, 80));
    even = Lanes.mulAdd(even, z, v128.load(table, 64));
    odd = Lanes.mulAdd(odd, z, v128.load(table, 48));
    even = Lanes.mulAdd(even, z, v128.load(table, 32));
    odd = Lanes.mulAdd(odd, z, v128.load(table, 16));
    return Lanes.mulAdd(odd, y, Lanes.mulAdd(even, z, v128.load(table)));
  }

  /** c₁ + 2c₂r + 3c₃r² + …: the derivatives of even and odd parts by z = r², times 2r, and the odd part. */
  private static differentiated(row: usize, r: f64): f64 {
    const z = f64x2.splat(r * r);
    let sum = v128.load(row, 96), slope = Lanes.both(Lanes.ZERO);
    for (let k = row + 80; k >= row; k -= 16) {
      slope = Lanes.mulAdd(slope, z, sum);
      sum = Lanes.mulAdd(sum, z, v128.load(k));
    }
    return 2.0 * r * (f64x2.extract_lane(slope, 0) + r * f64x2.extract_lane(slope, 1)) + f64x2.extract_lane(sum, 1);
  }

  /** G, and for lanes where it is not known what is right there. At Infinity g grows as the logarithm. */
  private outside(G: v128, known: v128, y: v128, t: v128): v128 {
    const lane0 = i64x2.extract_lane(known, 0) != 0 ? f64x2.extract_lane(G, 0) : this.single(f64x2.extract_lane(y, 0), f64x2.extract_lane(t, 0));
    const lane1 = i64x2.extract_lane(known, 1) != 0 ? f64x2.extract_lane(G, 1) : this.single(f64x2.extract_lane(y, 1), f64x2.extract_lane(t, 1));
    return f64x2.replace_lane(f64x2.splat(lane0), 1, lane1);
  }
  private single(y: f64, t: f64): f64 { return y == Infinity ? 1.0 : y >= 0.0 ? this.exact(y, t) : NaN; }

  /** y(D′ − t·C′) − C */
  private nearSlope(y: f64, t: f64): f64 {
    const Y = f64x2.splat(y), table = this.nearTable();
    let sum = v128.load(table, 16 * 12), slope = Lanes.both(Lanes.ZERO);
    for (let k = table + 16 * 11; k >= table; k -= 16) {
      slope = Lanes.mulAdd(slope, Y, sum);
      sum = Lanes.mulAdd(sum, Y, v128.load(k));
    }
    return y * (f64x2.extract_lane(slope, 0) - t * f64x2.extract_lane(slope, 1)) - f64x2.extract_lane(sum, 1);
  }

  /** G for 0 < y < Infinity, all terms positive, or nearly. */
  private exact(y: f64, t: f64): f64 {
    const a = this.concentration;
    if (a >= UNIFORM_MIN && y >= UNIFORM_LOW * a && y <= UNIFORM_HIGH * a) return this.uniform(y);
    return y <= Math.max(1.0, a) ? this.series(y, t) : this.fraction(y, t);
  }

  /** G = Σ tₙ(ψ(α + n + 1) − log y), t₀ = 1/α, tₙ₊₁ = tₙ·y/(α + n + 1): the series of P, differentiated. */
  private series(y: f64, t: f64): f64 {
    let term = 1.0 / this.concentration, psi = this.digammaNext() - t, sum = 0.0, part = 0.0, n = this.concentration;
    do {
      part = term * psi;
      sum += part;
      n += 1.0;
      const step = 1.0 / n;
      term *= y * step;
      psi += step;
    } while (abs(part) > 1e-17 * abs(sum) || psi < 0.0);
    return sum;
  }
  /** ψ(α + 1) − shift */
  private digammaNext(): f64 { return this.shift == 0.0 ? GammaFunction.digamma(this.concentration + 1.0) : 1.0 / this.concentration - this.offset; }

  /**
   * With R = Q/(y·p) = 1/(y + 1 − α − 1(1 − α)/(y + 3 − α − …)), the fraction of DLMF 8.9.2, g = ∂αQ/p is y(R·s + ∂αR): fraction and
   * derivative from the back, f ← b − c/f. 15 + 90/y terms were found to be enough for y ≥ max(1, α), and for y ≥ 2.35·α.
   */
  private fraction(y: f64, t: f64): f64 {
    const a = this.concentration;
    let n = Math.ceil(15.0 + 90.0 / y), b = y + 2.0 * n + 1.0 - a, f = b, slope = -1.0;
    for (; n > 0.0; n -= 1.0) {
      const c = n * (n - a), r = 1.0 / f;
      b -= 2.0;
      slope = r * (n + c * r * slope) - 1.0;
      f = b - c * r;
    }
    const R = 1.0 / f;
    return R * (t + this.offset - slope * R);
  }

  /**
   * For large α. With η²/2 = μ − log(1 + μ), μ = (y − α)/α, η of the sign of μ, N. M. Temme's variable (see `GammaFunction.uniform`),
   * (1) is αηG = η·t/μ + δ·η/μ + ∂ηG, δ = log α − ψ(α). For G = Σ Gₙηⁿ, dₙ the coefficients of η/μ, and since t = μ − η²/2,
   *
   *     αGₙ₋₁ = fₙ + δdₙ + (n + 1)Gₙ₊₁,   f₁ = 1,  fₙ = −dₙ₋₂/2
   *
   * backwards from 0: the asymptotic series that has no exponential.
   */
  private uniform(y: f64): f64 {
    const a = this.concentration, inverse = 1.0 / a, delta = this.offset;
    const half = GammaFunction.deviance(a, y), eta = Math.sqrt(2.0 * half) * (y < a ? -1.0 : 1.0);
    let above = 0.0, current = 0.0, sum = 0.0; // Gₙ₊₁, Gₙ, Horner's sum
    for (let n: usize = UNIFORM_TERMS; n >= 1; n--) {
      const d = GammaTable.UNIFORM + (n << 3), f = n == 1 ? 1.0 : -0.5 * load<f64>(d - 16);
      const below = (f + delta * load<f64>(d) + (<f64>n + 1.0) * above) * inverse;
      above = current;
      current = below;
      sum = sum * eta + below;
    }
    return sum;
  }

  private build(): void {
    const bytes = NEAR_TERMS * 16 + PANELS * ROW;
    if (load<f64>(LATEST_OF) == this.concentration) {
      memory.copy(this.nearTable(), LATEST, bytes);
      return;
    }
    this.expand();
    for (let i: usize = 0; i < <usize>this.panels; i++) this.interpolate(this.panelTable() + i * ROW, this.middle + <f64>i);
    memory.copy(LATEST, this.nearTable(), bytes);
    store<f64>(LATEST_OF, this.concentration);
  }

  /** D and C: the terms of `series`. */
  private expand(): void {
    let term = 1.0 / this.concentration, psi = this.digammaNext(), n = this.concentration;
    for (let k = this.nearTable(); k < this.panelTable(); k += 16) {
      store<f64>(k, term * psi);
      store<f64>(k, term, 8);
      n += 1.0;
      term /= n;
      psi += 1.0 / n;
    }
  }

  /** A panel's row, in powers of t from its middle. The coefficients of Chebyshev's polynomials are sums over the nodes. */
  private interpolate(row: usize, middle: f64): void {
    for (let j: usize = 0; j < 56; j += 8) {
      const r = 0.5 * load<f64>(NODES + j), a = this.at(middle + r), b = this.at(middle - r);
      store<f64>(EVEN + j, a + b);
      store<f64>(ODD + j, a - b);
    }
    memory.fill(row, 0, ROW);
    memory.fill(BEFORE, 0, ROW);
    memory.fill(CURRENT, 0, ROW);
    store<f64>(CURRENT, 1.0); // T₀, as if T₋₁ = 0 and then T₁ = x·T₀
    for (let k: usize = 0; k < TERMS; k++) {
      const c = GammaFlow.coefficient(k);
      for (let i: usize = 0; i <= k << 3; i += 8) store<f64>(row + i, load<f64>(row + i) + c * load<f64>(CURRENT + i));
      // Tₖ₊₁ = 2x·Tₖ − Tₖ₋₁
      const twice = k == 0 ? 1.0 : 2.0;
      let shifted = 0.0;
      for (let i: usize = 0; i <= k + 1 << 3 && i < ROW; i += 8) {
        const next = twice * shifted - load<f64>(BEFORE + i);
        shifted = load<f64>(CURRENT + i);
        store<f64>(BEFORE + i, shifted);
        store<f64>(CURRENT + i, next);
      }
    }
    let scale = 1.0;
    for (let i: usize = 0; i < ROW; i += 8) {
      store<f64>(row + i, scale * load<f64>(row + i)); // x = 2r
      scale *= 2.0;
    }
  }
  private at(t: f64): f64 { return this.exact(Scalar.exp(t + this.shift), t); }

  /** (1 or 2)/14 Σ f(xⱼ)Tₖ(xⱼ) */
  private static coefficient(k: usize): f64 {
    let sum = 0.0;
    for (let j: usize = 0; j < 56; j += 8) {
      const x = load<f64>(NODES + j);
      let before = 1.0, current = x;
      for (let i: usize = 1; i < k; i++) {
        const next = 2.0 * x * current - before;
        before = current;
        current = next;
      }
      sum += load<f64>((k & 1 ? ODD : EVEN) + j) * (k == 0 ? 1.0 : current);
    }
    return sum * (k == 0 ? 1.0 / 14.0 : 1.0 / 7.0);
  }
}
