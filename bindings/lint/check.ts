/** The checks of one estimator, and of one family. */
import { type Distribution, Rng, vector } from "../index";
import { integrate } from "../theory/quadrature";
import { biases } from "./bias";
import { type Compared, type Guess, type Terms, type Verdict, columnOf, constant, divergenceOf, judged, likely, rounded, sidesOf } from "./defects";
import { extrapolated, pairs } from "./differences";
import { type EndTerm, type Leak, leaksOf } from "./ends";
import { type Ends, type Family, type Theta, density, has } from "./family";
import { Looking, type Places } from "./places";
import type { Code, Reporting } from "./report";
import { RATE, rangeOf, testSamples } from "./samples";

/** A second look starts with steps that much shorter: a kink within a first step is none of what is looked for. */
const FINER = 2 ** 12;
/** Both looks say the same of a derivative, to this share of the terms: else there is a kink nearer than the steps. */
const AGREE = 1e-5;

/** An estimator as it is checked. @internal */
export interface Subject extends Terms {
  readonly ends: readonly EndTerm[];
  /** ∇·v, as a field says it. */
  readonly divergence?: ((rows: Float64Array) => Float64Array) | undefined;
  /** May it be called at thousands of places? */
  readonly whole?: boolean;
  /** The only rows at which ψ is known. */
  readonly rows?: Float64Array | undefined;
}

/** Compares twice: what differs at both looks is wrong. */
function compare(report: Reporting, what: string, of: (finer: number) => Compared | undefined): { readonly compared: Compared; readonly verdict: Verdict } | undefined {
  const compared = of(1);
  if (!compared) return undefined;
  let verdict = judged(compared);
  if (verdict.bad.length) {
    const again = of(FINER), second = again && judged(again);
    if (second) {
      const agree = (i: number): boolean => Math.abs((compared.expected[i] as number) - (again.expected[i] as number)) + Math.abs((compared.got[i] as number) - (again.got[i] as number)) <= AGREE * (compared.size[i] as number);
      const sure = verdict.bad.filter((i) => second.bad.includes(i) && (Number.isNaN(compared.got[i]) || agree(i)));
      const off = (i: number): number => { const d = Math.abs((compared.got[i] as number) - (compared.expected[i] as number)); return Number.isNaN(d) ? Infinity : d / (compared.size[i] as number); };
      verdict = { ...verdict, bad: sure, worst: sure.reduce((most, i) => (most < 0 || off(i) > off(most) ? i : most), -1) };
    }
  }
  report.checked.comparisons += verdict.usable.length;
  report.checked.unknown += compared.got.length - verdict.usable.length;
  if (verdict.usable.length < compared.got.length / 4) report.notes.add(`${what} at ${compared.got.length - verdict.usable.length} of ${compared.got.length} places, where differences do not settle`);
  return { compared, verdict };
}

