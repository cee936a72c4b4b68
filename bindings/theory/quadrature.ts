/** Integrals over the support of a density: adaptive Gauss–Kronrod quadrature, of several functions that share their nodes. */
import { vector } from "../index";

/** What is integrated over: the ends of a support, and quantiles of some density on it, from which panels start. @internal */
export interface Range { readonly lower: number; readonly upper: number; readonly p: { quantile(u: Float64Array): Float64Array } }

/** Nodes ≥ 0 of the 21-point Kronrod rule on [−1, 1], its weights, and those of the 10-point Gauss rule (0 where that has no node): by R. Piessens et al., QUADPACK, 1983, qk21. */
const NODES = [
  0, 0.14887433898163122, 0.2943928627014602, 0.4333953941292472, 0.5627571346686047, 0.6794095682990244,
  0.7808177265864169, 0.8650633666889845, 0.9301574913557082, 0.9739065285171717, 0.9956571630258081,
];
const KRONROD = [
  0.1494455540029169, 0.14773910490133849, 0.14277593857706009, 0.13470921731147334, 0.12349197626206584, 0.10938715880229764,
  0.0931254545836976, 0.07503967481091996, 0.054755896574351995, 0.032558162307964725, 0.011694638867371874,
];
const GAUSS = [0, 0.29552422471475287, 0, 0.26926671930999635, 0, 0.21908636251598204, 0, 0.1494513491505806, 0, 0.06667134430868814, 0];
const RULE = Array.from({ length: 21 }, (_, i) => {
  const k = i < 10 ? 10 - i : i - 10, sign = i < 10 ? -1 : 1;
  return { node: sign * (NODES[k] as number), kronrod: KRONROD[k] as number, gauss: GAUSS[k] as number };
});

/** Where a tail's variable t ends: e^±690 are still normal doubles. */
const TAIL = [0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512, 690];
/** Panels between quantiles k/32 see whatever p holds. */
const BOXES = 32;
/** A panel is halved while its error is more than this share of ∫|f| … */
const SHARE = 1e-14;
/** … and it is wider than this share of what it began as: jumps of f end there. */
const NARROWEST = 2 ** -48;
/** No more panels than this: what oscillates without end keeps a large error. */
const MOST = 5000;

/** From a variable t to x: x = t between the quantiles, x = end ∓ (end − edge)·e^−t or x = edge ± spread·(e^t − 1) beyond. */
type Chart = { readonly kind: "line" } | { readonly kind: "end" | "infinite"; readonly at: number; readonly by: number };
interface Panel { readonly chart: Chart; readonly from: number; readonly to: number; readonly least: number; readonly value: Float64Array; readonly error: Float64Array; readonly size: Float64Array }

/** Integrals, and bounds of their errors. @internal */
export interface Integrals { readonly value: readonly number[]; readonly error: number }

/**
 * ∫ f_j dx over the support of p, for functions f_j that are smooth but for kinks and jumps at unknown places. Panels start between quantiles of p;
 * beyond the outermost of them x is an exponential of another variable, in which integrable poles at the ends and tails of any power are smooth.
 * Panels are halved until the 10-point Gauss and the 21-point Kronrod rules agree.
 *
 * @param f fills out[j][i] = f_j(x[i]); f must be 0 where p is.
 * @returns the integrals, and the largest of the bounds of their errors; for smooth f below 1e-11·∫|f|. Of a pole at an end other than 0, what
 *   lies within a unit of its last place is missing, and in no bound.
 * @internal
 */
export function integrate(p: Range, functions: number, f: (x: Float64Array, out: readonly Float64Array[]) => void): Integrals {
  let fresh = start(p), done: Panel[] = [];
  for (;;) {
    done = [...done, ...evaluate(p, fresh, functions, f)];
    const sizes = Array.from({ length: functions }, (_, j) => done.reduce((sum, { size }) => sum + (size[j] as number), 0));
    const poor = done.filter(({ error, from, to, least }) => to - from > least && error.some((e, j) => e > SHARE * (sizes[j] as number)));
    if (poor.length === 0 || done.length > MOST) break;
    const split = new Set(poor);
    done = done.filter((panel) => !split.has(panel));
    fresh = poor.flatMap(({ chart, from, to, least }) => {
      const middle = from + (to - from) / 2;
      return [{ chart, from, to: middle, least }, { chart, from: middle, to, least }];
    });
  }
  const sum = (column: (panel: Panel) => Float64Array): number[] => Array.from({ length: functions }, (_, j) => done.reduce((total, panel) => total + (column(panel)[j] as number), 0));
  const sizes = sum(({ size }) => size), errors = sum(({ error }) => error);
  // rounding of f itself and of the sums: a few units of the last place of what is added
  return { value: sum(({ value }) => value), error: errors.reduce((most, e, j) => Math.max(most, e + 2 ** -48 * (sizes[j] as number)), 0) };
}

