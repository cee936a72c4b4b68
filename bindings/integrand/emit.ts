/**
 * A scheduled graph as a WebAssembly module. Rows are taken in tiles that stay in the cache with all columns for temporary use. Each segment
 * is a function that goes over a tile, some vectors of two rows a turn; `run` goes over the tiles and calls segments and kernels of the core.
 *
 * All addresses are sums of what `run` is given and of constants and indices that the graph bounds, so nothing outside of the columns, the
 * data and the working memory is touched, whatever the numbers are.
 */
import { costOf } from "./cost";
import { Code, type Func, I32, V128, moduleOf } from "./encoder";
import { type Effect, type Graph, type Loop, type Node, isLeaf, operationOf } from "./graph";
import { type Id, wholePower } from "./operations";
import { type Block, type Item, type Operand, type Run, type Schedule, type Segment, type Statement, isSparse, scheduleOf } from "./schedule";

/** @internal */
export interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Literals, which go behind the rest of the data. */
  readonly literals: readonly number[];
  /** Bytes of working memory. */
  readonly scratch: number;
  /** Nanoseconds for one row. */
  readonly cost: number;
}

/** The arguments of `run`, in order; kept as globals. */
const PARAMS = ["x", "stride", "n", "out", "grad", "theta", "logp", "logpGrad", "data", "scratch"] as const;
type Base = (typeof PARAMS)[number];
const GLOBAL = Object.fromEntries(PARAMS.map((name, k) => [name, k])) as Record<Base, number>;
/** Bytes and rows of the tile at work. */
const BYTES = PARAMS.length, ROWS = BYTES + 1;

/** Opcodes: f64.convert_i32_s, and of v128 and f64x2. */
const CONVERT = 0xb7;
const V = { splat: 0x14, and: 0x4e, andNot: 0x4f, or: 0x50, select: 0x52, abs: 0xec, sqrt: 0xef, eq: 0x47, ne: 0x48, lt: 0x49, gt: 0x4a, sub: 0xf1, add: 0xf0, mul: 0xf2, div: 0xf3, max: 0xf5 };
const COMPARISONS = new Set(["lt", "le", "gt", "ge", "eq", "ne"]);

/** Rows of the largest tile, and the bytes of fast memory that a tile's columns should fit into. */
const TILE = 512, CACHE = 16384;
/** The most bytes for the states of all steps of recurrences, before tiles shrink. */
const TRACE = 2 ** 19;
const SLOT_BYTES = 32;

/** `dataSize`: numbers of the data without the literals, of which the last are the entries of theta, from `thetaAt` on. @internal */
export function emit(graph: Graph, outputs: readonly Id[], effects: readonly Effect[], dataSize: number, thetaAt: number): Emitted {
  return new Emitter(graph, outputs, effects, dataSize, thetaAt).emitted;
}

class Emitter {
  readonly emitted: Emitted;
  readonly functions: Func[] = [];
  readonly #imports: { readonly name: string; readonly params: number }[] = [];
  readonly #segments = new Map<Segment, number>();
  readonly #globals = new Map<string, number>();
  readonly #blocks = new Map<Loop, Block>();
  readonly #literals = new Map<string, number>();
  readonly #regions = new Map<Loop, number>();
  readonly tileBytes: number;
  readonly slotsAt: number;
  #scratch: number;
  /** Effects that are all that their columns get: they need not add. */
  readonly alone: ReadonlySet<Effect>;

