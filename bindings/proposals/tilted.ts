/**
 * `tilted`: proposals made of p, as mixtures of p itself, its slice and Fisher densities, and others.
 */
import { type Allocate, type Arena, columnBytes } from "../arena";
import { type LawCost, columnCost, lawCostOf } from "../cost";
import { checkKeys, isArrayLike, isRecord, wrongKind, wrongValue } from "../check";
import { Distribution, type Internals, type Law, entriesIn, internalsOf, isDistribution, nameOfEntry } from "../distribution";
import { logsOfDraws } from "../logs";
import { otherMeasure } from "../measure";
import { LEAF, PLACE_BYTES, writeChoice } from "../random";
import type { Tilt, TiltKind, TiltSource } from "./tilt";

/** Shares of a proposal, in proportion: of p, of its slice and Fisher densities, and of other distributions over the same columns. */
export interface Shares {
  readonly p?: number;
  readonly slice?: number;
  readonly fisher?: number;
  readonly others?: readonly (readonly [share: number, distribution: Distribution])[];
  /** Parameters whose tilts these are, as paths; all that have one if absent. */
  readonly wrt?: readonly string[];
}

/** Draws that share out the components among them, and of which statistics take the means. */
const GROUP = 8;

/**
 * A proposal q made of p: a mixture of p, of its slice densities |∂θp|/TV (the paper's horizontal slices) and Fisher tilts s²p/I, s the score, and
 * of others. Several parameters, and several columns, share a tilt's share alike; for a multivariate normal they have one tilt in common, which
 * lengthens ε = L⁻¹(x − loc).
 *
 * Weights p/q come from the score, never from a quotient of two small densities: 1/(a₀ + a₁|s|/TV + a₂s²/I + …), at most 1/a₀. Each eight draws that
 * follow each other have of each component its share, up to one draw (stratified): they are not independent, their means are.
 *
 * @param p any distribution whose parameters have tilts. `"slice"` takes a canonical flow, or integers; `"fisher"` is there for a family's location
 *   and scale where it has an exact sampler, and on the integers.
 * @param shares not negative, in proportion to each other; `wrt` says of which parameters the tilts are.
 * @throws TypeError, RangeError if they are something else, or p has no such tilt.
 *
 * @example
 * ```js
 * const p = normal({ loc: 1, scale: 2 }), q = tilted(p, { p: 0.2, slice: 0.8, wrt: ["loc"] });
 * const g = gradient(p, integrand("x^2"), { flow: "lr", proposal: q, samples: 1e5, seed: 42 });
 * console.log(g.grad.loc.mean.toFixed(1)); // 2.0
 * ```
 */
export function tilted(p: Distribution, shares: Shares): Distribution {
  const where = "tilted";
  if (!isDistribution(p)) throw wrongKind(where, "p", "a distribution", p);
  if (!isRecord(shares)) throw wrongKind(where, "shares", "{ p?, slice?, fisher?, others? }", shares);
  checkKeys(where, shares as Record<string, unknown>, ["p", "slice", "fisher", "others", "wrt"]);
  const own = internalsOf(p), names = own.parameters.map(({ path }) => path.join(".")), { wrt = names } = shares;
  if (!Array.isArray(wrt)) throw wrongKind(where, "wrt", "an array of names of parameters", wrt);
  for (const name of wrt as unknown[]) if (!names.some((known) => known === name || known.startsWith(`${String(name)}.`))) throw wrongValue(where, "wrt", `names among ${names.join(", ")}`, name);
  const entries = own.parameters.filter((_, k) => (wrt as string[]).some((name) => names[k] === name || names[k]?.startsWith(`${name}.`))).flatMap(entriesIn);
  return proposalOf(where, p, shares, entries);
}

