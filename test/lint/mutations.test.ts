/**
 * What lint rejects: every family of the library, in every case of its row, as a custom family with one function changed; and estimators of it with a sign
 * flipped, a term dropped, a factor of 1 %. What it accepts: families.test.ts. Estimators by their names: space.test.ts.
 */
import { type Distribution, Rng } from "montegrad";
import { type Report, lint } from "montegrad/lint";
import { describe, expect, it } from "vitest";
import type { Given, Row } from "../distributions/row.ts";
import { type Changes, type Leaf, estimatorOf, flowOf, leavesOf, scalar, wrapped } from "./wrapped.ts";

const files = import.meta.glob<Row>(["../distributions/*.ts", "!../distributions/*.test.ts", "!../distributions/row.ts", "!../distributions/invalid.ts"], { eager: true, import: "row" });

const rejected = (report: Report, ...codes: string[]): void => {
  expect(report.ok, String(report)).toBe(false);
  for (const code of codes) expect(report.findings.map((finding) => finding.code), String(report)).toContain(code);
};
const accepted = (report: Report): void => { expect(report.findings.map(({ message }) => message)).toEqual([]); };
/** Numbers at draws of p. */
const draws = (p: Distribution): Float64Array => p.sample(new Rng(3), 64);
const nameOf = (leaf: Leaf, j: number, p: Distribution): string => {
  const part = leaf.path.reduce((at: unknown, key) => Object(at)[key] as unknown, p.parameters), path = leaf.path.join("."), side = Math.sqrt(leaf.size);
  if (leaf.path.at(-1) === "scaleTril") return `${path}[${Math.floor(j / side)}][${j % side}]`;
  return leaf.size > 1 || part instanceof Float64Array ? `${path}[${j}]` : path;
};

/** Is there a density where the support of a column ends, that θ could move? */
function atEnds(p: Distribution, d: number, name: string): boolean {
  const D = p.columns, row = (u: number): Float64Array => p.quantile(new Float64Array(D).fill(0.4).map((v, i) => (i === Math.min(d, D - 1) ? u : v))) as Float64Array, at = (u: number): number => p.logProb(row(u))[0]!;
  return Math.max(name === "high" ? -Infinity : at(1e-14), name === "low" ? -Infinity : at(1 - 2 ** -48)) > at(0.4) - 14;
}

