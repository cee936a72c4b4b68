/**
 * What "auto" is worth against the best fixed setting: variance × evaluations of φ, its pilot included. A section of bench/ESTIMATORS.md.
 */
import { gradient, integrand, normal } from "montegrad";
import { M, S, orbit } from "../../examples/chaos/logistic-map.mjs";
import { digital } from "../../examples/options/digital.mjs";
import { runs } from "./measure.mjs";
import { AUTO, DEAR, RIVALS, compiled, nothing, plainFunctions, rivals } from "./rivals.mjs";
import { show, table } from "./report.mjs";

/** Where a ratio is near to what is asked of it, so many more seeds decide: units of a mixture are 512 rows, and a run's variance is known to 10 %. */
const SAMPLES = 1e5, SEEDS = 8, MORE = 64, NEAR = [0.8, 1.4];
/** As many times the best rival's variance as count as met, and as well met. */
const MET = 1.05, WELL = 0.5;

/** Rivals' pilots are not counted, as if their coefficients had been known. */
const perSample = ({ variance, error, evaluations }) => { const share = Math.floor(evaluations) / evaluations; return { variance: variance * share, error: error * share }; };

const isNear = (ones) => ones.some(({ none, ratio }) => !none && ratio > NEAR[0] && ratio < NEAR[1]);

function row(problem, name, seed, seeds = SEEDS) {
  const truth = problem.truth[name], others = rivals(problem, [name], RIVALS, SAMPLES, seed, seeds), cells = others.map(({ setting, cells: { [name]: cell } }) => ({ setting, ...perSample(cell) }));
  const none = nothing(cells, truth), best = cells.reduce((low, cell) => (cell.variance < low.variance ? cell : low));
  const of = ({ options }) => {
    const { found: { [name]: cell }, chosen } = runs(problem, [name], options, SAMPLES, seed + 500, seeds), ratio = cell.variance / best.variance;
    return { cell, chosen, none: cell.variance <= none, ratio, error: ratio * Math.hypot(cell.error / cell.variance, best.error / best.variance) };
  };
  const found = { problem, name, best, rest: best.variance <= none, dear: of(DEAR), usual: of(AUTO) };
  return seeds < MORE && isNear([found.dear, found.usual]) ? row(problem, name, seed + 100, MORE) : found;
}

/** All parameters in one run: the mean over them of the variance, each by the best rival's for it, of the best setting for all and of auto. */
function together(problem, seed, seeds = SEEDS) {
  const names = Object.keys(problem.truth);
  if (names.length < 2) return [];
  const others = rivals(problem, names, RIVALS, SAMPLES, seed, seeds).map(({ setting, cells }) => ({ setting, cells: Object.fromEntries(names.map((name) => [name, perSample(cells[name])])) }));
  const none = names.map((name) => nothing(others.map(({ cells: { [name]: cell } }) => cell), problem.truth[name])), scale = names.map((name, k) => Math.max(none[k], Math.min(...others.map(({ cells: { [name]: { variance } } }) => variance))));
  const loss = (cells) => names.reduce((sum, name, k) => sum + (cells[name].variance <= none[k] ? 0 : cells[name].variance / scale[k]), 0) / names.length;
  const error = (cells) => Math.hypot(...names.map((name, k) => cells[name].error / scale[k])) / names.length;
  const all = others.map(({ setting, cells }) => ({ setting, loss: loss(cells), error: error(cells) })), best = all.reduce((low, one) => (one.loss < low.loss ? one : low));
  const of = ({ options }) => {
    const { found, chosen } = runs(problem, names, options, SAMPLES, seed + 500, seeds), ratio = loss(found) / best.loss;
    return { chosen, none: loss(found) === 0, ratio, error: ratio * Math.hypot(error(found) / loss(found), best.error / best.loss) };
  };
  const found = { problem, best, dear: of(DEAR), usual: of(AUTO) };
  return seeds < MORE && isNear([found.dear, found.usual]) ? together(problem, seed + 100, MORE) : [found];
}

/** The choice in a few words. */
export function inShort({ flow, proposal, baseline, controls, combine, coupled }) {
  const kinds = (controls ?? []).map((one) => (typeof one === "string" ? one : `Stein ${one.stein}`)), u = flow === "lr" ? "LR" : flow === "rp" ? "RP" : JSON.stringify(flow).replaceAll('"', "");
  const shares = proposal && { ...proposal.parameters, ...(proposal.others?.length && { wide: proposal.others[0][0] }) };
  const q = shares && Object.entries(shares).filter(([, share]) => share > 0).map(([name, share]) => `${show(share)} ${name}`).join(" + ");
  return [u, kinds.join(", "), baseline && `baseline ${baseline}`, combine && `combine ${combine}`, coupled && `coupled ${typeof coupled === "string" ? coupled : JSON.stringify(coupled)}`, q].filter(Boolean).join("; ");
}

const plain = (text) => text.replaceAll("|", "\\|");
const shown = ({ ratio, error, none }) => (none ? "0" : `${show(ratio)} ± ${show(error)}`);
const isMet = (one) => one.none || one.ratio <= MET, isWell = (one) => one.none || one.ratio <= WELL;