/** Of entries of the parameters. @throws TypeError, RangeError @internal */
export function proposalOf(where: string, p: Distribution, shares: Shares, entries: readonly number[]): Tilted {
  const own = internalsOf(p), parts: Part[] = [], share = (name: string, given: unknown): number => {
    if (typeof given !== "number") throw wrongKind(where, name, "a share ≥ 0", given);
    if (!(given >= 0 && given < Infinity)) throw wrongValue(where, name, "a share ≥ 0", given);
    return given;
  };
  const { others = [] } = shares, given = { p: share("p", shares.p ?? 0), slice: share("slice", shares.slice ?? 0), fisher: share("fisher", shares.fisher ?? 0) };
  if (!isArrayLike(others)) throw wrongKind(where, "others", "an array of [share, distribution]", others);
  const rest = Array.from(others as readonly unknown[], (one, k): readonly [number, Distribution] => {
    if (!Array.isArray(one) || one.length !== 2 || !isDistribution(one[1])) throw wrongKind(where, `others[${k}]`, "[share, distribution]", one);
    if (one[1].columns !== own.columns) throw new RangeError(`${where}: "others[${k}]" expected a distribution of ${own.columns} columns, got ${one[1].columns}`);
    const apart = otherMeasure(own, internalsOf(one[1]));
    if (apart) throw new RangeError(`${where}: "others[${k}]" expected a density by which that of p can be divided, got ${one[1].family}, ${apart}`);
    return [share(`others[${k}][0]`, one[0]), one[1]];
  });
  const total = given.p + given.slice + given.fisher + rest.reduce((sum, [a]) => sum + a, 0);
  if (!(total > 0 && total < Infinity)) throw wrongValue(where, "shares", "at least one share > 0", total);
  for (const kind of ["slice", "fisher"] as const) {
    if (given[kind] === 0) continue;
    const found = new Map<TiltSource, number[]>();
    for (const entry of entries) {
      const tilts = own.tilt?.(kind, entry) ?? `${p.family} has none`;
      if (typeof tilts === "string") throw new TypeError(`${where}: "${kind}" expected a parameter that has this tilt, got "${nameOfEntry(own.parameters, entry)}" of ${p.family}: ${tilts}`);
      for (const tilt of tilts) found.set(tilt, [...(found.get(tilt) ?? []), entry]);
    }
    if (found.size === 0) throw wrongValue(where, "wrt", `parameters for "${kind}"`, "none");
    for (const [source, of] of found) parts.push({ kind, source, entry: of[0] as number, share: given[kind] / total / found.size });
  }
  for (const [a, distribution] of rest) if (a > 0) parts.push({ kind: "other", distribution, share: a / total });
  return new Tilted(p, given, rest, entries, parts);
}

type Part = { readonly share: number } & ({ readonly kind: TiltKind; readonly source: TiltSource; readonly entry: number } | { readonly kind: "other"; readonly distribution: Distribution });

/** Carries what it is made of. @internal */
export class Tilted extends Distribution {
  readonly of: Distribution;
  readonly others: readonly (readonly [number, Distribution])[];
  /** The entries of the parameters of p whose tilts it has. */
  readonly entries: readonly number[];
  /** Do too many draws round to an end of the support, which p tells apart by their logarithms? Then estimates under it would be biased. */
  readonly rounded: boolean;
  /** Is it one tilt alone, whose weights have no variance, since it draws next to nothing where the score is 0? Not so in many dimensions. */
  readonly #scarce: boolean;

  constructor(p: Distribution, given: { readonly p: number; readonly slice: number; readonly fisher: number }, others: readonly (readonly [number, Distribution])[], entries: readonly number[], parts: readonly Part[]) {
    const own = internalsOf(p), sum = parts.reduce((all, { share }) => all + share, 0), ofP = given.p > 0 ? Math.max(0, 1 - sum) : 0;
    let cost: LawCost | undefined;
    super("tilted", given as never, {
      of: p,
      parameters: [], entries: 0, columns: own.columns, supports: own.supports, measures: own.measures,
      columnNames: () => own.columnNames(),
      ...(own.last && { last: (column: number) => own.last?.(column) ?? Infinity }),
      logs: own.logs, ends: own.ends ?? false, deep: own.deep ?? false,
      group: parts.length + Number(ofP > 0) > 1 || parts.some((part) => part.kind === "other" && (internalsOf(part.distribution).group ?? 1) > 1) ? GROUP : 1,
      lacks: (operation) => (operation === "sample" || operation === "logProb" ? undefined : "a proposal made by tilted can be drawn and weighed only"),
      ownColumn: () => false, parts: () => 1,
      get cost() { return (cost ??= costOf(own, parts, ofP > 0)); },
      layout: (allocate: Allocate) => {
        const widest = parts.reduce((most, part) => Math.max(most, part.kind === "other" ? own.columns : part.source.count), 1);
        const at: Addresses = {
          cumulative: allocate((parts.length + 1) * 8), place: allocate(PLACE_BYTES), words: allocate(COLUMN), choice: allocate(COLUMN), picked: allocate(COLUMN), rows: allocate(COLUMN), ends: allocate((parts.length + 2) * 4),
          x: allocate(widest * COLUMN), logs: allocate(2 * widest * COLUMN), logP: allocate(COLUMN), logQ: allocate(COLUMN),
        };
        const law = own.layout(allocate), laws = parts.map((part) => (part.kind === "other" ? { other: internalsOf(part.distribution).layout(allocate) } : { tilt: part.source.layout(allocate) }));
        return (arena) => new TiltedLaw(arena, law(arena), own, parts.map((part, k): Drawn => {
          const { other, tilt } = laws[k] as { other?: (arena: Arena) => Law; tilt?: (arena: Arena) => Tilt };
          return { part, logs: part.kind === "other" && internalsOf(part.distribution).logs === own.logs, ...(other && { other: other(arena) }), ...(tilt && { tilt: tilt(arena) }) };
        }), ofP, at);
      },
    });
    this.of = p;
    this.others = others;
    this.entries = entries;
    const [only, more] = parts;
    this.rounded = parts.some((part) => part.kind !== "other" && part.source.rounded === true);
    this.#scarce = only !== undefined && !more && ofP === 0 && only.kind !== "other" && only.source.count <= (only.kind === "fisher" ? 2 : 1);
  }

