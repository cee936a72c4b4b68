/** The library's own estimators, taken apart: `gradient` is linear in φ and ∇φ, so integrands that are 1 at one row show v and ψ there. */
import { type Block, type BlockIntegrand, type Distribution, type Flow, type Integrand, type JumpsOption, type Proposal, custom, gradient } from "../index";
import type { EndTerm } from "./ends";
import type { Subject } from "./check";
import type { Family, Theta } from "./family";

/** An estimator of the library's, in the words of `gradient`. */
export interface Choice<P = unknown> {
  readonly flow: Flow<P>;
  readonly proposal?: Proposal;
  readonly jumps?: JumpsOption;
  /** Parameters to look at; all if absent. */
  readonly wrt?: readonly string[];
  /** Also estimate ∂θE[φ] of this one, and compare: what `jumps` does depends on φ. */
  readonly phi?: Integrand;
}

/** Rows at a time: each takes an integrand for ψ and one for each column. */
const ROWS = 64;
/** Draws at which terms with moving ends are known. */
const DRAWN = 64;

interface Probe extends BlockIntegrand { readonly gradient: (x: Block, out: Block) => void }

/** @throws what `gradient` throws of such options @internal */
export function resolved(p: Distribution, { flow, proposal, wrt, jumps, phi }: Choice, seed: number): Distribution {
  const nothing: Integrand = phi ?? { value: () => {}, gradient: () => {} }, options = { flow, samples: 1, seed, nan: "propagate", ...(proposal !== undefined && { proposal }), ...(wrt && { wrt }), ...(jumps !== undefined && { jumps }) };
  return (gradient(p, nothing, { ...options, baseline: 0 } as never) as unknown as { readonly job: { readonly proposal?: Distribution } }).job.proposal ?? p;
}