type Fresh = Pick<Panel, "chart" | "from" | "to" | "least">;

/** The panels to start from. */
function start({ p, lower, upper }: Range): Fresh[] {
  const edges = p.quantile(Float64Array.from({ length: BOXES - 1 }, (_, k) => (k + 1) / BOXES)), first = edges[0] as number, last = edges[BOXES - 2] as number;
  const panel = (chart: Chart, from: number, to: number): Fresh => ({ chart, from, to, least: NARROWEST * (to - from) });
  const inner = Array.from(edges.subarray(1), (to, k) => panel({ kind: "line" }, edges[k] as number, to)).filter(({ from, to }) => to > from);
  const tail = (end: number, edge: number, spread: number): Fresh[] => {
    const chart: Chart = Number.isFinite(end) ? { kind: "end", at: end, by: edge - end } : { kind: "infinite", at: edge, by: end > 0 ? spread : -spread };
    return chart.by === 0 ? [] : TAIL.slice(1).map((to, k) => panel(chart, TAIL[k] as number, to));
  };
  const near = (a: number, b: number): number => (b > a ? b - a : last - first);
  return [...tail(lower, first, near(first, edges[1] as number)), ...inner, ...tail(upper, last, near(edges[BOXES - 3] as number, last))];
}

function evaluate(p: Range, panels: readonly Fresh[], functions: number, f: (x: Float64Array, out: readonly Float64Array[]) => void): Panel[] {
  const t = new Float64Array(panels.length * 21);
  panels.forEach(({ from, to }, k) => RULE.forEach(({ node }, i) => { t[k * 21 + i] = (from + to) / 2 + ((to - from) / 2) * node; }));
  const power = vector.exp(t.map((t, i) => { const { kind } = (panels[Math.floor(i / 21)] as Fresh).chart; return kind === "line" ? 0 : kind === "end" ? -t : t; })), less = vector.expm1(t);
  const jacobian = new Float64Array(t.length), x = t.map((t, i) => {
    const { chart } = panels[Math.floor(i / 21)] as Fresh;
    jacobian[i] = chart.kind === "line" ? 1 : Math.abs(chart.by) * (power[i] as number);
    return chart.kind === "line" ? t : chart.at + chart.by * (chart.kind === "end" ? (power[i] as number) : (less[i] as number));
  });
  const out = Array.from({ length: functions }, () => new Float64Array(x.length));
  f(x, out);
  return panels.map((panel, k) => {
    const value = new Float64Array(functions), error = new Float64Array(functions), size = new Float64Array(functions), half = (panel.to - panel.from) / 2;
    for (let j = 0; j < functions; j++) {
      const column = out[j] as Float64Array;
      let kronrod = 0, gauss = 0, absolute = 0, spread = 0;
      // x that rounds to an end of the support is no point of it: there may be a pole
      const term = (i: number): number => {
        const at = k * 21 + i, y = column[at] as number, within = (x[at] as number) > p.lower && (x[at] as number) < p.upper;
        return y === 0 || !within ? 0 : y * (jacobian[at] as number);
      };
      RULE.forEach((rule, i) => {
        const y = term(i);
        kronrod += rule.kronrod * y;
        gauss += rule.gauss * y;
        absolute += rule.kronrod * Math.abs(y);
      });
      RULE.forEach((rule, i) => { spread += rule.kronrod * Math.abs(term(i) - kronrod / 2); });
      const difference = Math.abs(kronrod - gauss), ratio = Math.min(1, (200 * difference) / spread);
      value[j] = half * kronrod;
      size[j] = half * absolute;
      // the estimate of QUADPACK, qk21
      error[j] = spread > 0 ? half * spread * ratio * Math.sqrt(ratio) : half * difference;
    }
    return { ...panel, value, error, size };
  });
}
