/**
 * Least squares among columns of which only the products are known. A combination of columns is an array of factors, one for each of all columns.
 */

/** A pivot below this share of its diagonal belongs to a column that others span: it gets no coefficient. */
const PIVOT = 1e-10;

/** Products of `count` columns, a square; from a lower triangle, row by row. @internal */
export class Products {
  readonly square: Float64Array;

  constructor(private readonly triangle: Float64Array, readonly count: number) {
    const square = (this.square = new Float64Array(count * count));
    for (let i = 0, k = 0; i < count; i++) for (let j = 0; j <= i; j++, k++) square[i * count + j] = square[j * count + i] = triangle[k] as number;
  }

  plus(other: Products): Products { return new Products(this.triangle.map((v, k) => v + (other.triangle[k] as number)), this.count); }

  /** ⟨a, a⟩ of a combination of the columns `places`. */
  norm(a: Float64Array, places: Int32Array): number {
    const { square, count } = this;
    let sum = 0;
    for (let i = 0; i < places.length; i++) {
      const row = (places[i] as number) * count, factor = a[places[i] as number] as number;
      let part = 0.5 * factor * (square[row + (places[i] as number)] as number);
      for (let j = 0; j < i; j++) part += (a[places[j] as number] as number) * (square[row + (places[j] as number)] as number);
      sum += factor * part;
    }
    return 2 * sum;
  }

  /** ⟨a, column⟩ */
  with(a: Float64Array, places: Int32Array, column: number): number {
    const row = column * this.count;
    let sum = 0;
    for (let i = 0; i < places.length; i++) sum += (a[places[i] as number] as number) * (this.square[row + (places[i] as number)] as number);
    return sum;
  }
}

/** L·D·Lᵀ of the products of some columns. @internal */
export class Factor {
  readonly #rows: Float64Array;
  readonly #inverse: Float64Array;
  readonly #solution: Float64Array;

  constructor(private readonly products: Products, readonly columns: Int32Array) {
    const count = columns.length, { square, count: width } = products, rows = new Float64Array(count * count), inverse = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const from = (columns[i] as number) * width, whole = square[from + (columns[i] as number)] as number;
      let pivot = whole;
      for (let j = 0; j < i; j++) {
        let value = square[from + (columns[j] as number)] as number; // L_ij·D_j, of which those before are known
        for (let k = 0; k < j; k++) value -= (rows[i * count + k] as number) * (rows[j * count + k] as number);
        rows[i * count + j] = value;
      }
      for (let j = 0; j < i; j++) {
        const value = rows[i * count + j] as number, l = value * (inverse[j] as number);
        pivot -= value * l;
        rows[i * count + j] = l;
      }
      inverse[i] = pivot > PIVOT * whole ? 1 / pivot : 0;
    }
    this.#rows = rows;
    this.#inverse = inverse;
    this.#solution = new Float64Array(count);
  }

  /** Adds to `out` the coefficients, `times` each, of what is nearest to a combination of columns `a` and `b`. */
  project(a: number, b: number, ofB: number, times: number, out: Float64Array): void {
    const { columns, products: { square, count: width } } = this, count = columns.length, rows = this.#rows, x = this.#solution;
    for (let i = 0; i < count; i++) {
      const from = (columns[i] as number) * width;
      let value = (square[from + a] as number) + (ofB === 0 ? 0 : ofB * (square[from + b] as number));
      for (let j = 0; j < i; j++) value -= (rows[i * count + j] as number) * (x[j] as number);
      x[i] = value;
    }
    for (let i = count - 1; i >= 0; i--) {
      const inverse = this.#inverse[i] as number;
      let value = (x[i] as number) * inverse;
      if (inverse !== 0) for (let k = i + 1; k < count; k++) value -= (rows[k * count + i] as number) * (x[k] as number);
      x[i] = value;
    }
    for (let i = 0; i < count; i++) out[columns[i] as number] = (out[columns[i] as number] as number) + times * (x[i] as number);
  }
}