  /** @internal */
  get scarce(): boolean { return this.#scarce; }

}

/** Nanoseconds: words, choices and their order; what is drawn and put in its place; of q/p its start, and a term that follows from a score. */
const CHOICES = 7.5, PLACED = 1.7, FILL = 0.25, TERM = 0.36;

/** p is drawn everywhere, a tilt only where it is chosen; q/p takes the scores once. */
function costOf(own: Internals, parts: readonly Part[], withP: boolean): LawCost {
  const base = lawCostOf(own), [only] = parts, alone = !withP && parts.length === 1 && only && only.kind !== "other" && own.columns === 1;
  if (alone) return columnCost({ draw: 0.7 + only.source.cost.draw, ratio: FILL + base.scores + TERM, logProb: 2 * base.logProb + base.scores });
  let draw = base.draw + CHOICES, ratio = FILL, scores = 0, others = 0;
  for (const part of parts) {
    if (part.kind === "other") {
      const cost = lawCostOf(internalsOf(part.distribution));
      draw += cost.draw + 0.4 * own.columns;
      ratio += cost.logProb + 1.9;
      others = base.logProb;
    } else {
      draw += part.share * (part.source.cost.draw + PLACED * part.source.count);
      ratio += part.source.cost.ratio || TERM;
      if (!part.source.cost.ratio) scores = base.scores;
    }
  }
  ratio += scores + others;
  return columnCost({ draw, ratio, logProb: ratio + base.logProb + 2 });
}

/** `logs`: does another distribution write and read logarithms as p does? */
interface Drawn { readonly part: Part; readonly other?: Law; readonly logs: boolean; readonly tilt?: Tilt }

const COLUMN = columnBytes(LEAF);
/** Columns of randomness that draws of p do not take. */
const CHOICE = 2 ** 22, TILT = 2 ** 22 + 1;

interface Addresses {
  readonly cumulative: number; readonly place: number; readonly words: number; readonly choice: number; readonly picked: number; readonly rows: number; readonly ends: number;
  readonly x: number; readonly logs: number; readonly logP: number; readonly logQ: number;
}

class TiltedLaw implements Law {
  /** c and d of c·|s| + d·s², by entry and column. */
  readonly #ofScores = new Map<string, [number, number]>();

  constructor(private readonly arena: Arena, private readonly law: Law, private readonly own: Internals, private readonly parts: readonly Drawn[], private readonly ofP: number, private readonly at: Addresses) {
    let sum = ofP;
    arena.f64[at.cumulative / 8] = ofP;
    parts.forEach(({ part, tilt }, k) => {
      sum += part.share;
      arena.f64[at.cumulative / 8 + k + 1] = sum;
      if (part.kind === "other" || !tilt || tilt.ratio) return;
      const key = `${part.entry} ${part.source.first}`, [c, d] = this.#ofScores.get(key) ?? [0, 0], more = part.share / tilt.norm;
      this.#ofScores.set(key, part.kind === "slice" ? [c + more, d] : [c, d + more]);
    });
    arena.f64[at.cumulative / 8 + parts.length] = Infinity;
  }