/** ψ against the theorem, v and ψ at the ends. @internal */
export function checkEstimator(report: Reporting, family: Family, theta: Theta, subject: Subject, seed: number): void {
  const { p, columns: D } = family, { q, v } = subject, rng = new Rng(seed), looking = new Looking(family, q, rng), scores = has(p, "score");
  report.checked.parameters++;
  checkCoverage(report, family, theta, q);
  const places = subject.rows ? looking.at(subject.rows) : looking.places(scores && D === 1 && !p.supports.includes("count") ? (rows) => theta.of.score(rows) : undefined);
  const found = compare(report, `ψ of "${theta.name}"`, (finer) => sidesOf(family, theta, subject, places, finer));
  if (!found) report.notes.add(`${theta.name}: ${p.family} has no score, and "family" does not say how it is made of its parameters`);
  if (found && !family.moves(theta)) report.notes.add(`${theta.name}: ∂θp is what the family's own score says; give "family" to have it taken from log p`);
  const { leaks, looked, unknown } = leaksOf(family, theta, subject, subject.ends);
  report.checked.ends += looked;
  if (unknown) report.notes.add(`${theta.name}: ends of the support that may move`);
  if (D > 1 && subject.ends.length) report.notes.add(`${theta.name}: terms at ends of several columns`);
  const effect = once(() => (subject.rows ? [] : biases(family, theta, subject, looking, rng, leaks)));
  if (found && found.verdict.bad.length) {
    const { compared, verdict } = found, sides = compared as NonNullable<ReturnType<typeof sidesOf>>, i = verdict.worst;
    report.add("biased", theta.name, places.rows.subarray(i * D, (i + 1) * D), sides.got[i] as number, sides.expected[i] as number, {
      what: `ψ of "${theta.name}"`, likely: likely(compared, verdict, guessesOf(sides, v !== undefined)) ?? ofTerms(sides, verdict), bias: effect(), places: verdict.bad.length,
    });
  }
  if (subject.divergence && v) {
    const got = subject.divergence(places.rows);
    checkColumn(report, "divergence", theta.name, "∇·v", D, places, (finer) => { const { value, error, size } = divergenceOf(family, v, places, finer); return { got, expected: value, error, size: size.map((s, i) => s + Math.abs(got[i] as number)) }; });
  }
  if (!(D > 1 && subject.ends.length)) addLeaks(report, theta.name, "q·v", leaks, effect);
  if (subject.whole && !found?.verdict.bad.length && !leaks.length) checkMeanPsi(report, family, theta, subject);
}

/**
 * E_q[ψ·1] + Σ weights = ∂θE_p[1] = 0, of one column: what is wrong between the places that were looked at. Where v jumps, the theorem's ∇·v has a point mass.
 */
function checkMeanPsi(report: Reporting, family: Family, theta: Theta, { q, psi, ends }: Subject): void {
  if (family.columns > 1 || q.supports[0] === "count") return;
  const draws = q === family.p ? family.draws : (q.sample(new Rng(2), family.draws.length) as Float64Array), [[lower, upper]] = (q === family.p ? family.ends() : family.ends(q)) as [Ends];
  const { value: [mean, size], error } = integrate(rangeOf(draws.slice().sort(), lower, upper), 2, (x, [out, absolute]) => {
    const f = density(q, x), factor = psi(x);
    for (let i = 0; i < x.length; i++) if (f[i] !== 0 && out && absolute) {
      out[i] = (f[i] as number) * (factor[i] as number);
      absolute[i] = Math.abs(out[i] as number);
    }
  }), got = (mean as number) + ends.reduce((sum, { weight }) => sum + weight, 0);
  report.checked.comparisons++;
  if (Math.abs(got) > 1e-5 * (size as number) + 10 * error) report.add("biased", theta.name, [], got, 0, { what: `E[ψ] of "${theta.name}"`, likely: "v jumps inside the support, or ψ is wrong between the places that were looked at", bias: [{ phi: "1", bias: got, stdError: error }] });
}

function guessesOf({ carried, change, score, divergence, expected }: NonNullable<ReturnType<typeof sidesOf>>, flows: boolean): Guess[] {
  const at = (a: Float64Array, i: number): number => a[i] as number, guesses: Guess[] = [["the weight p/q is dropped from ∂θp/q", (i) => at(carried, i) + at(score, i)]];
  if (!flows) return guesses;
  return [
    ...guesses,
    ["the divergence ∇·v is dropped", (i) => at(expected, i) - at(divergence, i)],
    ["the term v·∇log q is dropped", (i) => at(divergence, i) + at(change, i)],
    ["the term ∂θp/q is dropped", (i) => at(carried, i)],
    ["the terms of v are dropped", (i) => at(change, i)],
    ["the sign of v, or of both terms of v in ψ, is flipped", (i) => at(change, i) - at(carried, i)],
    ["the sign of ∂θp/q is flipped", (i) => at(carried, i) - at(change, i)],
    ["the sign of ∇·v is flipped", (i) => at(expected, i) - 2 * at(divergence, i)],
    ["the sign of v·∇log q is flipped", (i) => 2 * at(divergence, i) - at(carried, i) + at(change, i)],
  ];
}

