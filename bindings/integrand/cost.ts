/**
 * What a compiled integrand costs: its operations as they are emitted, with weights that were measured (see bindings/cost.ts). Columns for temporary use
 * count as loads and stores, loops by their steps, a gradient with all that it does again.
 */
import { type Graph, type Loop, isLeaf, operationOf } from "./graph";
import type { Id } from "./operations";
import type { Block, Run, Schedule, Segment, Statement } from "./schedule";

/** Nanoseconds for one row, of kernels by name; of those that are not here, CALL. */
const KERNELS: Readonly<Record<string, number>> = {
  vectorExp: 1.8, vectorExp2: 1.8, vectorExpm1: 2.5, vectorLog: 2.1, vectorLog2: 2.4, vectorLog1p: 2.8, vectorSinCos: 2.2, vectorSin: 2, vectorCos: 1.8, vectorTan: 2.3, vectorSinh: 3.3, vectorCosh: 3.2, vectorTanh: 4.6,
  vectorAsin: 2.7, vectorAcos: 3, vectorAtan: 3.6, vectorCbrt: 2.7, vectorErf: 7.4, vectorErfc: 9, vectorErfcx: 9, vectorNormalCdf: 6, vectorNormalLogCdf: 10.5, vectorSoftplus: 5.5, vectorSigmoid: 2.4, vectorSoftplusSigmoid: 6, vectorLgamma: 19,
  vectorDigamma: 16, vectorTrigamma: 17, vectorPow: 6.4,
};
const CALL = 3;
/** Arithmetic; what is not one fast instruction; a column read, written, added to; a number of the data. */
const PLAIN = 0.03, SLOW: Readonly<Record<string, number>> = { div: 0.4, sqrt: 0.62, root: 0.65, min: 0.08, max: 0.08, where: 0.06, cut: 0.08, sign: 0.2 };
const LOAD = 0.06, STORE = 0.12, ADD = 0.22, ADD_INNER = 0.11, DATA = 0.03;
/** A segment of one tile, in rows. */
const SEGMENT = 0.03;

/** Of one row. @internal */
export function costOf(graph: Graph, { block }: Schedule): number {
  return blockCost(graph, block);
}

function blockCost(graph: Graph, block: Block): number {
  let sum = 0;
  for (const item of block.items) {
    if (item.kind === "segment") sum += segmentCost(graph, block.loop, item);
    else if (item.kind === "call") sum += item.uniform ? 0 : (KERNELS[item.kernel] ?? CALL);
    else {
      const { loop } = item.run;
      sum += segmentCost(graph, block.loop, item.before) + segmentCost(graph, block.loop, item.after) + loop.count * blockCost(graph, item.block);
    }
  }
  return sum;
}

function segmentCost(graph: Graph, loop: Loop | undefined, { own, statements }: Segment): number {
  if (own.size + statements.length === 0) return 0;
  const read = new Set<Id>();
  let sum = SEGMENT;
  for (const id of own) {
    const { op, args } = graph.node(id);
    if (op !== "reduce" && op !== "final") sum += operationCost(graph, id);
    for (const arg of args) if (!own.has(arg) && !graph.uniform(arg)) read.add(arg);
  }
  for (const statement of statements) {
    if (statement.kind === "inner") sum += innerCost(graph, statement.run);
    else {
      if (!own.has(statement.node) && !graph.uniform(statement.node)) read.add(statement.node);
      sum += statementCost(statement);
    }
  }
  for (const id of read) if (graph.scope(id) === loop || !isLeaf(graph.node(id).op)) sum += LOAD;
  return sum;
}

function statementCost(statement: Statement): number {
  if (statement.kind === "effect") return statement.effect.path.length > 1 || (statement.effect.path.length === 1 && !statement.effect.moving) ? ADD : STORE;
  return statement.kind === "accumulate" ? ADD : STORE;
}

function operationCost(graph: Graph, id: Id): number {
  const node = graph.node(id), { op } = node;
  if (graph.uniform(id)) return 0;
  if (node.op === "power") return PLAIN * (2 * (32 - Math.clz32(Math.abs(node.exponent))) - 1) + (node.exponent < 0 ? (SLOW.div as number) : 0);
  return isLeaf(op) ? 0 : (SLOW[op] ?? PLAIN);
}

/** A loop in registers: each step does all of its body. */
function innerCost(graph: Graph, { loop, reduces, effects }: Run): number {
  const bodies = reduces.map((id) => { const node = graph.node(id); return node.op === "reduce" ? node.body : id; });
  let step = PLAIN * (reduces.length + loop.nexts.length);
  for (const id of graph.inside(loop, [...bodies, ...loop.nexts, ...effects.filter(({ path }) => path.at(-1) === loop).map(({ node }) => node)])) {
    const node = graph.node(id);
    if (node.op === "reduce") step += innerCost(graph, { loop: node.loop, inner: true, key: 0, reduces: [id], finals: [], effects: [] });
    else if (node.op === "column") step += LOAD;
    else if (node.op === "data") step += DATA;
    else step += operationCost(graph, id) || (operationOf(node.op) ? PLAIN : 0);
  }
  const below = new Map<Loop, typeof effects>();
  for (const effect of effects) {
    const at = effect.path.indexOf(loop), next = effect.path[at + 1];
    if (next) below.set(next, [...(below.get(next) ?? []), effect]);
    else step += effect.path.length > 1 || !effect.moving ? ADD_INNER : STORE;
  }
  for (const [next, some] of below) step += innerCost(graph, { loop: next, inner: true, key: 0, reduces: [], finals: [], effects: some });
  return loop.count * step;
}