  draw(x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    const { kernels: k, u32 } = this.arena, at = this.at, { parts } = this, [only] = parts, count = parts.length + 1;
    writeChoice(this.arena, at.place, place);
    k.words(at.words, n, at.place, column + TILT);
    if (this.ofP === 0 && count === 2 && only?.tilt && this.own.columns === 1 && !only.tilt.ratio) return only.tilt.draw(at.words, x, stride, n, logs);
    this.law.draw(x, stride, n, place, column, logs);
    k.uniforms(at.picked, n, at.place, column + CHOICE);
    k.rowsChoose(at.picked, at.choice, n, at.cumulative, this.ofP > 0 || count > 2 ? 1 : 0);
    k.rowsSort(at.choice, count, at.rows, at.ends, n);
    parts.forEach((drawn, i) => {
      if (drawn.part.kind === "other") this.#other(drawn, i + 1, x, stride, n, place, column, logs);
      else this.#tilt(drawn.part.source, drawn.tilt as Tilt, at.rows + 4 * (u32[at.ends / 4 + i] as number), (u32[at.ends / 4 + i + 1] as number) - (u32[at.ends / 4 + i] as number), x, stride, logs);
    });
  }

  #other({ other, logs: theirs }: Drawn, number: number, x: number, stride: number, n: number, place: number, column: number, logs: number): void {
    const { kernels: k } = this.arena, at = this.at, { columns } = this.own;
    other?.draw(at.x, COLUMN, n, place, column + number * OTHERS, theirs && logs ? at.logs : 0);
    if (logs && !theirs) logsOfDraws(this.arena, this.own.logs === "unit", columns, at.x, COLUMN, n, at.logs);
    for (let d = 0; d < columns; d++) {
      k.mixtureTake(at.choice, number, at.x + d * COLUMN, x + d * stride, n);
      if (logs) for (const j of [2 * d, 2 * d + 1]) k.mixtureTake(at.choice, number, at.logs + j * COLUMN, logs + j * stride, n);
    }
  }

  /** `count` rows, whose numbers are at `rows`, become draws of a tilt. */
  #tilt({ first, count: columns }: TiltSource, tilt: Tilt, rows: number, count: number, x: number, stride: number, logs: number): void {
    const { kernels: k } = this.arena, at = this.at;
    if (count === 0) return;
    k.rowsGather(at.words, rows, count, at.picked);
    if (tilt.ratio) for (let d = 0; d < columns; d++) k.rowsGather(x + (first + d) * stride, rows, count, at.x + d * COLUMN);
    tilt.draw(at.picked, at.x, COLUMN, count, logs && at.logs);
    for (let d = 0; d < columns; d++) k.rowsScatter(at.x + d * COLUMN, rows, count, x + (first + d) * stride);
    if (logs) for (let j = 0; j < 2 * columns; j++) k.rowsScatter(at.logs + j * COLUMN, rows, count, logs + (2 * first + j) * stride);
  }

  ratio(x: number, stride: number, n: number, out: number, logs: number): void {
    const { kernels: k } = this.arena, at = this.at;
    k.columnFill(out, this.ofP, n);
    if (this.#ofScores.size) this.law.terms(x, stride, n, false, logs, (entry, score, column) => {
      const found = score && this.#ofScores.get(`${entry} ${column}`);
      if (found) k.ratioOfScore(score, found[0], found[1], out, n);
    });
    let known = false;
    for (const { part, other, tilt, logs: theirs } of this.parts) {
      tilt?.ratio?.(x, stride, n, part.share, out);
      if (!other) continue;
      if (!known) this.law.logProb(x, stride, n, at.logP, logs);
      known = true;
      other.logProb(x, stride, n, at.logQ, theirs ? logs : 0);
      k.ratioOfLogs(at.logQ, at.logP, part.share, out, n);
    }
  }

  logProb(x: number, stride: number, n: number, out: number, logs: number): void {
    const { kernels: k } = this.arena, at = this.at;
    this.ratio(x, stride, n, at.choice, logs);
    this.law.logProb(x, stride, n, at.logP, logs);
    k.logOfRatio(at.choice, at.logP, out, n);
    for (const { part, other, logs: theirs } of this.parts) {
      if (!other) continue;
      other.logProb(x, stride, n, at.logQ, theirs ? logs : 0);
      k.logOfOther(at.logQ, at.logP, part.share, out, n);
    }
  }

  gradLogProb(): void {}
  terms(): void {}
  divergences(): void {}
  moments(): number { return Number.NaN; }
}
/** Others draw from columns of their own, so that draws of p stay what they are. */
const OTHERS = 2 ** 23;