/** v and ψ of one entry, anywhere, or where the support moves at draws only. @internal */
export function takenApart(family: Family, theta: Theta, { flow, jumps }: Choice, q: Distribution, seed: number): Subject {
  const { p, columns: D } = family, { parameter, index, of } = theta, counts = family.directions.filter(({ count }) => count).map(({ column }) => column);
  const run = (probes: Readonly<Record<string, Probe>>, n: number, more: object): ((name: string) => number) => {
    const results = gradient(p, probes, { flow, wrt: [parameter], samples: n, seed, baseline: 0, nan: "propagate", ...more } as never) as unknown as Record<string, { readonly grad: unknown }>;
    return (name) => {
      const { mean } = parameter.split(".").reduce((at: unknown, key) => (at as Record<string, unknown>)[key], results[name]?.grad) as { readonly mean: number | Float64Array };
      return n * (typeof mean === "number" ? mean : (mean[index] as number));
    };
  };
  /** What multiplies φ(k) and, by column, ∂φ, of n rows; `calls` of φ are of the draws first, then of steps on the integers. */
  const ofRows = (n: number, which: "v" | "psi", more: object): Float64Array => {
    const probes: Record<string, Probe> = {}, width = which === "v" ? D : 1;
    for (let i = 0; i < n; i++) for (let d = 0; d < width; d++) {
      let call = -1;
      probes[`r${i * width + d}`] = {
        id: "probe",
        value: (x, out) => {
          call++;
          if (which === "psi" ? !isAtEnd(x, atEnds) : counts[call - 1] === d) out[i] = 1;
        },
        gradient: (_x, out) => { if (which === "v" && out[d]) (out[d] as Float64Array)[i] = 1; },
      };
    }
    const value = run(probes, n, more);
    return Float64Array.from({ length: n * width }, (_, k) => value(`r${k}`));
  };
  const atEnds: { readonly column: number; readonly at: number }[] = [], blend = typeof jumps === "object" ? { jumps } : {};
  const ends = jumps === "surface" ? endTerms(family, run) : [];
  const movable = (): boolean => {
    try {
      run({ probe: { id: "probe", value: () => {}, gradient: () => {} } }, 1, { proposal: chosen(p, q, family.draws) });
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  };
  // a density of 0 at a moving end adds no term, though it has to be asked for
  if (jumps === "surface" && (ends.length || !movable())) {
    atEnds.push(...ends.map(({ column = 0, at }) => ({ column, at })));
    // a proposal of chosen rows is refused here; v is λ times the canonical flow
    const surface = { jumps }, n = DRAWN, psi = ofRows(n, "psi", surface), v = ofRows(n, "v", surface), rows = drawn(run, n, surface, D), u = of.flow(rows), ratio = v.reduce((sum, a, i) => sum + a * (u[i] as number), 0) / (u.reduce((sum, b) => sum + b * b, 0) || 1);
    if (v.some((a, i) => !(Math.abs(a - ratio * (u[i] as number)) <= 1e-9 * Math.abs(a) + 1e-12))) throw new Error(`lint: expected v to be a multiple of the canonical flow where "${theta.name}" moves the support`);
    return { v: ratio === 0 ? undefined : (x) => of.flow(x).map((b) => ratio * b), psi: (x) => (x.length === rows.length && x.every((a, i) => a === rows[i]) ? psi : psi.map(() => NaN)), q, ends, rows };
  }
  const anywhere = (which: "v" | "psi") => (x: Float64Array): Float64Array => {
    const total = x.length / D, width = which === "v" ? D : 1, out = new Float64Array(total * width);
    for (let first = 0; first < total; first += ROWS) {
      // whole groups of four rows, in which runs work
      const here = Math.min(ROWS, total - first), n = Math.min(ROWS, (here + 3) & ~3), rows = new Float64Array(n * D);
      for (let i = 0; i < n; i++) rows.set(x.subarray((first + Math.min(i, here - 1)) * D, (first + Math.min(i, here - 1) + 1) * D), i * D);
      out.set(ofRows(n, which, { proposal: chosen(p, q, rows), ...blend }).subarray(0, here * width), first * width);
    }
    return out;
  };
  return { v: flow === "lr" ? undefined : anywhere("v"), psi: anywhere("psi"), q, ends: [] };
}

/** A proposal that draws these rows, and has the density q. */
function chosen(p: Distribution, q: Distribution, rows: Float64Array): Distribution {
  const D = p.columns;
  return custom({
    columns: D, support: p.supports, id: "chosen",
    sample: (_noise, out) => out.forEach((column, d) => { for (let i = 0; i < column.length; i++) column[i] = rows[i * D + d] as number; }),
    logProb: (x, out) => {
      const n = out.length, data = new Float64Array(n * D);
      x.forEach((column, d) => { for (let i = 0; i < n; i++) data[i * D + d] = column[i] as number; });
      q.logProb(data, { out });
      // a density that is 0 where ∂θp is covers enough: such rows are not among those chosen
      if (out.includes(-Infinity)) p.logProb(data).forEach((log, i) => { if (out[i] === -Infinity) out[i] = log; });
    },
  });
}

const isAtEnd = (x: Block, ends: readonly { readonly column: number; readonly at: number }[]): boolean => ends.some(({ column, at }) => x[column]?.every((v) => v === at));

/** The rows that a run draws. */
function drawn(run: (probes: Readonly<Record<string, Probe>>, n: number, more: object) => unknown, n: number, more: object, D: number): Float64Array {
  const rows = new Float64Array(n * D);
  let first = true;
  run({ rows: { id: "rows", value: (x) => { if (first) x.forEach((column, d) => { for (let i = 0; i < n; i++) rows[i * D + d] = column[i] as number; }); first = false; }, gradient: () => {} } }, n, more);
  return rows;
}

/** What is added of φ at ends of the support. */
function endTerms(family: Family, run: (probes: Readonly<Record<string, Probe>>, n: number, more: object) => (name: string) => number): EndTerm[] {
  const places = family.ends().flatMap((ends, column) => ends.filter(Number.isFinite).map((at) => ({ column, at }))), n = 8;
  if (places.length === 0) return [];
  const value = run(Object.fromEntries(places.map((place, k): [string, Probe] => [`e${k}`, { id: "end", value: (x, out) => { if (isAtEnd(x, [place])) out.fill(1); }, gradient: () => {} }])), n, { jumps: "surface" });
  return places.map((place, k) => ({ ...place, weight: value(`e${k}`) / n })).filter(({ weight }) => weight !== 0);
}