describe.each(Object.entries(files).map(([file, row]) => [file.replace(/^.*\/|\.ts$/g, ""), row] as const))("%s", (_name, row) => {
  describe.each(row.cases.map(({ parameters }) => [JSON.stringify(parameters).slice(0, 60), parameters] as const))("%s", (_text, parameters) => {
    const p = row.make(parameters), leaves = leavesOf(p), x = draws(p), counts = p.supports.includes("count");
    const quick = { samples: 1024 };
    /** Of `wrapped`: log p of other parameters, as the family of the row makes it. */
    const check = (changes: Changes): Report => lint(wrapped(p, changes), { ...quick, family: (given: never) => moved(p, parameters, row, leaves, given, changes) });
    const flows = (): boolean => { try { return leaves.some((leaf) => Array.from({ length: leaf.size }, (_, j) => flowOf(p, leaf, j, x)).some((u) => u.some((v) => v !== 0 && v === v))); } catch { return false; } };

    it("as a custom family is accepted", () => accepted(check({})));
    it("with the score's sign, or by 1 %", () => {
      if (leaves.every((leaf) => Array.from({ length: leaf.size }, (_, j) => scalar(p, "score", leaf, j, x)).every((s) => s.every((v) => v === 0)))) return;
      rejected(check({ score: (s) => -s }), "score");
      rejected(check({ score: (s) => 1.01 * s }), "score");
    });
    it.runIf(flows())("with the flow's sign, or by 1 %", () => {
      rejected(check({ flow: (u) => -u }));
      rejected(check({ flow: (u) => 1.01 * u }));
    });
    it.runIf(flows() && !counts)("with the divergence dropped, its sign, or by 1 %", () => {
      if (leaves.every((leaf) => Array.from({ length: leaf.size }, (_, j) => scalar(p, "flowDivergence", leaf, j, x)).every((d) => d.every((v) => v === 0 || v !== v)))) return;
      rejected(check({ flowDivergence: () => 0 }), "flow-divergence");
      rejected(check({ flowDivergence: (d) => -d }), "flow-divergence");
      rejected(check({ flowDivergence: (d) => 1.01 * d }), "flow-divergence");
    });
    it.runIf(!counts)("with the slope's sign, or by 1 %", () => {
      if (p.gradLogProb(x).every((g) => g === 0)) return;
      rejected(check({ gradLogProb: (g) => -g }), "grad-log-prob");
      rejected(check({ gradLogProb: (g) => 1.01 * g }), "grad-log-prob");
    });
    it.runIf(p.columns === 1)("with a density of 1 % more mass", () => rejected(check({ logProb: (l) => l + 0.01 }), "normalisation"));

    const moves = new Set(row.moving ?? []), smooth = !counts && flows();
    for (const leaf of leaves) {
      const free = Array.from({ length: leaf.size }, (_, j) => j).filter((j) => leaf.path.at(-1) !== "scaleTril" || j % Math.sqrt(leaf.size) <= Math.floor(j / Math.sqrt(leaf.size)));
      // one entry of many stands for all
      
      const j = free[free.length >> 1]!, wrt = nameOf(leaf, j, p), of = (parts: Parameters<typeof estimatorOf>[4]): Report => lint(estimatorOf(p, leaf, j, wrt, parts), p), nothing = (a: Float64Array): boolean => a.every((v) => Math.abs(v) < 1e-12 || v !== v);
      const still = nothing(scalar(p, "score", leaf, j, x)), moving = moves.has(leaf.path.at(-1)!) && atEnds(p, j, leaf.path.at(-1)!);
      it.runIf(!still)(`likelihood ratios of ${wrt}`, () => {
        if (moving) rejected(of({ lambda: 0 }), "surface");
        else accepted(of({ lambda: 0 }));
        rejected(of({ lambda: 0, psi: -1 }), "biased");
        rejected(of({ lambda: 0, psi: 1.01 }), "biased");
      });
      it.runIf(smooth && !nothing(flowOf(p, leaf, j, x)))(`flows of ${wrt}`, () => {
        // half the flow carries half of what moves
        if (moving) rejected(of({ lambda: 0.5 }), "surface");
        else accepted(of({ lambda: 0.5 }));
        accepted(of({ lambda: 1 }));
        rejected(of({ lambda: 1, v: -1 }));
        rejected(of({ lambda: 1, v: 1.01 }));
        if (!nothing(scalar(p, "flowDivergence", leaf, j, x))) rejected(of({ lambda: 0.5, divergence: 0 }), "biased");
        if (!nothing(p.gradLogProb(x))) rejected(of({ lambda: 0.5, slope: 0 }), "biased");
        if (!still) {
          rejected(of({ lambda: 0.5, score: 0 }), "biased");
          rejected(of({ lambda: 0.5, psi: -1 }), "biased");
          rejected(of({ lambda: 0.5, psi: 1.01 }), "biased");
        }
      });
    }
  });
});

/** The wrapped family at other parameters: `given` are those of `wrapped`, whose values count from those of the row's. */
function moved(p: Distribution, parameters: Given, row: Row, leaves: readonly Leaf[], given: Readonly<Record<string, Float64Array>>, changes: Changes): Distribution {
  const next: Record<string, number | number[]> = Object.fromEntries(Object.entries(parameters).map(([key, v]) => [key, typeof v === "number" ? v : [...v]]));
  let same = true;
  for (const { name, path, size } of leaves) for (let j = 0; j < size; j++) {
    const delta = given[name]![j]!;
    if (delta === 0) continue;
    same = false;
    const key = path.join("."), old = next[key]!;
    if (typeof old === "number") next[key] = old + delta;
    else old[j]! += delta;
  }
  return wrapped(same ? p : row.make(next), changes);
}
