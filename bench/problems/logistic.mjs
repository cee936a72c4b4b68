/**
 * The log likelihood of a logistic regression, 344 rows of 20 numbers, with its gradient, at 1024 points: Σ_r softplus(−y_r·X_r·w).
 * 4·344·20 of its operations are multiplications and additions of the two products with X.
 */
import { row } from "./row.mjs";

export const ROWS = 344, COLUMNS = 20, POINTS = 1024;
/** Additions and multiplications with X, for each point. */
export const FLOPS = 4 * ROWS * COLUMNS;

/** Synthetic data. */
export function regression() {
  const X = Array.from({ length: ROWS }, (_, r) => Float64Array.from({ length: COLUMNS }, (_, j) => Math.sin(1.3 * r + 7.7 * j)));
  return { X, y: Float64Array.from({ length: ROWS }, (_, r) => (Math.sin(99 * r) > 0 ? 1 : -1)) };
}

/** A contestant whose `run(x, value, gradient)` fills columns; the points are fresh each turn. */
export function overPoints(run) {
  const x = Array.from({ length: COLUMNS }, () => new Float64Array(POINTS)), gradient = x.map(() => new Float64Array(POINTS)), value = new Float64Array(POINTS);
  return {
    count: POINTS,
    prepare() { for (const column of x) for (let i = 0; i < POINTS; i++) column[i] = Math.random() - 0.5; },
    turn() {
      run(x, value, gradient);
      return value[0] + gradient[0][0];
    },
    result: () => ({ x, value, gradient }),
  };
}

const OURS = "montegrad, compiled φ", BEST = "best hand-written JS";
export const tasks = [
  {
    name: "logistic",
    title: `Value and gradient of a logistic regression of ${ROWS} × ${COLUMNS}, ns per point (${FLOPS} operations with the data)`,
    verify: "logistic",
    rows: [row(OURS, "montegrad", "logistic"), row(BEST, "best-js", "logistic"), row("idiomatic JS", "idiomatic-js", "logistic")],
    targets: [[OURS, BEST, 4]],
  },
];

export function check(contestant) {
  const { X, y } = regression(), { x, value, gradient } = contestant.result();
  for (const i of [0, 1, POINTS - 1]) {
    let sum = 0;
    const slopes = new Float64Array(COLUMNS);
    for (let r = 0; r < ROWS; r++) {
      const z = X[r].reduce((s, v, j) => s + v * x[j][i], 0), t = -y[r] * z;
      sum += Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
      X[r].forEach((v, j) => { slopes[j] -= (y[r] * v) / (1 + Math.exp(-t)); });
    }
    if (!(Math.abs(value[i] - sum) < 1e-9 * sum)) throw new Error(`value: expected ${sum}, got ${value[i]}`);
    slopes.forEach((slope, j) => { if (!(Math.abs(gradient[j][i] - slope) < 1e-9 * (1 + Math.abs(slope)))) throw new Error(`gradient: expected ${slope}, got ${gradient[j][i]}`); });
  }
}