/** Factors of v and of ∂θp/q. */
function ofTerms({ got, carried, change, size }: NonNullable<ReturnType<typeof sidesOf>>, { usable }: Verdict): string | undefined {
  const telling = usable.filter((i) => (size[i] as number) > 0), ofV = constant(telling, (i) => ((got[i] as number) - (change[i] as number)) / (carried[i] as number));
  if (ofV !== undefined && Math.abs(ofV - 1) > 1e-5) return `ψ fits a v that is ${rounded(ofV)} times this one`;
  const ofChange = constant(telling, (i) => ((got[i] as number) - (carried[i] as number)) / (change[i] as number));
  return ofChange !== undefined && Math.abs(ofChange - 1) > 1e-5 ? `∂θp/q is ${rounded(ofChange)} times what it should be` : undefined;
}

/** Of an estimator there may be two findings: its bias is worked out once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function addLeaks(report: Reporting, name: string, flux: string, leaks: readonly Leak[], effect: () => ReturnType<typeof biases>): void {
  const [first] = leaks;
  if (!first) return;
  const { row, column, end, got, expected, moving } = first, where = `${Number.isFinite(end) ? `the end ${end}` : end < 0 ? "−∞" : "∞"}${row.length > 1 ? ` of column ${column}` : ""}`;
  const guess = !moving ? "it carries mass out of the support" : Math.abs(got) <= 1e-3 * Math.abs(expected) ? "what the moving end sweeps over, the surface term, is dropped" : Math.abs(got + expected) <= 1e-3 * Math.abs(expected) ? "its sign is flipped" : `it is ${rounded(got / expected)} times what it should be`;
  report.add(moving ? "surface" : "boundary", name, row, got, expected, { what: `${flux} of "${name}" near ${where}`, likely: guess, bias: effect(), places: leaks.length });
}

function checkCoverage(report: Reporting, family: Family, theta: Theta, q: Distribution): void {
  const { p, draws, columns: D } = family;
  if (q === p) return;
  const log = q.logProb(draws), score = log.includes(-Infinity) ? family.slope(theta, draws)?.value : undefined;
  // where ∂θp is 0, too, nothing is missed
  const missed = (v: number, i: number): boolean => v === -Infinity && Math.abs((score as Float64Array)[i] as number) > 1e-6, at = score ? log.findIndex(missed) : -1;
  if (at < 0) return;
  const row = draws.subarray(at * D, (at + 1) * D);
  report.add("coverage", theta.name, row, 0, density(p, row)[0] as number, { what: "q", likely: "the proposal is 0 where ∂θp is not", places: log.filter(missed).length });
}

function checkColumn(report: Reporting, code: Code, where: string, what: string, D: number, places: Places, of: (finer: number) => Compared | undefined, guesses: readonly Guess[] = []): void {
  const found = compare(report, what, of);
  if (!found?.verdict.bad.length) return;
  const { compared, verdict } = found, i = verdict.worst;
  report.add(code, where, places.rows.subarray(i * D, (i + 1) * D), compared.got[i] as number, compared.expected[i] as number, { what, likely: likely(compared, verdict, guesses), places: verdict.bad.length });
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((v, i) => Math.abs(v) + Math.abs(b[i] as number));

/** All that a family says of itself. @internal */
export function checkFamily(report: Reporting, family: Family, samples: number, seed: number): void {
  const { p, columns: D, thetas, directions } = family, rng = new Rng(seed), looking = new Looking(family, p, rng), flows = has(p, "flow"), scores = has(p, "score");
  const smooth = directions.some(({ count }) => !count), places = looking.places();
  report.checked.parameters = thetas.length;
  if (smooth && has(p, "gradLogProb")) {
    const slopes = p.gradLogProb(places.rows);
    directions.forEach(({ column, partner, count }, k) => {
      if (count) return;
      const got = Float64Array.from({ length: places.n }, (_, i) => (slopes[i * D + column] as number) - (partner === undefined ? 0 : (slopes[i * D + partner] as number)));
      checkColumn(report, "grad-log-prob", D === 1 ? "x" : `x${column}`, `∂log p/∂x${D === 1 ? "" : column}`, D, places, (finer) => {
        const { step, rows } = places.moved(k, finer), { plus, minus } = pairs(p.logProb(rows), places.n), slope = extrapolated(p.logProb(places.rows), columnOf(places.rows, D, column), step, plus, minus);
        return { got, expected: slope.value, error: slope.error, size: sum(got, slope.value).map((s, i) => s + 1e-6 / (step[i] as number)) };
      });
    });
  }
  for (const theta of thetas) {
    const { name, of } = theta, anew = family.moves(theta), here = D === 1 && smooth && scores ? looking.places((rows) => of.score(rows)) : places;
    if (scores && anew) {
      const got = of.score(here.rows);
      checkColumn(report, "score", name, `∂log p/∂${name}`, D, here, (finer) => {
        const slope = family.slope(theta, here.rows, finer);
        return slope && { got, expected: slope.value, error: slope.error, size: sum(got, slope.value) };
      });
    }
    if (scores && !anew) checkMeanScore(report, family, theta, rng, samples);
    if (!flows) continue;
    const u = (rows: Float64Array): Float64Array => of.flow(rows);
    if (u(family.draws.subarray(0, D)).every(Number.isNaN)) {
      report.notes.add(`${name}: it has no flow`);
      continue;
    }
    // on the integers a custom family's ∇·u is of the other columns, or nothing; of the library's it is (J_k − J_(k−1))/p_k
    if (has(p, "flowDivergence") && (p.family !== "custom" || directions.every(({ count }) => !count))) {
      const got = of.flowDivergence(here.rows);
      checkColumn(report, "flow-divergence", name, `∇·u of "${name}"`, D, here, (finer) => { const { value, error, size } = divergenceOf(family, u, here, finer, p); return { got, expected: value, error, size: size.map((s, i) => s + Math.abs(got[i] as number)) }; });
    }
    const found = compare(report, `the flow of "${name}"`, (finer) => {
      // with ψ = 0 the theorem says that the flow carries what the score makes
      const sides = sidesOf(family, theta, { v: u, psi: (rows) => new Float64Array(rows.length / D), q: p }, here, finer);
      return sides && { got: sides.carried, expected: sides.change.map((s) => -s), error: sides.error, size: sides.size };
    });
    if (!found) report.notes.add(`${name}: the flow, for want of a score, or of "family"`);
    const { leaks, looked, unknown } = leaksOf(family, theta, { v: u, psi: (rows) => new Float64Array(rows.length / D), q: p }, []);
    report.checked.ends += looked;
    if (unknown) report.notes.add(`${name}: ends of the support that may move`);
    const terms = { v: u, psi: (rows: Float64Array): Float64Array => new Float64Array(rows.length / D), q: p }, effect = once(() => biases(family, theta, terms, looking, rng, leaks));
    if (found?.verdict.bad.length) {
      const { compared, verdict } = found, i = verdict.worst;
      report.add("flow", name, here.rows.subarray(i * D, (i + 1) * D), compared.got[i] as number, compared.expected[i] as number, { what: `∇·(p·u)/p of "${name}"`, likely: likely(compared, verdict, []), bias: effect(), places: verdict.bad.length });
    }
    addLeaks(report, name, "p·u", leaks, effect);
  }
  checkCurve(report, family, places);
  checkMass(report, family);
  const { failures, tests } = testSamples(family, rng, samples);
  report.checked.draws = samples;
  report.checked.tests += tests;
  if (D > 1 && !has(p, "cdf") && !smooth) report.notes.add("draws of several columns of integers, for want of cdf");
  const [failure] = failures;
  if (failure) report.add("samples", D === 1 ? "sample" : `sample, column ${failure.column}`, [], failure.got, failure.expected, { what: `${failure.test}, at x = ${failure.x}, of ${samples} draws`, places: failures.length });
}

