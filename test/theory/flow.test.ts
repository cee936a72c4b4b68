/** The augmented flow under the density: `flowLines`, `divergence`, `heights`. */
import { gamma, integrand, laplace, mixture, mvn, normal, product, studentT } from "montegrad";
import { divergence, flowLines, heights } from "montegrad/theory";
import { describe, expect, test } from "vitest";

describe("flow lines", () => {
  const p = normal({ loc: 1, scale: 2 });

  test("loc of a Normal: horizontal, from left to right", () => {
    const { x, h, level } = flowLines(p, { parameter: "loc", count: 5 });
    expect(x.length).toBe(5);
    x.forEach((x, k) => {
      const own = h[k]!;
      expect(Math.max(...own) / Math.min(...own) - 1).toBeLessThan(1e-10);
      expect(own[0]! / level[k]! - 1).toBeCloseTo(0, 10);
      x.slice(1).forEach((next, i) => expect(next).toBeGreaterThan(x[i]!));
      expect(x[0]! + x.at(-1)!).toBeCloseTo(2, 10);
    });
    // equidistant
    level.forEach((c, k) => expect(c / level[0]!).toBeCloseTo(2 * k + 1, 12));
  });

  test("scale of a Normal: hyperbolas, away from loc", () => {
    const { x, h } = flowLines(p, { parameter: "scale", count: 4 });
    expect(x.length).toBe(8);
    x.forEach((x, k) => {
      const constants = x.map((x, i) => h[k]![i]! * (x - 1));
      expect(Math.abs(Math.max(...constants) / Math.min(...constants) - 1)).toBeLessThan(1e-10);
      x.slice(1).forEach((next, i) => expect(Math.abs(next - 1)).toBeGreaterThan(Math.abs(x[i]! - 1)));
    });
  });

  for (const flow of ["rp", 0.75, 0.25] as const) for (const [name, q, parameter] of [
    ["gamma", gamma({ concentration: 2, rate: 1 }), "concentration"], ["t", studentT({ loc: 0, scale: 1, df: 3 }), "df"], ["normal", p, "scale"], ["laplace", laplace({ loc: 0, scale: 1 }), "loc"],
    ["mixture", mixture({ logits: [0, 0], components: [normal({ loc: -2, scale: 1 }), normal({ loc: 3, scale: 1 })] }), "logits"],
  ] as const) test(`${name}.${parameter}, ${flow}: from roof to roof, along the velocity`, () => {
    const { x, h } = flowLines(q, { parameter, flow, count: 3, points: 4001 });
    expect(x.length).toBeGreaterThanOrEqual(3);
    x.forEach((x, k) => {
      const own = h[k]!, roof = q.logProb(x).map(Math.exp);
      for (const end of [0, x.length - 1]) expect(own[end]! / roof[end]! - 1).toBeCloseTo(0, 9);
      own.forEach((h, i) => expect(h).toBeLessThanOrEqual(roof[i]! * (1 + 1e-12)));
      const field = divergence(q, { parameter, flow: flow === "rp" ? 1 : flow, x, h: own });
      // slopes of the line against u_h/u, and the direction
      for (let i = 1; i < x.length - 1; i += 97) {
        const step = x[i + 1]! - x[i - 1]!, slope = (own[i + 1]! - own[i - 1]!) / step, at = field.height[i]! / field.u[i]!;
        if (name !== "laplace" || Math.abs(x[i]!) > Math.abs(step)) expect(Math.abs(slope - at), `${x[i]}`).toBeLessThan(2e-3 * (0.01 + Math.abs(at)));
        expect(step * field.u[i]!).toBeGreaterThan(0);
      }
    });
  });

  test("LR: vertical, down where density is lost", () => {
    const { x, h } = flowLines(p, { parameter: "loc", flow: "lr", count: 4, points: 3 });
    x.forEach((x, k) => {
      const roof = Math.exp(p.logProb(x[0]!));
      expect([...x]).toEqual([x[0], x[0], x[0]]);
      expect([...h[k]!].map((v) => v / roof)).toEqual((x[0]! < 1 ? [1, 0.5, 0] : [0, 0.5, 1]).map((v) => expect.closeTo(v, 14)));
    });
  });

  test("through given points", () => {
    const x = [-3, 1, 2], h = [0.01, 0.1, Math.exp(p.logProb(2))];
    for (const flow of [1, 0.5]) {
      const lines = flowLines(p, { parameter: "loc", flow, through: { x, h }, points: 20001 });
      x.forEach((at, k) => {
        const near = lines.x[k]!.reduce((best, v, i) => (Math.abs(v - at) < Math.abs(lines.x[k]![best]! - at) ? i : best), 0);
        expect(lines.h[k]![near]! / h[k]! - 1).toBeCloseTo(0, 3);
      });
    }
    // far beyond the quantiles of doubles near 1
    const { x: [far] } = flowLines(p, { parameter: "loc", through: { x: [1], h: [1e-40] } }), half = 2 * Math.sqrt(-2 * Math.log(1e-40 * Math.sqrt(8 * Math.PI)));
    expect(far![0]).toBeCloseTo(1 - half, 11);
    expect(far!.at(-1)).toBeCloseTo(1 + half, 11);
    expect(() => flowLines(p, { parameter: "loc", through: { x: [1], h: [0.3] } })).toThrow(/^flowLines: "through.h\[0\]" expected a height in \(0, 0\.199\d+\], under the density, got 0.3$/);
  });
});

