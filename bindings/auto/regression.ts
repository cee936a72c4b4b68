/**
 * Least squares among columns of which only the products are known. A combination of columns is an array of factors, one for each of all columns.
 */

/** A pivot below this share of its diagonal belongs to a column that others span: it gets no coefficient. */
const PIVOT = 1e-10;

/** Products of columns, as `weightedProducts` gives them: of all with the first `shared` ones, of others with themselves and with the one before. @internal */
export class Products {
  constructor(private readonly rows: Float64Array, private readonly shared: number) {}

  at(i: number, j: number): number {
    const { rows, shared } = this, high = i > j ? i : j, low = i > j ? j : i, from = high * (shared + 2);
    return rows[from + (low < shared ? low : shared + high - low)] as number;
  }

  plus(other: Products): Products { return new Products(this.rows.map((v, k) => v + (other.rows[k] as number)), this.shared); }

  /** ⟨a, a⟩ of a combination of the columns `places`. */
  norm(a: Float64Array, places: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < places.length; i++) {
      const column = places[i] as number, factor = a[column] as number;
      if (factor === 0) continue; // of a column whose squares are beyond the doubles, too
      let part = 0.5 * factor * this.at(column, column);
      for (let j = 0; j < i; j++) if (a[places[j] as number] !== 0) part += (a[places[j] as number] as number) * this.at(column, places[j] as number);
      sum += factor * part;
    }
    return 2 * sum;
  }

  /** ⟨a, column⟩ */
  with(a: Float64Array, places: Int32Array, column: number): number {
    let sum = 0;
    for (let i = 0; i < places.length; i++) if (a[places[i] as number] !== 0) sum += (a[places[i] as number] as number) * this.at(column, places[i] as number);
    return sum;
  }
}

/** L·D·Lᵀ of the products of some columns. @internal */
export class Factor {
  readonly #rows: Float64Array;
  readonly #inverse: Float64Array;
  readonly #solution: Float64Array;

  constructor(private readonly products: Products, readonly columns: Int32Array) {
    const count = columns.length, rows = new Float64Array(count * count), inverse = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const column = columns[i] as number, whole = products.at(column, column);
      let pivot = whole;
      for (let j = 0; j < i; j++) {
        let value = products.at(column, columns[j] as number); // L_ij·D_j, of which those before are known
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
    const { columns, products } = this, count = columns.length, rows = this.#rows, x = this.#solution;
    for (let i = 0; i < count; i++) {
      const column = columns[i] as number;
      let value = products.at(column, a) + (ofB === 0 ? 0 : ofB * products.at(column, b));
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