/** E[score] = 0 where θ moves no end: by quadrature of one column, by draws of several. */
function checkMeanScore(report: Reporting, family: Family, theta: Theta, rng: Rng, samples: number): void {
  const { p, columns: D, draws } = family, { name, of } = theta;
  let mean: number, bound: number;
  if (D === 1 && p.supports[0] !== "count") {
    const [[lower, upper]] = family.ends() as [Ends], { value: [m, size], error } = integrate(rangeOf(draws.slice().sort(), lower, upper), 2, (x, [out, absolute]) => {
      const f = density(p, x), s = of.score(x);
      for (let i = 0; i < x.length; i++) if (f[i] !== 0 && out && absolute) {
        out[i] = (f[i] as number) * (s[i] as number);
        absolute[i] = Math.abs(out[i] as number);
      }
    });
    mean = m as number;
    bound = 1e-6 * (size as number) + 10 * error;
  } else {
    const s = of.score(p.sample(rng, samples) as Float64Array), n = s.length;
    mean = s.reduce((total, v) => total + v, 0) / n;
    bound = (vector.normalQuantile(Float64Array.of(1 - RATE / 2))[0] as number) * Math.sqrt(s.reduce((total, v) => total + (v - mean) ** 2, 0)) / n;
    report.checked.tests++;
  }
  report.checked.comparisons++;
  report.notes.add(`${name}: log p at other θ; give "family", and its score and flow are held against that`);
  if (!(Math.abs(mean) <= bound)) report.add("mean-score", name, [], mean, 0, { what: `E[∂log p/∂${name}]`, likely: p.supports.includes("interval") || p.supports.includes("real") ? "the score is wrong, or the parameter moves an end of the support" : "the score is wrong" });
}