describe("divergence", () => {
  const rows = { x: [-1, 0.5, 3.25], h: [0.01, 0.1, 0.02] }, p = normal({ loc: 1, scale: 2 });

  for (const [flow, lambda] of [["rp", 1], ["lr", 0], [0.25, 0.25], [-1.5, -1.5]] as const) test(`(1 − λ)·score, ${flow}`, () => {
    const { divergence: all, expected } = divergence(p, { parameter: "scale", ...rows, flow });
    rows.x.forEach((x, i) => {
      const z = (x - 1) / 2, score = (z * z - 1) / 2;
      expect(expected[i]).toBeCloseTo((1 - lambda) * score, 13);
      expect(all[i]).toBeCloseTo((1 - lambda) * score, 13);
    });
  });

  test("is that of u and u_h by differences", () => {
    const q = gamma({ concentration: 2.5, rate: 0.5 }), d = 1e-4, at = { parameter: "concentration", flow: 0.4 } as const;
    for (const [x, h] of [[0.5, 0.05], [4, 0.1], [11, 0.001]] as const) {
      const field = divergence(q, { ...at, x: [x - d, x + d, x, x], h: [h, h, h - d * h, h + d * h] });
      const by = (field.u[1]! - field.u[0]!) / (2 * d) + (field.height[3]! - field.height[2]!) / (2 * d * h);
      expect(divergence(q, { ...at, x: [x], h: [h] }).divergence[0]).toBeCloseTo(by, 6);
    }
  });

  test("in several columns", () => {
    const L = [1, 0, 0.5, 2], q = mvn({ loc: [0, 1], scaleTril: L }), x = [0.3, 0.4, -1, 2], h = [0.01, 0.02];
    for (const [parameter, entry] of [["loc", 1], ["scaleTril", 0], ["scaleTril", 2], ["scaleTril", 3]] as const) {
      const rp = divergence(q, { parameter, entry, x, h }), lr = divergence(q, { parameter, entry, x, h, flow: "lr" });
      for (let i = 0; i < 2; i++) {
        expect(rp.divergence[i]).toBeCloseTo(0, 13);
        expect(Math.abs(lr.divergence[i]!)).toBeGreaterThan(1e-3);
        expect(lr.divergence[i]).toBe(lr.expected[i]);
      }
      expect([...lr.u]).toEqual([0, 0, 0, 0].map((v) => expect.closeTo(v, 15)));
    }
    // entries that move their own column, and one that is shared
    const own = divergence(normal({ loc: [0, 1], scale: [1, 2] }), { parameter: "scale", entry: 1, x, h });
    expect([...own.u]).toEqual([0, (0.4 - 1) / 2, 0, 0.5].map((v) => expect.closeTo(v, 14)));
    const shared = divergence(normal({ loc: [0, 1], scale: 2 }), { parameter: "scale", x, h });
    expect([...shared.u]).toEqual([0.15, -0.3, -0.5, 0.5].map((v) => expect.closeTo(v, 14)));
    const parts = divergence(product({ a: normal({ loc: 0, scale: 1 }), b: gamma({ concentration: 2, rate: 1 }) }), { parameter: "b.rate", x: [0.3, 0.4], h: [0.1] });
    expect([...parts.u]).toEqual([0, -0.4].map((v) => expect.closeTo(v, 14)));
    expect(parts.divergence[0]).toBeCloseTo(0, 14);
  });
});

describe("heights", () => {
  for (const [p, more, less, parameter, d] of [
    [normal({ loc: 1, scale: 2 }), normal({ loc: 1, scale: 2 + 1e-4 }), normal({ loc: 1, scale: 2 - 1e-4 }), "scale", 1e-4],
    [gamma({ concentration: 2, rate: 1 }), gamma({ concentration: 2 + 1e-4, rate: 1 }), gamma({ concentration: 2 - 1e-4, rate: 1 }), "concentration", 1e-4],
  ] as const) test(`${p.family}: velocities of points, and LR again`, () => {
    const count = 8, all = heights(p, integrand("cos(x)"), { parameter, count });
    for (let i = 0; i < count * count; i++) {
      const v = (Math.floor(i / count) + 0.5) / count, epsilon = ((i % count) + 0.5) / count, point = (q: typeof p): [number, number] => [q.quantile(v), epsilon * Math.exp(q.logProb(q.quantile(v)))];
      const [x, h] = point(p), [x1, h1] = point(more), [x0, h0] = point(less);
      expect(all.x[i]).toBeCloseTo(x, 12);
      expect(all.h[i]).toBeCloseTo(h, 14);
      expect(all.dx[i]).toBeCloseTo((x1 - x0) / (2 * d), 6);
      expect(all.dh[i]).toBeCloseTo((h1 - h0) / (2 * d), 6);
      expect(all.terms[i]).toBeCloseTo(-Math.sin(x) * all.dx[i]!, 13);
      expect(all.weight[i]).toBeCloseTo((p.score(x) as Record<string, number>)[parameter]!, 12);
    }
    expect(all.difference).toBeLessThan(1e-14);
    expect(all.volume).toBeCloseTo(all.terms.reduce((sum, v) => sum + v, 0) / 64, 13);
    expect(all.surface).toBeCloseTo(all.score.reduce((sum, s, i) => sum + s * Math.cos(all.x[i]!), 0) / 64, 12);
  });
});
