import { expect, test } from "vitest";
import { Arena, columnBytes } from "../../bindings/arena";
import { Graph } from "../../bindings/integrand/graph";
import { gradientOf } from "../../bindings/integrand/differentiate";
import { Kernel } from "../../bindings/integrand/kernel";
import { interpret } from "./interpreter";

function check(name: string, D: number, data: number[], make: (g: Graph) => number, n = 700) {
  test(name, () => {
    const g = new Graph(), root = make(g), effects = gradientOf(g, root), k = new Kernel(g, [root], effects, data.length, data.length);
    const x = Array.from({ length: D }, (_, d) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + d) * 2 + 0.1 * d));
    const stride = columnBytes(n) + 64;
    Arena.lend((a) => ({ x: a(D * stride), out: a(stride), grad: a(D * stride), theta: a(stride), logp: a(stride), lg: a(stride), data: a((data.length + k.literals.length) * 8), scratch: k.layout(a) }), (arena, at) => {
      x.forEach((c, d) => arena.column(at.x + d * stride, n).set(c));
      arena.kernels.clear(at.grad, D * stride);
      arena.column(at.data, data.length + k.literals.length).set([...data, ...k.literals]);
      k.run(arena, at.data, at.scratch, { x: at.x, stride, n, out: at.out, grad: at.grad, theta: at.theta, logp: at.logp, logpGrad: at.lg });
      const out = arena.column(at.out, n), grad = arena.columns(at.grad, stride, D, n);
      for (let i = 0; i < n; i += 1) {
        const want = interpret(g, [root], effects, { x: x.map((c) => c[i]!), data, theta: [], logp: 0 });
        expect(out[i]).toBe(want.out[0]);
        for (let d = 0; d < D; d++) expect(grad[d]![i]! + 0, `row ${i} column ${d}`).toBe(want.gradient.x[d]! + 0);
      }
      const h = 1e-5, i0 = 5;
      for (let d = 0; d < D; d++) {
        const f = (s: number) => interpret(g, [root], [], { x: x.map((c, e) => c[i0]! + (e === d ? s : 0)), data, theta: [], logp: 0 }).out[0]!;
        const slope = (f(h) - f(-h)) / (2 * h);
        expect(Math.abs(grad[d]![i0]! - slope)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
      }
    });
  });
}
check("square", 2, [], (g) => g.mul(g.column("x", 0), g.column("x", 1)));
check("readme", 2, [], (g) => g.add(g.pow(g.sub(g.column("x", 0), g.one), g.number(2)), g.mul(g.make("exp", g.neg(g.column("x", 1))), g.make("sin", g.mul(g.number(3), g.column("x", 0))))));
check("tanh power where", 2, [], (g) => g.where(g.make("lt", g.column("x", 0), g.number(0.3)), g.make("tanh", g.mul(g.column("x", 0), g.column("x", 1))), g.pow(g.column("x", 1), g.number(5))));
check("sum of columns", 5, [], (g) => { const L = g.loop(5), x = g.column("x", 0, L); return g.reduce("sum", L, g.pow(g.sub(x, g.number(0.3)), g.number(2))); });
check("exp of sum of columns", 5, [], (g) => { const L = g.loop(5), x = g.column("x", 0, L); return g.make("exp", g.mul(g.number(-0.1), g.reduce("sum", L, g.mul(x, g.mul(x, g.column("x", 2)))))); });
check("sum of exp sin", 5, [], (g) => { const L = g.loop(5), x = g.column("x", 0, L); return g.reduce("sum", L, g.mul(g.make("exp", g.mul(g.number(0.5), x)), g.make("sin", x))); });
check("rosenbrock", 5, [], (g) => { const L = g.loop(4), x = g.column("x", 0, L), y = g.column("x", 1, L); return g.reduce("sum", L, g.add(g.mul(g.number(100), g.pow(g.sub(y, g.mul(x, x)), g.number(2))), g.pow(g.sub(g.one, x), g.number(2)))); });
const X = Array.from({ length: 21 }, (_, k) => Math.cos(k * 2.3)), y = [1, -1, 1, 1, -1, 1, -1];
const logistic = (g: Graph): number => {
  const r = g.loop(7), j = g.loop(3), z = g.reduce("sum", j, g.mul(g.data({ offset: 0, steps: [[r, 3], [j, 1]] }), g.column("x", 0, j)));
  return g.reduce("sum", r, g.make("softplus", g.mul(g.neg(g.data({ offset: 21, steps: [[r, 1]] })), z)));
};
check("logistic regression", 3, [...X, ...y], logistic);
check("nonlinear of logistic", 3, [...X, ...y], (g) => g.make("exp", g.neg(logistic(g))));
check("quadratic form", 3, X, (g) => { const i = g.loop(3), j = g.loop(3); return g.reduce("sum", i, g.mul(g.column("x", 0, i), g.reduce("sum", j, g.mul(g.data({ offset: 0, steps: [[i, 3], [j, 1]] }), g.column("x", 0, j))))); });
const scan = (g: Graph, count: number, init: number[], step: (k: ReturnType<Graph["loop"]>, s: number[]) => number[]): readonly number[] => {
  const L = g.loop(count), s = init.map((_, j) => g.state(L, L, j));
  L.states.push(...s);
  return g.recur(L, init, step(L, s));
};
check("logistic map", 1, [], (g) => scan(g, 9, [g.mul(g.number(0.4), g.column("x", 0))], (_k, [s]) => [g.mul(g.mul(g.number(0.9), s!), g.sub(g.one, s!))])[0]!);
check("path", 6, [], (g) => { const [s, t] = scan(g, 6, [g.one, g.zero], (k, [s, t]) => { const next = g.mul(s!, g.make("exp", g.add(g.number(0.01), g.mul(g.number(0.2), g.column("x", 0, k))))); return [next, g.add(t!, next)]; }); return g.make("max", g.sub(g.div(t!, g.number(6)), g.mul(g.number(0.1), s!)), g.zero); });
check("long sparse scan", 2, [], (g) => scan(g, 5000, [g.column("x", 0), g.column("x", 1)], (_k, [s, t]) => [g.add(s!, g.mul(g.number(0.001), g.make("sin", t!))), g.sub(t!, g.mul(g.number(0.001), s!))])[0]!, 40);
check("scan of sums", 3, X, (g) => scan(g, 4, [g.column("x", 0)], (k, [s]) => { const j = g.loop(3); return [g.make("tanh", g.reduce("sum", j, g.mul(g.mul(g.data({ offset: 0, steps: [[j, 1], [k, 3]] }), s!), g.make("sin", g.column("x", 0, j)))))]; })[0]!);
check("logsumexp", 4, [], (g) => { const L = g.loop(4), x = g.column("x", 0, L), m = g.make("hold", g.reduce("max", L, x)); return g.add(m, g.make("log", g.reduce("sum", L, g.make("exp", g.sub(x, m))))); });
const sumOfScans = (g: Graph): number => { const r = g.loop(7), k = g.loop(3), s = g.state(k, k, 0); k.states.push(s); const [f] = g.recur(k, [g.mul(g.data({ offset: 0, steps: [[r, 1]] }), g.column("x", 0))], [g.make("sin", g.add(s, g.column("x", 1)))]); return g.reduce("sum", r, g.mul(f!, f!)); };
check("sum of scans", 2, y, sumOfScans);
import { scheduleOf } from "../../bindings/integrand/schedule";
test("show", () => {
  const g = new Graph(), root = sumOfScans(g), e = gradientOf(g, root);
  g.nodes.forEach((n, i) => console.log(i, JSON.stringify(n, (k, v) => (k === "loop" && v ? `L${v.number}` : v)), g.scope(i)?.number));
  console.log(JSON.stringify(e, (k, v) => (k === "path" ? v.map((l: any) => l.number) : v)));
  const show = (b: any, ind: string): void => { for (const it of b.items) { console.log(ind, it.kind, it.kernel ?? "", it.own ? [...it.own].join() : "", JSON.stringify((it.statements ?? []).map((s: any) => [s.kind, s.node, s.to?.kind, s.to?.at, s.run?.loop.number, s.run?.reduces, s.run?.effects.length])), it.kind === "run" ? [it.run.loop.number, it.run.reduces, it.run.effects.length].join(" ") : ""); if (it.kind === "run") { console.log(ind, "before", JSON.stringify(it.before.statements.map((s: any) => [s.kind, s.node, s.to]))); show(it.block, ind + "  "); } } };
  show(scheduleOf(g, [root], e).block, "");
});