/** The distribution function against log p. */
function checkCurve(report: Reporting, family: Family, places: Places): void {
  const { p, columns: D, directions } = family;
  if (D > 1 || !has(p, "cdf")) return;
  const { rows, n } = places, mass = density(p, rows), F = p.cdf(rows), size = mass.slice();
  checkColumn(report, "cdf", "cdf", directions[0]?.count ? "F(x) − F(x − 1)" : "∂F/∂x", 1, places, (finer) => {
    if (directions[0]?.count) {
      const below = p.cdf(rows.map((k) => k - 1));
      return { got: F.map((f, i) => f - (below[i] as number)), expected: mass, error: new Float64Array(n).fill(2 ** -46), size: size.map((s) => Math.max(s, 2 ** -30)) };
    }
    const { step, rows: moved } = places.moved(0, finer), { plus, minus } = pairs(p.cdf(moved), n), slope = extrapolated(F, rows, step, plus, minus);
    return { got: slope.value, expected: mass, error: slope.error, size };
  });
}

/** ∫p = 1, of one column. */
function checkMass(report: Reporting, family: Family): void {
  const { p, columns: D, draws } = family;
  if (D > 1) return void report.notes.add("that the density of several columns integrates to 1");
  let mass: number, error: number;
  if (p.supports[0] === "count") {
    mass = 0;
    error = 1e-9;
    const top = 64 * (1 + draws.reduce((most, k) => Math.max(most, k), 0));
    if (!(top < 1e6)) return void report.notes.add("that the probabilities of more than 1e6 integers add up to 1");
    for (const m of density(p, Float64Array.from({ length: top }, (_, k) => k))) mass += m;
    // power-law tails leave something beyond
    error = Math.max(error, 1e-3 * (density(p, Float64Array.of(top - 1))[0] as number) * top * 1e3);
  } else {
    const [[lower, upper]] = family.ends() as [Ends], all = integrate(rangeOf(draws.slice().sort(), lower, upper), 1, (x, [out]) => out?.set(density(p, x)));
    mass = all.value[0] as number;
    error = 1e-6 + 10 * all.error;
  }
  report.checked.comparisons++;
  if (!(Math.abs(mass - 1) <= error)) report.add("normalisation", "logProb", [], mass, 1, { what: "∫p", likely: `log p lacks the constant ${rounded(-(vector.log(Float64Array.of(mass))[0] as number))}` });
}
