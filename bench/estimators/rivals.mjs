/**
 * What "auto" is measured against: problems, those of bench/estimators/problems.mjs, the rest of the published ranges, and φ as functions in JavaScript;
 * and the fixed settings that are its rivals, for one parameter alone or for all of them together.
 */
import { isKind, listed, runs } from "./measure.mjs";
import { cosine, quadratic, sections } from "./problems.mjs";
import { astray } from "./report.mjs";
import { settings } from "./settings.mjs";

const named = (ids) => ids.map((id) => settings.find((setting) => setting.id === id));
export const RIVALS = named(["lr", "optimal", "rp", "coupled", "difference", "slice", "fisher"]);
export const TIMED = named(["lr", "loo", "optimal", "rp", "coupled", "difference", "slice", "fisher"]);
/** Without settings, gradient chooses. */
export const AUTO = { label: "auto", options: {} }, DEAR = { label: "auto, φ dear", options: { cost: 1000 } };

const found = (name) => sections.flatMap(([, problems]) => problems).find((problem) => problem.name === name);

/** Steps of an iteration that make up about 50 ns of a call on what most machines are today. */
const WORK = 24;
function working(y) {
  let v = y;
  for (let k = 0; k < WORK; k++) v = 0.5 * v + 0.25;
  return v === Infinity ? 1 : 0;
}

/** φ in blocks, from what it is at a row, and its gradient. `busy`: with so much work at every row as a dear φ has. */
function inBlocks(value, slopes, busy) {
  const idle = busy ? working : () => 0;
  return {
    value(x, out) {
      const row = new Float64Array(x.length);
      for (let i = 0; i < out.length; i++) {
        for (let d = 0; d < x.length; d++) row[d] = x[d][i];
        const v = value(row);
        out[i] = v + idle(v);
      }
    },
    ...(slopes && {
      gradient(x, out) {
        const row = new Float64Array(x.length), slope = new Float64Array(x.length);
        for (let i = 0; i < x[0].length; i++) {
          for (let d = 0; d < x.length; d++) row[d] = x[d][i];
          slopes(row, slope);
          const more = idle(slope[0]);
          for (let d = 0; d < x.length; d++) out[d][i] = slope[d] + more;
        }
      },
    }),
  };
}

const Q = [[2, 0.5, 0], [0.5, 1, -0.3], [0, -0.3, 1.5]], N = 20, index = Array.from({ length: N }, (_, i) => i), a = index.map((i) => 0.5 + i / N), b = index.map((i) => Math.sin(i));
/** Problem; φ at a row; its gradient. */
const functions = [
  ["x²", ([x]) => x * x, ([x], out) => { out[0] = 2 * x; }],
  ["cos 2x", ([x]) => Math.cos(2 * x), ([x], out) => { out[0] = -2 * Math.sin(2 * x); }],
  ["exp(−x²)", ([x]) => Math.exp(-x * x), ([x], out) => { out[0] = -2 * x * Math.exp(-x * x); }],
  ["|x|", ([x]) => Math.abs(x), ([x], out) => { out[0] = Math.sign(x); }],
  ["relu x", ([x]) => Math.max(x, 0), ([x], out) => { out[0] = x > 0 ? 1 : 0; }],
  ["tanh x", ([x]) => Math.tanh(x), ([x], out) => { out[0] = 1 - Math.tanh(x) ** 2; }],
  // a gradient that misses the jump
  ["1{x > 1.5}", ([x]) => (x > 1.5 ? 1 : 0), (_, out) => { out[0] = 0; }],
  ["Exponential(1), x²", ([x]) => x * x, ([x], out) => { out[0] = 2 * x; }],
  ["Gamma(2, 1.5), log x", ([x]) => Math.log(x), ([x], out) => { out[0] = 1 / x; }],
  ["Poisson(3), k²", ([x]) => x * x, undefined],
  ["mvn, 3 columns, xᵀQx/2", (x) => { let sum = 0; for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sum += x[i] * Q[i][j] * x[j]; return sum / 2; }, (x, out) => { for (let i = 0; i < 3; i++) out[i] = Q[i][0] * x[0] + Q[i][1] * x[1] + Q[i][2] * x[2]; }],
  // −log p apart, which is an entropy with the gradient 1/scale
  ["chain of 20", (x) => { let sum = 0; for (let i = 0; i < N; i++) sum -= a[i] * (x[i] - b[i]) ** 2 + (i < N - 1 ? (x[i] - x[i + 1]) ** 2 : 0); return sum / 2; },
    (x, out) => { for (let i = 0; i < N; i++) out[i] = -a[i] * (x[i] - b[i]) - (i < N - 1 ? x[i] - x[i + 1] : 0) + (i > 0 ? x[i - 1] - x[i] : 0); }],
];

function inJavaScript([name, value, slopes], busy, gradient) {
  const { exact: _, ...problem } = found(name), { truth } = problem;
  return {
    ...problem, name: `${name}, in JavaScript${gradient || !slopes ? "" : " without gradient"}`, phi: inBlocks(value, gradient ? slopes : undefined, busy), jumps: false,
    truth: name === "chain of 20" ? { ...truth, scale: Array.from(truth.scale, (v, i) => v - 1 / (0.4 + 0.02 * i)) } : truth,
  };
}

const more = [
  ["Published ranges, x ~ Normal(1, 1)", [quadratic(2), quadratic(3), cosine(3)]],
];
export const compiled = [...sections, ...more];
export const plainFunctions = (busy) => [["φ in JavaScript", functions.flatMap((one) => [inJavaScript(one, busy, true), ...(one[2] ? [inJavaScript(one, busy, false)] : [])])]];

/** Where RP follows kinks and jumps no gradient tells of, and where the support moves, fixed settings are refused or astray: then they are no rivals. */
export function rivals(problem, names, settingsOf, size, seed, batches) {
  const able = new Map();
  for (const setting of settingsOf) {
    // λ between needs a likelihood ratio that is valid
    if (setting.id === "difference" && !able.has("lr")) continue;
    try {
      const { found: cells } = runs(problem, names, setting.options, size, seed, batches);
      if (names.every((name) => !astray(cells[name]))) able.set(setting.id, { setting, cells });
    } catch (error) {
      if (!isKind(error)) throw error;
    }
  }
  return [...able.values()];
}

/** Below this a variance is rounding: 10⁻¹² of E[φ²s²], s the score (or of the flow's second moment). */
export function nothing(cells, truth) {
  return 1e-12 * Math.max(...cells.map(({ variance }) => variance + listed(truth).reduce((sum, v) => sum + v * v, 0)));
}