function counts(rows, key) {
  const met = rows.filter((one) => isMet(one[key])).length, well = rows.filter((one) => isWell(one[key])).length;
  return `${met} of ${rows.length} are at most ${MET} ×, ${well} at most ${WELL} ×`;
}

/** `judge(what, cell)` hears of every mean. */
export function auto(judge, only = "") {
  const rows = [], all = [];
  let seed = 50_000;
  for (const [title, problems] of [...compiled, ...plainFunctions(false)].filter(([name]) => name.includes(only))) for (const problem of problems) {
    for (const name of Object.keys(problem.truth)) {
      const found = row(problem, name, (seed += 1000));
      rows.push({ title, ...found });
      judge(`${problem.name} by ${name}, auto`, found.usual.cell);
      judge(`${problem.name} by ${name}, auto with a dear φ`, found.dear.cell);
    }
    all.push(...together(problem, (seed += 1000)));
  }
  const failed = rows.filter(({ dear }) => !isMet(dear)), failedTogether = all.filter(({ dear }) => !isMet(dear));
  return [
    "## What is chosen", "",
    `\`gradient\` without options against the best of ${RIVALS.map(({ label }) => (label === "difference" ? "the best λ (\"difference\")" : label)).join(", ")}: variance × evaluations of φ at n = ${SAMPLES}, pilot included, ${SEEDS} seeds (${MORE} others where a ratio between ${NEAR[0]} and ${NEAR[1]} comes of them: a mixture's units are 512 rows, so that one run knows its variance to 10 % only), one parameter at a time. The rival is chosen by what it turned out to be, and what learning its λ takes is not counted. "0" is a variance below 10⁻¹² of E[φ²s²]. **φ dear**: \`cost: 1000\`, so that evaluations are what counts; **default**: a choice by variance × time, which takes a cheaper estimator or a smaller pilot where φ is cheap, and evaluations are not what it lowers.`, "",
    `* φ dear: ${counts(rows, "dear")}.`, `* default: ${counts(rows, "usual")}.`, `* all parameters in one run, the mean of their variances, each by the lowest of the rivals, against the best setting for all: φ dear, ${counts(all, "dear")}; default, ${counts(all, "usual")}.`, "",
    ...(failed.length ? ["Not met with a dear φ:", "", ...failed.map(({ problem, name, best, dear }) => `* ${problem.name} by ${name}: ${shown(dear)} × that of ${best.setting.label}, with ${inShort(dear.chosen)}`), ""] : []),
    ...(failedTogether.length ? ["Nor with all parameters together:", "", ...failedTogether.map(({ problem, best, dear }) => `* ${problem.name}: ${shown(dear)} × that of ${best.setting.label}, with ${inShort(dear.chosen)}`), ""] : []),
    "<details><summary>Figures</summary>", "",
    ...table(["φ", "by", "best rival", "its variance", "φ dear ÷", "default ÷", "choice, φ dear", "default"], rows.map(({ problem, name, best, rest, dear, usual }) => [plain(problem.name), name, best.setting.label, rest ? "0" : `${show(best.variance)} ± ${show(best.error)}`, `${shown(dear)}${isMet(dear) ? "" : " ✗"}`, shown(usual), inShort(dear.chosen), inShort(usual.chosen)])),
    "All parameters in one run:", "",
    ...table(["φ", "best setting for all", "φ dear ÷", "default ÷", "choice, φ dear", "default"], all.map(({ problem, best, dear, usual }) => [plain(problem.name), best.setting.label, `${shown(dear)}${isMet(dear) ? "" : " ✗"}`, shown(usual), inShort(dear.chosen), inShort(usual.chosen)])),
    "</details>", "",
    ...picks(),
  ];
}

/** Three problems whose answers are known: chaos wants no flow, a jump permits none, a smooth posterior wants one. */
function picks() {
  const elbo = compiled.flatMap(([, problems]) => problems).find(({ name }) => name === "chain of 20"), market = { S: 100, K: 100, r: 0.05, sigma: 0.2, T: 1 }, option = digital(market);
  const cases = [
    ["cos(kx), k·scale = 1000", normal({ loc: 1, scale: 0.5 }), integrand("cos(2000*x)"), {}],
    ["chaos, the logistic map after 12 steps", normal({ loc: M, scale: S }), orbit(12), { wrt: ["loc"] }],
    ["a digital option, φ in JavaScript with a gradient of 0", option.p, option.phi, { chain: option.chain }],
    ["a digital option as a formula", option.p, integrand("discount*(x > strike)", { constants: { discount: Math.exp(-market.r * market.T), strike: Math.log(market.K) } }), { chain: option.chain }],
    ["a smooth evidence lower bound, chain of 20", elbo.p, elbo.phi, {}],
  ];
  return ["### What it says", "", ...table(["problem", "choice", "why"], cases.map(([name, p, phi, options]) => { const { chosen } = gradient(p, phi, { samples: SAMPLES, seed: 1, ...options }); return [name, inShort(chosen), chosen.why]; }))];
}
