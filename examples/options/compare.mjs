/**
 * Runs an option by three estimators and prints them beside the truth, with their speed beside that of the pure-JavaScript version.
 */
import { gradient } from "montegrad";

export const FLOWS = ["lr", "rp", 0.5];
const lambdaOf = (flow) => (flow === "lr" ? 0 : flow === "rp" ? 1 : flow);

/** One run: the result, and a row for each estimate with z = (estimate − truth)/(standard error). */
export function estimate({ p, phi, chain, exact }, flow, { samples, seed }) {
  const result = gradient(p, phi, { flow, baseline: 0, chain, wrt: [], samples, seed }), { warnings } = result.diagnostics;
  const rows = Object.entries({ value: result.value, ...result.chain }).map(([name, { mean, stdError }]) => ({
    name, mean, stdError, z: (mean - exact[name]) / stdError, flagged: warnings.some(({ where }) => where === name),
  }));
  return { flow, rows, warnings, result };
}

/** Samples per second, ours and theirs: medians of rounds that take turns, after one of each to warm up. */
export function race({ p, phi, chain, pureJs }, flow, { samples, rounds = 5 }) {
  const times = { ours: [], theirs: [] }, lambda = lambdaOf(flow);
  for (let seed = 0; seed <= rounds; seed++) {
    const start = performance.now();
    gradient(p, phi, { flow, baseline: 0, chain, wrt: [], samples, seed });
    const middle = performance.now();
    pureJs({ lambda, samples, seed });
    const end = performance.now();
    if (seed === 0) continue;
    times.ours.push(middle - start);
    times.theirs.push(end - middle);
  }
  const rate = (list) => (1000 * samples) / list.sort((a, b) => a - b)[rounds >> 1];
  return { ours: rate(times.ours), theirs: rate(times.theirs) };
}

/** The table of an option, in at most 100 columns, and what the library warns of. */
export function report(title, option, { samples, seed }) {
  const runs = FLOWS.map((flow) => estimate(option, flow, { samples, seed })), rates = FLOWS.map((flow) => race(option, flow, { samples }));
  const { exact, approximate } = option, known = (name) => [exact, ...(approximate ? [approximate] : [])].map((truth) => truth[name].toPrecision(6));
  const head = ["", approximate ? "quadrature" : "exact", ...(approximate ? ["Kirk"] : []), ...FLOWS.flatMap((flow) => [`flow ${flow}`, "± s.e.", "z"])];
  const body = Object.keys(exact).map((name, k) => [name, ...known(name), ...runs.flatMap(({ rows }) => cells(rows[k]))]);
  const blank = head.slice(2, approximate ? 3 : 2).map(() => ""), speed = (name, text) => [name, "", ...blank, ...rates.flatMap((rate) => [text(rate), "", ""])];
  const million = (v) => (v / 1e6).toFixed(1);
  return [
    title,
    ...aligned([
      head, ...body,
      speed("M/s", ({ ours }) => million(ours)),
      speed("M/s, JS", ({ theirs }) => million(theirs)),
      speed("factor", ({ ours, theirs }) => (ours / theirs).toFixed(2)),
    ]),
    ...chosen(option, { samples, seed }),
    ...warningsOf(runs),
  ].join("\n");
}

/** What the library does when it is not told how, and why. */
export function chosen({ p, phi, chain, exact }, { samples, seed }) {
  const result = gradient(p, phi, { chain, wrt: [], samples, seed }), { flow, why } = result.chosen;
  const errors = Object.entries(result.chain).map(([name, { mean, stdError }]) => `${name} ${mean.toPrecision(6)} ± ${stdError.toPrecision(2)} (z ${((mean - exact[name]) / stdError).toFixed(1)})`);
  return [...wrapped(`left alone: ${errors.join(", ")}`), ...wrapped(`flow ${typeof flow === "string" ? flow : JSON.stringify(flow)}: ${why}`)];
}

function cells({ mean, stdError, z, flagged }) {
  const places = Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(stdError || 1e-4))));
  return [mean.toFixed(places), stdError.toFixed(places), `${Number.isFinite(z) ? z.toFixed(Math.abs(z) < 100 ? 2 : 0) : z < 0 ? "-∞" : "∞"}${flagged ? "!" : " "}`];
}

function aligned(lines) {
  const widths = lines[0].map((_, c) => Math.max(...lines.map((line) => line[c].length)));
  return lines.map((line) => line.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]))).join(" ").trimEnd());
}

/** Each warning once, with the flows and estimates that it concerns. */
function warningsOf(runs) {
  const found = new Map();
  for (const { flow, warnings } of runs) for (const { code, where, message } of warnings) {
    const one = found.get(code) ?? { message, flows: new Set(), names: new Set() };
    one.flows.add(flow);
    one.names.add(where);
    found.set(code, one);
  }
  return [...found].flatMap(([code, { message, flows, names }]) => wrapped(`! ${code} (flow ${[...flows].join(", ")}: ${[...names].join(", ")}): ${message}`));
}

const wrapped = (text) => text.match(/.{1,98}(\s|$)/g).map((line, i) => (i ? "  " : "") + line.trimEnd());