  constructor(readonly graph: Graph, outputs: readonly Id[], effects: readonly Effect[], private readonly dataSize: number, readonly thetaAt: number) {
    const schedule = scheduleOf(graph, outputs, effects);
    this.alone = aloneOf(effects);
    this.tileBytes = tileOf(schedule) * 8;
    this.slotsAt = schedule.temps * this.tileBytes;
    this.#scratch = this.slotsAt + schedule.slots * SLOT_BYTES;
    this.#collect(schedule.block);
    const code = new Code(), { tileBytes } = this;
    for (const [k, name] of PARAMS.entries()) code.get(k).setGlobal(GLOBAL[name]);
    // tiles, from the first; n is a multiple of four
    const n = GLOBAL.n;
    code.loop();
    code.getGlobal(n).int(tileBytes / 8).getGlobal(n).int(tileBytes / 8).less().select().setGlobal(ROWS);
    code.getGlobal(ROWS).int(8).mul().setGlobal(BYTES);
    this.#block(schedule.block, [schedule.block], code);
    for (const name of ["x", "out", "grad", "theta", "logp", "logpGrad"] as const) code.getGlobal(GLOBAL[name]).int(tileBytes).add().setGlobal(GLOBAL[name]);
    code.getGlobal(n).int(tileBytes / 8).sub().setGlobal(n);
    code.getGlobal(n).int(0).greater().again().end();
    this.functions.push({ params: PARAMS.length, locals: [], code });
    this.emitted = { bytes: moduleOf(this.#imports, ROWS + 1 + this.#globals.size, this.functions), literals: [...this.#literals.keys()].map(Number), scratch: this.#scratch, cost: costOf(graph, schedule) };
  }

  /** Kernels, and room for the states of recurrences. */
  #collect(block: Block): void {
    if (block.loop) this.#blocks.set(block.loop, block);
    for (const item of block.items) {
      if (item.kind === "call" && !this.#imports.some(({ name }) => name === item.kernel)) this.#imports.push({ name: item.kernel, params: item.args.length + item.outs.length + 1 });
      if (item.kind !== "run") continue;
      const { loop } = item.run, states = loop.inits.length, step = states * this.tileBytes;
      if (states) {
        const group = groupOf(loop);
        this.#regions.set(loop, this.#scratch);
        this.#scratch += step * (isSparse(loop) ? 1 + Math.ceil(loop.count / group) + group : loop.traced ? loop.count + 1 : 1);
      }
      this.#collect(item.block);
    }
  }

  global(loop: Loop, what: "index" | "current" | "next" | "group"): number {
    const name = `${loop.number} ${what}`;
    let found = this.#globals.get(name);
    if (found === undefined) this.#globals.set(name, (found = ROWS + 1 + this.#globals.size));
    return found;
  }

  /** Where a literal lies, in bytes from the data on. */
  literal(value: number): number {
    const name = Object.is(value, -0) ? "-0" : String(value);
    let found = this.#literals.get(name);
    if (found === undefined) this.#literals.set(name, (found = this.#literals.size));
    return (this.dataSize + found) * 8;
  }

  #segment(segment: Segment, blocks: readonly Block[]): number {
    let index = this.#segments.get(segment);
    if (index === undefined) {
      this.functions.push(new SegmentEmitter(this, segment, blocks).func());
      this.#segments.set(segment, (index = this.#imports.length + this.functions.length - 1));
    }
    return index;
  }

  #block(block: Block, blocks: readonly Block[], code: Code): void {
    for (const item of block.items) {
      if (item.kind === "segment") code.call(this.#segment(item, blocks));
      else if (item.kind === "run") this.#run(item, blocks, code);
      else {
        for (const arg of item.args) this.#address(arg, blocks, code);
        for (const node of item.outs) this.#address({ kind: "node", node }, blocks, code);
        if (item.uniform) code.int(SLOT_BYTES / 8);
        else code.getGlobal(ROWS);
        code.call(this.#imports.findIndex(({ name }) => name === item.kernel));
      }
    }
  }

  #address(operand: Operand, blocks: readonly Block[], code: Code): void {
    if (operand.kind !== "node") {
      code.getGlobal(GLOBAL.scratch).int(operand.kind === "temp" ? operand.at * this.tileBytes : this.slotsAt + operand.at * SLOT_BYTES).add();
      return;
    }
    const node = this.graph.node(operand.node);
    if (node.op === "state") code.getGlobal(this.global(node.of, "current")).int(node.j * this.tileBytes).add();
    else if (node.op === "column" && node.array === "logp") code.getGlobal(GLOBAL.logp);
    else if (node.op === "column") {
      code.getGlobal(GLOBAL.x).int(node.base);
      if (node.loop) code.getGlobal(this.global(node.loop, "index")).add();
      code.getGlobal(GLOBAL.stride).mul().add();
    } else this.#address(storageOf(blocks, operand.node), blocks, code);
  }

  #run(item: Item & { kind: "run" }, blocks: readonly Block[], code: Code): void {
    const { loop } = item.run, index = this.global(loop, "index"), states = loop.inits.length, step = states * this.tileBytes;
    const current = this.global(loop, "current"), next = this.global(loop, "next"), inside = [...blocks, item.block];
    const region = this.#regions.get(loop) ?? 0, keepsAll = loop.traced && !isSparse(loop);
    if (states) code.getGlobal(GLOBAL.scratch).int(region).add().setGlobal(current).getGlobal(current).setGlobal(next);
    code.call(this.#segment(item.before, blocks));
    if (loop.back && isSparse(loop.back)) this.#backSparse(loop, loop.back, blocks, inside, item.block, code);
    else {
      code.int(loop.back ? loop.count - 1 : 0).setGlobal(index).loop();
      if (keepsAll) code.getGlobal(current).int(step).add().setGlobal(next);
      else if (loop.traced) {
        const group = groupOf(loop);
        code.getGlobal(index).int(group).remainder().isZero().when(); // every group-th state is kept
        code.getGlobal(GLOBAL.scratch).int(region + step).add().getGlobal(index).int(group).quotient().int(step).mul().add();
        code.getGlobal(current).int(step).copyMemory().end();
      }
      if (loop.back) {
        const stepBack = loop.back.inits.length * this.tileBytes;
        code.getGlobal(GLOBAL.scratch).int(this.#regions.get(loop.back)!).add().getGlobal(index).int(stepBack).mul().add().setGlobal(this.global(loop.back, "current"));
      }
      this.#block(item.block, inside, code);
      if (keepsAll) code.getGlobal(next).setGlobal(current);
      code.getGlobal(index).int(loop.back ? -1 : 1).add().setGlobal(index).getGlobal(index);
      if (loop.back) code.int(-1).greater();
      else code.int(loop.count).less();
      code.again().end();
    }
    if (item.after.statements.length) code.call(this.#segment(item.after, blocks));
  }

  /** Back through a recurrence of which only every group-th state was kept: the steps of each group are done again first. */
  #backSparse(loop: Loop, of: Loop, blocks: readonly Block[], inside: readonly Block[], block: Block, code: Code): void {
    const step = of.inits.length * this.tileBytes, group = groupOf(of), groups = Math.ceil(of.count / group), region = this.#regions.get(of)!;
    const saved = region + step, window = saved + groups * step, forward = this.#blocks.get(of)!;
    const g = this.global(loop, "group"), index = this.global(loop, "index"), ahead = this.global(of, "index"), current = this.global(of, "current"), next = this.global(of, "next");
    const atWindow = (): Code => code.getGlobal(GLOBAL.scratch).int(window).add();
    code.int(groups - 1).setGlobal(g).loop();
    atWindow().getGlobal(GLOBAL.scratch).int(saved).add().getGlobal(g).int(step).mul().add().int(step).copyMemory();
    // the last step of the group: its state is known when all before it are done
    code.getGlobal(g).int(group).mul().int(group - 1).add().setGlobal(index);
    code.getGlobal(index).int(of.count - 1).getGlobal(index).int(of.count - 1).less().select().setGlobal(index);
    code.getGlobal(g).int(group).mul().setGlobal(ahead);
    atWindow().setGlobal(current);
    code.getGlobal(ahead).getGlobal(index).less().when().loop();
    code.getGlobal(current).int(step).add().setGlobal(next);
    this.#block(forward, [...blocks, forward], code);
    code.getGlobal(next).setGlobal(current);
    code.getGlobal(ahead).int(1).add().setGlobal(ahead).getGlobal(ahead).getGlobal(index).less().again().end().end();
    code.loop();
    atWindow().getGlobal(index).getGlobal(g).int(group).mul().sub().int(step).mul().add().setGlobal(current);
    this.#block(block, inside, code);
    code.getGlobal(index).int(-1).add().setGlobal(index).getGlobal(index).getGlobal(g).int(group).mul().int(-1).add().greater().again().end();
    code.getGlobal(g).int(-1).add().setGlobal(g).getGlobal(g).int(-1).greater().again().end();
  }
}

const groupOf = (loop: Loop): number => Math.ceil(Math.sqrt(loop.count));

function storageOf(blocks: readonly Block[], id: Id): Operand & { kind: "temp" | "slot" } {
  for (let k = blocks.length - 1; k >= 0; k--) {
    const found = blocks[k]!.storage.get(id);
    if (found) return found;
  }
  throw new Error(`integrand: node ${id} is kept nowhere`);
}

function aloneOf(effects: readonly Effect[]): Set<Effect> {
  const hits = new Map<string, number>(), alone = new Set<Effect>();
  const columns = ({ array, base, moving, path }: Effect): string[] => Array.from({ length: moving ? path.at(-1)!.count : 1 }, (_, j) => `${array} ${base + j}`);
  for (const effect of effects) for (const name of columns(effect)) hits.set(name, (hits.get(name) ?? 0) + 1);
  for (const effect of effects) if (effect.path.length === (effect.moving ? 1 : 0) && columns(effect).every((name) => hits.get(name) === 1)) alone.add(effect);
  return alone;
}

/** Rows of a tile: a power of two. */
function tileOf({ block, temps, swept }: Schedule): number {
  let columns = temps + swept, trace = 0;
  const visit = ({ items }: Block): void => {
    for (const item of items) {
      if (item.kind !== "run") continue;
      const { loop } = item.run;
      if (loop.traced && !isSparse(loop)) trace += loop.count * loop.inits.length;
      else columns += loop.inits.length;
      visit(item.block);
    }
  };
  visit(block);
  let tile = TILE;
  while (tile > 32 && (columns * tile * 8 > CACHE || trace * tile * 8 > TRACE)) tile /= 2;
  return tile;
}

/** Where code goes: before the loop over the tile, into it, or into a loop within. */
interface Context {
  readonly loop: Loop | undefined;
  readonly code: Code;
  /** Before the first turn, and after each. */
  readonly before: Code;
  readonly after: Code;
  readonly values: Map<number, number>;
  readonly pointers: Map<string, number>;
  readonly index: number;
}

class SegmentEmitter {
  readonly #locals: number[] = [];
  readonly #prologue: Context;
  #contexts: Context[];
  /** Offset of the vectors at work within the columns of the tile, and their place in the working memory. */
  readonly #at: number;
  readonly #scratch: number;
  /** Vectors a turn. */
  readonly #turn: number;
  readonly #graph: Graph;

  constructor(private readonly emitter: Emitter, private readonly segment: Segment, private readonly blocks: readonly Block[]) {
    this.#graph = emitter.graph;
    this.#at = this.#local(I32);
    this.#scratch = this.#local(I32);
    this.#prologue = this.#context(undefined);
    this.#contexts = [this.#context(undefined)];
    this.#turn = this.#vectors();
  }

  func(): Func {
    for (const statement of this.segment.statements) if (statement.kind !== "next") this.#statement(statement);
    this.#next();
    const code = new Code().append(this.#prologue.code), body = this.#contexts[0]!;
    code.loop().getGlobal(GLOBAL.scratch).get(this.#at).add().set(this.#scratch).append(body.code);
    code.get(this.#at).int(16 * this.#turn).add().tee(this.#at).getGlobal(BYTES).less().again().end();
    return { params: 0, locals: this.#locals, code };
  }

  #vectors(): number {
    let nodes = this.segment.own.size, inner = 0;
    for (const statement of this.segment.statements) if (statement.kind === "inner") inner = Math.max(inner, this.#sizeOf(statement.run));
    nodes += this.segment.statements.length;
    return inner ? (inner <= 8 ? 4 : inner <= 24 ? 2 : 1) : nodes <= 8 ? 4 : nodes <= 40 ? 2 : 1;
  }
  #sizeOf({ loop, reduces, effects }: Run): number {
    const bodies = reduces.map((id) => (this.#graph.node(id) as Node & { op: "reduce" }).body);
    return this.#graph.inside(loop, [...bodies, ...loop.nexts, ...effects.map(({ node }) => node)]).length + reduces.length + effects.length;
  }

  #local(type: number): number { return this.#locals.push(type) - 1; }
  #context(loop: Loop | undefined): Context {
    return { loop, code: new Code(), before: new Code(), after: new Code(), values: new Map(), pointers: new Map(), index: loop ? this.#local(I32) : 0 };
  }
  /** The innermost of the contexts that belongs to the loop, or the body. */
  #contextOf(scope: Loop | undefined): Context {
    for (let k = this.#contexts.length - 1; k > 0; k--) if (this.#contexts[k]!.loop === scope) return this.#contexts[k]!;
    return this.#contexts[0]!;
  }
  #isInner(loop: Loop): boolean { return this.#contexts.some((context) => context.loop === loop); }

  /** The local that holds a node's value for a vector of this turn. */
  #value(id: Id, u: number): number {
    const graph = this.#graph, place = this.#contextOf(graph.scope(id)), uniform = graph.uniform(id), context = uniform && place === this.#contexts[0] ? this.#prologue : place;
    const key = uniform ? id * 8 : id * 8 + 1 + u, known = context.values.get(key);
    if (known !== undefined) return known;
    const node = graph.node(id);
    if ((node.op === "reduce" || node.op === "final") && (place !== this.#contexts[0] || this.segment.own.has(id))) {
      this.#inner({ loop: node.loop, inner: true, key: 0, reduces: node.op === "reduce" ? [id] : [], finals: node.op === "final" ? [...node.loop.finals] : [], effects: [] }, place);
      return context.values.get(key)!;
    }
    const computed = isLeaf(node.op) || place !== this.#contexts[0] || this.segment.own.has(id);
    if (computed) this.#compute(node, u, context);
    else this.#kept(id, u, context);
    const local = this.#local(V128);
    context.code.set(local);
    context.values.set(key, local);
    return local;
  }

  #kept(id: Id, u: number, { code }: Context): void {
    const { kind, at } = storageOf(this.blocks, id), { tileBytes, slotsAt } = this.emitter;
    if (kind === "slot") code.getGlobal(GLOBAL.scratch).load(slotsAt + at * SLOT_BYTES);
    else code.get(this.#scratch).load(at * tileBytes + 16 * u);
  }

  /** Leaves a node's value on the stack. */
  #compute(node: Node, u: number, context: Context): void {
    const { code } = context;
    switch (node.op) {
      case "number": code.getGlobal(GLOBAL.data).splat(this.emitter.literal(node.value)); return;
      case "data": this.#data(node.place, context); return;
      case "index":
        if (this.#isInner(node.loop)) code.get(context.index);
        else code.getGlobal(this.emitter.global(node.loop, "index"));
        code.op(CONVERT).simd(V.splat);
        return;
      case "column":
        if (node.array === "theta") this.#data({ offset: this.emitter.thetaAt + node.base, steps: node.loop ? [[node.loop, 1]] : [] }, context);
        else {
          this.#column(node.array === "x" ? "x" : "logp", node.base, node.loop, context);
          code.load(16 * u);
        }
        return;
      case "state": {
        const current = this.emitter.global(node.of, "current");
        code.getGlobal(current).get(this.#at).add().load(node.j * this.emitter.tileBytes + 16 * u);
        return;
      }
      case "power": {
        const x = this.#value(node.args[0], u), one = (a: number, b: number): number => {
          const local = this.#local(V128);
          code.get(a).get(b).simd(V.mul).set(local);
          return local;
        };
        const reciprocal = node.exponent < 0 ? this.#value(this.#graph.one, u) : undefined, power = wholePower(x, Math.abs(node.exponent), one);
        if (reciprocal === undefined) code.get(power);
        else code.get(reciprocal).get(power).simd(V.div);
        return;
      }
      case "reduce": case "final": throw new Error(`integrand: a ${node.op} expected to have been run`);
      default:
    }
    const { op } = node, args = node.args.map((arg) => this.#value(arg, u)), [a, b] = args as [number, number];
    if (op === "where") {
      const [c, x, y] = node.args as readonly [Id, Id, Id], condition = this.#graph.node(c), local = (id: Id): number => this.#value(id, u);
      const zeroX = Object.is(this.#graph.constant(x), 0), zeroY = Object.is(this.#graph.constant(y), 0);
      const compares = COMPARISONS.has(condition.op) && (this.#contextOf(this.#graph.scope(c)) !== this.#contexts[0] || this.segment.own.has(c));
      const mask = (): void => {
        if (compares) code.get(local(condition.args[0]!)).get(local(condition.args[1]!)).simd(operationOf(condition.op)!.simd!);
        else code.get(args[0]!).get(this.#value(this.#graph.zero, u)).simd(V.ne);
      };
      if (compares) for (const arg of condition.args) local(arg);
      else this.#value(this.#graph.zero, u);
      if (zeroY) { code.get(args[1]!); mask(); code.simd(V.and); }
      else if (zeroX) { code.get(args[2]!); mask(); code.simd(V.andNot); }
      else { code.get(args[1]!).get(args[2]!); mask(); code.simd(V.select); }
    } else if (op === "cut") {
      const zero = this.#value(this.#graph.zero, u);
      code.get(a).get(b).simd(V.mul).get(a).get(zero).simd(V.eq).simd(V.andNot);
    } else if (op === "sign") {
      const zero = this.#value(this.#graph.zero, u), one = this.#value(this.#graph.one, u);
      code.get(a).get(zero).simd(V.gt).get(one).simd(V.and).get(a).get(zero).simd(V.lt).get(one).simd(V.and).simd(V.sub);
      code.get(a).get(a).get(zero).simd(V.gt).get(a).get(zero).simd(V.lt).simd(V.or).simd(V.select);
    } else if (op === "root") {
      const zero = this.#value(this.#graph.zero, u), low = this.#value(this.#graph.number(-Infinity), u);
      code.get(a).simd(V.abs).get(a).get(zero).simd(V.add).simd(V.sqrt).get(a).get(low).simd(V.eq).simd(V.select);
    } else if (op === "hold") code.get(a);
    else {
      const one = COMPARISONS.has(op) ? this.#value(this.#graph.one, u) : undefined;
      for (const arg of args) code.get(arg);
      code.simd(operationOf(op)!.simd!);
      if (one !== undefined) code.get(one).simd(V.and);
    }
  }

  /** Leaves the address of a column's vectors on the stack. */
  #column(base: Base, column: number, loop: Loop | undefined, context: Context): void {
    const { code } = context, inner = loop && this.#isInner(loop) ? loop : undefined;
    const start = this.#pointer(this.#prologue, `${base} ${column} ${inner ? "" : (loop?.number ?? "")}`, (to) => {
      to.getGlobal(GLOBAL[base]);
      if (column || (loop && !inner)) {
        to.int(column);
        if (loop && !inner) to.getGlobal(this.emitter.global(loop, "index")).add();
        to.getGlobal(GLOBAL.stride).mul().add();
      }
    });
    if (!inner) {
      code.get(start).get(this.#at).add();
      return;
    }
    const at = this.#contextOf(inner), name = `${base} ${column}`;
    let pointer = at.pointers.get(name);
    if (pointer === undefined) {
      at.pointers.set(name, (pointer = this.#local(I32)));
      at.before.get(start).get(this.#at).add().set(pointer);
      at.after.get(pointer).getGlobal(GLOBAL.stride).add().set(pointer);
    }
    code.get(pointer);
  }

  #pointer(context: Context, name: string, make: (to: Code) => void): number {
    let found = context.pointers.get(name);
    if (found === undefined) {
      context.pointers.set(name, (found = this.#local(I32)));
      make(context.code);
      context.code.set(found);
    }
    return found;
  }

  /** Leaves a number of the data on the stack, in both lanes. */
  #data({ offset, steps }: { readonly offset: number; readonly steps: readonly (readonly [Loop, number])[] }, context: Context): void {
    const { code } = context, inner = steps.filter(([loop]) => this.#isInner(loop)), outer = steps.filter(([loop]) => !this.#isInner(loop));
    const start = outer.length ? this.#pointer(this.#prologue, `data ${outer.map(([loop, stride]) => `${loop.number} ${stride}`).join()}`, (to) => {
      to.getGlobal(GLOBAL.data);
      for (const [loop, stride] of outer) to.getGlobal(this.emitter.global(loop, "index")).int(8 * stride).mul().add();
    }) : undefined;
    const base = (to: Code): Code => (start === undefined ? to.getGlobal(GLOBAL.data) : to.get(start));
    if (inner.length === 0) {
      base(code).splat(8 * offset);
      return;
    }
    const name = `data ${steps.map(([loop, stride]) => `${loop.number} ${stride}`).join()}`;
    let pointer = context.pointers.get(name);
    if (pointer === undefined) {
      context.pointers.set(name, (pointer = this.#local(I32)));
      base(context.before);
      for (const [loop, stride] of inner) {
        if (loop === context.loop) context.after.get(pointer).int(8 * stride).add().set(pointer);
        else context.before.get(this.#contextOf(loop).index).int(8 * stride).mul().add();
      }
      context.before.set(pointer);
    }
    code.get(pointer).splat(8 * offset);
  }

  #each(each: (u: number) => void): void { for (let u = 0; u < this.#turn; u++) each(u); }

  #statement(statement: Statement): void {
    const { code } = this.#contexts[0]!, { tileBytes, slotsAt } = this.emitter;
    if (statement.kind === "inner") {
      this.#inner(statement.run, this.#contexts[0]!);
      return;
    }
    const { node } = statement;
    if (statement.kind === "keep" && statement.to.kind === "slot") {
      const value = this.#value(node, 0), at = slotsAt + statement.to.at * SLOT_BYTES;
      for (const half of [0, 16]) this.#prologue.code.getGlobal(GLOBAL.scratch).get(value).store(at + half);
      return;
    }
    this.#each((u) => {
      if (statement.kind === "effect") {
        this.#effect(statement.effect, u, this.#contexts[0]!);
        return;
      }
      if (statement.kind === "final") {
        code.get(this.#scratch).getGlobal(this.emitter.global(statement.loop, "current")).get(this.#at).add().load(statement.j * tileBytes + 16 * u);
        code.store(statement.to.at * tileBytes + 16 * u);
        return;
      }
      const value = this.#value(node, u);
      if (statement.kind === "out") {
        this.#column("out", statement.output, undefined, this.#contexts[0]!);
        code.get(value).store(16 * u);
      } else if (statement.kind === "init") {
        code.getGlobal(this.emitter.global(statement.loop, "current")).get(this.#at).add().get(value).store(statement.j * tileBytes + 16 * u);
      } else if (statement.kind === "accumulate") {
        const at = statement.to.at * tileBytes + 16 * u;
        code.get(this.#scratch).get(this.#scratch).load(at).get(value).simd(statement.largest ? V.max : V.add).store(at);
      } else if (statement.kind === "keep" || statement.kind === "fill") code.get(this.#scratch).get(value).store(statement.to.at * tileBytes + 16 * u);
    });
  }

  /** States change when all that is made of them is known. */
  #next(): void {
    const nexts = this.segment.statements.filter((one): one is Statement & { kind: "next" } => one.kind === "next"), { code } = this.#contexts[0]!;
    const values = nexts.map(({ node }) => Array.from({ length: this.#turn }, (_, u) => this.#value(node, u)));
    nexts.forEach(({ loop, j }, k) => this.#each((u) => {
      code.getGlobal(this.emitter.global(loop, "next")).get(this.#at).add().get(values[k]![u]!).store(j * this.emitter.tileBytes + 16 * u);
    }));
  }

  #effect(effect: Effect, u: number, context: Context): void {
    const value = this.#value(effect.node, u), { code } = context, base = ({ x: "grad", theta: "theta", logp: "logpGrad" } as const)[effect.array];
    const address = (): void => this.#column(base, effect.array === "logp" ? 0 : effect.base, effect.moving ? effect.path.at(-1) : undefined, context);
    address();
    if (!this.emitter.alone.has(effect)) {
      address();
      code.load(16 * u).get(value).simd(V.add).store(16 * u);
    } else code.get(value).store(16 * u);
  }

  /** A loop within the loop over the tile, in registers. */
  #inner({ loop, reduces, finals, effects }: Run, around: Context): void {
    const graph = this.#graph, before = this.#contexts, context = this.#context(loop);
    const bodies = reduces.map((id) => graph.node(id) as Node & { op: "reduce" });
    this.#contexts = before.slice(0, before.indexOf(around) + 1);
    const states = loop.inits.map((init) => Array.from({ length: this.#turn }, (_, u) => ({ init: this.#value(init, u), local: this.#local(V128) })));
    const sums = bodies.map(({ kind }) => Array.from({ length: this.#turn }, () => {
      const local = this.#local(V128), start = kind === "max" ? this.#value(graph.number(-Infinity), 0) : undefined;
      if (start === undefined) context.before.zero().set(local);
      else context.before.get(start).set(local);
      return local;
    }));
    states.forEach((lanes, j) => lanes.forEach(({ init, local }, u) => {
      context.before.get(init).set(local);
      context.values.set(graph.state(loop, loop, j) * 8 + 1 + u, local);
    }));
    this.#contexts.push(context);
    bodies.forEach(({ kind, body }, k) => this.#each((u) => {
      const value = this.#value(body, u);
      context.code.get(sums[k]![u]!).get(value).simd(kind === "max" ? V.max : V.add).set(sums[k]![u]!);
    }));
    const start = this.#depthOf(effects, loop), below = new Map<Loop, Effect[]>();
    for (const effect of effects) {
      const next = effect.path[start + 1];
      if (next) below.set(next, [...(below.get(next) ?? []), effect]);
      else this.#each((u) => this.#effect(effect, u, context));
    }
    for (const [next, some] of below) this.#inner({ loop: next, inner: true, key: 0, reduces: [], finals: [], effects: some }, context);
    const nexts = loop.nexts.map((node) => Array.from({ length: this.#turn }, (_, u) => this.#value(node, u)));
    // a state may be the next value of another
    const fresh = nexts.map((lanes) => lanes.map((value) => { const local = this.#local(V128); context.code.get(value).set(local); return local; }));
    states.forEach((lanes, j) => lanes.forEach(({ local }, u) => context.code.get(fresh[j]![u]!).set(local)));
    this.#contexts = before;
    around.code.append(context.before).int(0).set(context.index).loop().append(context.code).append(context.after);
    around.code.get(context.index).int(1).add().tee(context.index).int(loop.count).less().again().end();
    reduces.forEach((id, k) => this.#each((u) => around.values.set(id * 8 + 1 + u, sums[k]![u]!)));
    finals.forEach((id) => this.#each((u) => around.values.set(id * 8 + 1 + u, states[(graph.node(id) as Node & { op: "final" }).j]![u]!.local)));
  }

  #depthOf(effects: readonly Effect[], loop: Loop): number { return effects[0]?.path.indexOf(loop) ?? 0; }
}
