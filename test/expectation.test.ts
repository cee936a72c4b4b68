/**
 * `expectation`: means against closed forms, quantiles and histograms against the numbers themselves, splits, JSON, errors. Of the sums
 * behind the mean test/estimators has more: they are those of `gradient`.
 */
import {
  type Distribution,
  type ExpectationOptions,
  type ExpectationResult,
  Rng,
  expectation,
  gradient,
  merge,
  normal,
  restore,
} from "montegrad";
import { describe, expect, test } from "vitest";
import { binomialBand, zBound } from "./statistics.ts";

const RATE = 1e-6;
const standard = normal({ loc: 0, scale: 1 });
const x0 = (x: Float64Array): number => x[0] as number;
/** φ(x) = f(x₀) on blocks. */
const block = (f: (v: number) => number) => ({
  value: (x: readonly Float64Array[], out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = f((x[0] as Float64Array)[i] as number);
  },
});
const bytes = (result: unknown): string => JSON.stringify(result);

/** φ, one after the other, of a sample of doubles with the same draws as `expectation`. */
function values(f: (v: number) => number, samples: number, seed: number): Float64Array {
  return Float64Array.from(standard.sample(new Rng(seed), samples), f).sort();
}

describe("mean", () => {
  const cases: readonly [name: string, f: (v: number) => number, mean: number, variance: number][] = [
    ["x", (v) => v, 0, 1],
    ["x²", (v) => v * v, 1, 2],
    ["max(x, 0)", (v) => Math.max(v, 0), 1 / Math.sqrt(2 * Math.PI), 0.5 - 1 / (2 * Math.PI)],
    ["1e300·x", (v) => 1e300 * v, 0, Infinity],
    ["1e-300·x", (v) => 1e-300 * v, 0, 1e-600],
  ];
  for (const [name, f, mean, variance] of cases) {
    test(`of ${name}`, () => {
      const r = expectation(standard, block(f), { samples: 1e5, seed: 7 }),
        scale = name.startsWith("1e") ? Math.abs(f(1)) : 1;
      const sd = name.startsWith("1e") ? scale : Math.sqrt(variance);
      expect(Math.abs(r.mean - mean)).toBeLessThan((zBound(RATE, cases.length) * sd) / Math.sqrt(1e5));
    });
  }

  test("under a proposal", () => {
    const r = expectation(standard, (x) => (x0(x) > 4 ? 1 : 0), { samples: 1e5, seed: 1, proposal: normal({ loc: 4, scale: 1 }) });
    const exact = 3.167124183311992e-5; // 1 − Φ(4), mpmath 1.2.1: ncdf(-4)
    expect(Math.abs(r.mean - exact)).toBeLessThan(zBound(RATE) * r.stdError);
    expect(r.stdError / r.mean).toBeLessThan(0.02);
    expect(r.value.events).toBeUndefined();
    expect(r.diagnostics.ess).toBeLessThan(1e5);
  });

  test("and its error are those of gradient", () => {
    const options = { samples: 5000, seed: 3 },
      { value } = gradient(standard, x0, { ...options, flow: "lr", baseline: 0 }),
      r = expectation(standard, x0, options);
    expect(r.value).toEqual(value);
    expect([r.mean, r.stdError, r.variance, r.df, r.snr, r.interval(0.9)]).toEqual([
      value.mean,
      value.stdError,
      value.variance,
      value.df,
      value.snr,
      value.interval(0.9),
    ]);
    expect(r.samples).toBe(5000);
  });

  for (const samples of [1, 2, 511, 512, 513, 4097]) {
    test(`of ${samples} samples`, () => {
      const r = expectation(standard, x0, { samples, seed: 5, quantiles: [0.5] }),
        all = values((v) => v, samples, 5);
      const mean = all.reduce((a, b) => a + b, 0) / samples,
        squares = all.reduce((a, b) => a + (b - mean) ** 2, 0);
      expect(r.mean).toBeCloseTo(mean, 13);
      if (samples > 1) expect(r.stdError).toBeCloseTo(Math.sqrt(squares / samples / (samples - 1)), 13);
      else expect(r.stdError).toBeNaN();
      expect(Math.abs((r.quantiles[0]?.value as number) / (all[Math.ceil(samples / 2) - 1] as number) - 1)).toBeLessThanOrEqual(
        r.relativeError,
      );
    });
  }

  test("of a constant", () => {
    const r = expectation(standard, () => -2.5, { samples: 3000, seed: 1, quantiles: [0.001, 0.5], histogram: 8 });
    expect([r.mean, r.stdError, r.relativeError]).toEqual([-2.5, 0, 0]);
    expect(r.quantile(0.5)).toEqual({ level: 0.5, value: -2.5, low: -2.5, high: -2.5 });
    expect(r.histogram).toEqual({ edges: Float64Array.of(-2.5, -2.5), counts: Float64Array.of(3000), below: 0, above: 0 });
    expect(r.diagnostics.warnings.map(({ code }) => code)).toEqual(["all-equal"]); // what a constant looks like, an event seen every time does, too
  });

  test("far from 0 raises no alarm", () => {
    expect(expectation(standard, (x) => 1000 + 1e-3 * x0(x), { samples: 1e5, seed: 1 }).diagnostics.warnings).toEqual([]);
  });
});

describe("events", () => {
  test("have Wilson's interval", () => {
    const r = expectation(standard, (x) => (x0(x) > 1 ? 1 : 0), { samples: 2000, seed: 2 }),
      k = r.value.events as number,
      n = 2000;
    const { low, high } = binomialBand(n, 0.15865525393145705, RATE); // mpmath 1.2.1: ncdf(-1)
    expect(k).toBeGreaterThanOrEqual(low);
    expect(k).toBeLessThanOrEqual(high);
    expect(k).toBe(values((v) => (v > 1 ? 1 : 0), n, 2).reduce((a, b) => a + b, 0));
    const z = 1.9599639845400543,
      center = (k + (z * z) / 2) / (n + z * z),
      half = (z / (n + z * z)) * Math.sqrt((k * (n - k)) / n + (z * z) / 4);
    expect(r.interval()[0]).toBeCloseTo(center - half, 14);
    expect(r.interval()[1]).toBeCloseTo(center + half, 14);
    expect(String(r)).toContain("probability");
  });

  test("that never or always happen", () => {
    const options = { samples: 1000, seed: 1 },
      never = expectation(standard, () => 0, options),
      always = expectation(standard, () => 1, options);
    const far = 3.841458820694126 / 1003.8414588206941; // z²/(n + z²)
    expect(never.interval()).toEqual([0, expect.closeTo(far, 15)]);
    expect(always.interval()).toEqual([expect.closeTo(1 - far, 15), 1]);
    expect(never.diagnostics.warnings).toEqual([]);
  });

  test("that are rare are no alarm", () => {
    const r = expectation(standard, (x) => (x0(x) > 3 ? 1 : 0), { samples: 1e4, seed: 1 });
    expect(r.value.events).toBeGreaterThan(0);
    expect(r.diagnostics.warnings).toEqual([]);
  });

  test("are none if one φ is not 0 or 1, in whatever shard", () => {
    let calls = 0;
    const phi = (): number => (calls++ === 1500 ? 0.5 : 1),
      parts = [0, 1, 2, 3].map((from) =>
        expectation(
          standard,
          { value: (_, out) => out.forEach((_v, i) => (out[i] = phi())), id: "φ" },
          { samples: 2048, seed: 1, shard: { from, to: from + 1 } },
        ),
      );
    expect(parts.map(({ value }) => value.events)).toEqual([512, 512, undefined, 512]);
    expect(merge(...parts).value.events).toBeUndefined();
    expect(String(merge(...parts))).toContain("mean");
  });
});

describe("quantiles", () => {
  const levels = [1e-4, 0.01, 0.05, 0.3, 0.5, 0.75, 0.95, 0.99, 0.9999];

  test("of a normal", () => {
    // mpmath 1.2.1: sqrt(2)*erfinv(2*mpf(q)-1), q as text
    const exact = [
      -3.7190164854556804, -2.326347874040841, -1.6448536269514726, -0.5244005127080408, 0, 0.6744897501960817, 1.6448536269514726,
      2.326347874040841, 3.7190164854556804,
    ];
    const r = expectation(
      standard,
      block((v) => v),
      { samples: 2e5, seed: 11, quantiles: levels },
    );
    expect(r.relativeError).toBeLessThan(0.008);
    levels.forEach((level, k) => {
      const { low, high } = r.quantile(level, 1 - RATE / levels.length);
      expect(low).toBeLessThanOrEqual(exact[k] as number);
      expect(high).toBeGreaterThanOrEqual(exact[k] as number);
      // an interval that says something: twice as wide as the normal approximation's is too wide
      const density = Math.exp(-((exact[k] as number) ** 2) / 2) / Math.sqrt(2 * Math.PI),
        error = Math.sqrt((level * (1 - level)) / 2e5) / density;
      const { low: from, high: to, value } = r.quantiles[k] as (typeof r.quantiles)[number];
      expect(to - from).toBeLessThan(8 * error + 8 * r.relativeError * Math.abs(value));
      expect(from <= value && value <= to).toBe(true);
    });
  });

  test("intervals cover", () => {
    const covered = [0, 0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const r = expectation(
        standard,
        block((v) => v),
        { samples: 40, seed, quantiles: [0.1, 0.5, 0.9] },
      );
      const exact = [-1.2815515655446004, 0, 1.2815515655446004]; // mpmath 1.2.1: sqrt(2)*erfinv(2*mpf(q)-1), q as text
      r.quantiles.forEach(({ low, high }, k) => {
        if (low <= (exact[k] as number) && (exact[k] as number) <= high) covered[k] = (covered[k] as number) + 1;
      });
    }
    // mpmath 1.2.1, P(l ≤ B < u) of the ranks 1 and 9, 14 and 27, 32 and 40 of 40: sum(binomial(40, k)*q**k*(1-q)**(40-k) for k in range(l, u))
    const probabilities = [0.9697238116441209, 0.9615226917157998, 0.9697238116441209];
    covered.forEach((count, k) => {
      const { low, high } = binomialBand(400, probabilities[k] as number, RATE, 3);
      expect(count).toBeGreaterThanOrEqual(low);
      expect(count).toBeLessThanOrEqual(high);
    });
  });

  const shapes: readonly [name: string, f: (v: number) => number, bound: number][] = [
    ["normals", (v) => v, 2 ** -7],
    ["1000 ± 1e-3", (v) => 1000 + 1e-3 * Math.sin(1e4 * v), 1e-9],
    ["negative ones", (v) => -1 - v * v, 2 ** -10],
    ["a few integers", (v) => Math.floor(3 * v), 0],
    ["all equal", () => 0.1, 0],
    ["zeros of both signs", (v) => (v > 0 ? 0 : -0), 0],
    ["halves at 0", (v) => Math.max(v, 0), 2 ** -7],
    ["subnormal ones", (v) => Math.round(v * 300) * 5e-324, 0],
    ["more subnormal ones", (v) => Math.round(v * 1e5) * 5e-324, 2 ** -45],
    ["600 orders of magnitude", (v) => v * 10 ** (100 * v), 0.5],
    ["both infinities", (v) => (v > 2 ? Infinity : v < -2 ? -Infinity : v), 2 ** -7],
  ];
  for (const [name, f, bound] of shapes) {
    test(`of ${name}`, () => {
      const n = 30_000,
        r = expectation(standard, block(f), { samples: n, seed: 4, quantiles: levels }),
        all = values(f, n, 4);
      expect(r.relativeError).toBeLessThanOrEqual(bound);
      for (const { level, value, low, high } of r.quantiles) {
        const exact = all[Math.ceil(level * n - 1e-9) - 1] as number;
        const error = r.relativeError === 0 ? 0 : Math.max(r.relativeError * Math.abs(exact), 2 ** -1022);
        if (Number.isFinite(exact)) expect(Math.abs(value - exact)).toBeLessThanOrEqual(error);
        else expect(value).toBe(exact);
        expect(low <= exact && exact <= high).toBe(true);
      }
      const [sketch] = r.state.sketches;
      expect([sketch?.low, sketch?.high]).toEqual([(all[0] as number) + 0, (all[n - 1] as number) + 0]);
      expect(sketch?.counts.reduce((a, b) => a + b, 0)).toBe(n);
      expect(sketch?.values.length).toBeLessThanOrEqual(4096);
    });
  }

  test("are exact for 4096 different numbers, and not for 4097", () => {
    for (const [different, exact] of [
      [4096, true],
      [4097, false],
    ] as const) {
      let i = 0;
      const phi = { value: (_x: unknown, out: Float64Array): void => out.forEach((_v, k) => (out[k] = 1 + (i++ % different) / 2 ** 52)) };
      expect(expectation(standard, phi, { samples: 2e4, seed: 1, quantiles: [0.5] }).relativeError).toBe(exact ? 0 : 2 ** -52);
    }
  });

  test("of few samples have no ends", () => {
    const q = expectation(standard, x0, { samples: 5, seed: 1, quantiles: [0.5] }).quantiles[0];
    expect([q?.low, q?.high]).toEqual([-Infinity, Infinity]); // 2·2⁻⁵ > 5 %
    const six = expectation(standard, x0, { samples: 6, seed: 1, quantiles: [0.5] }).quantiles[0],
      all = values((v) => v, 6, 1);
    expect([six?.value, six?.low, six?.high]).toEqual([all[2], all[0], all[5]]); // 2·2⁻⁶ < 5 %
  });

  test("are NaN if φ was, where that is allowed", () => {
    const phi = (x: Float64Array): number => (x0(x) > 3 ? Number.NaN : x0(x)),
      options = { samples: 5000, seed: 1, quantiles: [0.5], histogram: { bins: 3, range: [-1, 2] } } as const;
    const r = expectation(standard, phi, { ...options, nan: "propagate" });
    expect(r.quantiles[0]).toEqual({ level: 0.5, value: Number.NaN, low: Number.NaN, high: Number.NaN });
    const nan = r.state.sketches[0]?.nan as number;
    expect(nan).toBeGreaterThan(0);
    expect(r.histogram.below + r.histogram.above + r.histogram.counts.reduce((a, b) => a + b, 0)).toBe(5000 - nan);
    expect(() => expectation(standard, phi, options)).toThrow(/NaN at sample/);
    expect(expectation(standard, () => Number.NaN, { ...options, histogram: 3, nan: "propagate" }).quantiles[0]?.value).toBeNaN();
  });
});

describe("histogram", () => {
  test("over a range counts exactly", () => {
    const edges = [-1, -0.5, 0, 0.5, 1],
      all = values((v) => Math.round(v * 8) / 8, 10_000, 6);
    const r = expectation(
      standard,
      block((v) => Math.round(v * 8) / 8),
      { samples: 10_000, seed: 6, histogram: { bins: 4, range: [-1, 1] } },
    ).histogram;
    expect(Array.from(r.edges)).toEqual(edges);
    const count = (from: number, to: number): number => all.filter((v) => v >= from && v < to).length;
    expect([r.below, ...r.counts, r.above]).toEqual([
      count(-Infinity, -1),
      count(-1, -0.5),
      count(-0.5, 0),
      count(0, 0.5),
      count(0.5, 1 + 1e-9),
      count(1 + 1e-9, Infinity),
    ]);
  });

  for (const range of [
    [-1e308, 1e308],
    [0, 5e-324],
    [1, 1 + 2 ** -51],
    [-0.3, 0.7],
  ] as const) {
    test(`over [${range.join(", ")}] keeps to its edges`, () => {
      const { edges, counts, below, above } = expectation(
        standard,
        block((v) => v),
        { samples: 3000, seed: 6, histogram: { bins: 7, range } },
      ).histogram;
      const all = values((v) => v, 3000, 6),
        inside = (k: number): number =>
          all.filter((v) => v >= (edges[k] as number) && (k === 6 ? v <= range[1] : v < (edges[k + 1] as number))).length;
      expect(Array.from(counts)).toEqual(Array.from(counts, (_, k) => inside(k)));
      expect(below + above + counts.reduce((a, b) => a + b, 0)).toBe(3000);
    });
  }

  test("of so many bins reaches from the least to the largest", () => {
    const r = expectation(
        standard,
        block((v) => v),
        { samples: 50_000, seed: 6, histogram: 20 },
      ),
      all = values((v) => v, 50_000, 6),
      { edges, counts } = r.histogram;
    expect([edges[0], edges[20], edges.length]).toEqual([all[0], all.at(-1), 21]);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(50_000);
    // φ as far from the edges as the error cannot have been counted elsewhere
    counts.forEach((count, k) => {
      const [from, to] = [edges[k] as number, edges[k + 1] as number],
        slack = 2 * r.relativeError;
      expect(count).toBeGreaterThanOrEqual(all.filter((v) => v > from + slack * Math.abs(from) && v < to - slack * Math.abs(to)).length);
      expect(count).toBeLessThanOrEqual(all.filter((v) => v >= from - slack * Math.abs(from) && v <= to + slack * Math.abs(to)).length);
    });
  });

  test("leaves infinite ones outside", () => {
    const r = expectation(
      standard,
      block((v) => (v > 1 ? Infinity : v < -1 ? -Infinity : Math.round(v))),
      { samples: 1000, seed: 1, histogram: 2 },
    ).histogram;
    expect(Array.from(r.edges)).toEqual([-1, 0, 1]);
    expect(r.below + r.above + r.counts.reduce((a, b) => a + b, 0)).toBe(1000);
    expect(Math.min(r.below, r.above, ...r.counts)).toBeGreaterThan(100);
  });
});

describe("the same bits", () => {
  const phi = { a: block((v) => v * 10 ** (20 * v)), b: block((v) => (v > 1 ? 1 : 0)) },
    samples = 20_000;
  const options = { samples, seed: 9, quantiles: [0.1, 0.5], histogram: { bins: 16, range: [-3, 3] } } as const,
    whole = expectation(standard, phi, options);

  for (const cuts of [
    [0, 40],
    [0, 1, 2, 40],
    [0, 7, 8, 9, 33, 40],
    [0, 39, 40],
  ]) {
    test(`from shards ${cuts.join(", ")} in any order`, () => {
      const parts = cuts.slice(1).map((to, k) => expectation(standard, phi, { ...options, shard: { from: cuts[k] as number, to } }));
      expect(bytes(merge(...parts))).toBe(bytes(whole));
      expect(bytes(merge(...parts.reverse()))).toBe(bytes(whole));
    });
  }

  test("for every block length", () => {
    for (const length of [512, 1536, 2 ** 20]) expect(bytes(expectation(standard, phi, { ...options, block: length }))).toBe(bytes(whole));
  });

  test("from one integrand and from several", () => {
    expect(whole.a.quantiles).toEqual(expectation(standard, phi.a, options).quantiles);
    expect(whole.b.interval()).toEqual(expectation(standard, phi.b, options).interval());
    expect(whole.names).toEqual(["a", "b"]);
  });

  test("whatever the order of the numbers", () => {
    const numbers = values((v) => v * 10 ** (20 * v), 6000, 1);
    const sketch = (order: Float64Array): string => {
      let i = 0;
      const told = { value: (_x: unknown, out: Float64Array): void => out.forEach((_v, k) => (out[k] = order[i++] as number)) };
      return JSON.stringify(
        expectation(standard, told, { samples: 6000, seed: 1, quantiles: [0.5] }).state.sketches[0],
        (_key, value: unknown) => (ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value),
      );
    };
    const shuffled = numbers.slice(),
      order = standard.sample(new Rng(3), 6000);
    const permutation = Array.from(order.keys()).sort((i, j) => (order[i] as number) - (order[j] as number));
    expect(sketch(numbers)).toBe(sketch(shuffled.map((_, i) => numbers[permutation[i] as number] as number)));
    expect(sketch(numbers)).toBe(sketch(numbers.slice().reverse()));
  });

  test("through JSON and structuredClone", () => {
    const strange = expectation(standard, (x) => (x0(x) > 1 ? Infinity : x0(x) > 0 ? -0 : -5e-324), { ...options, histogram: 5 });
    for (const result of [whole, whole.a, strange]) {
      for (const again of [restore(JSON.parse(JSON.stringify(result))), restore(structuredClone({ ...result }))]) {
        expect(bytes(again)).toBe(bytes(result));
        expect(String(again)).toBe(String(result));
      }
    }
    const again = restore(JSON.parse(JSON.stringify(whole.a))) as ExpectationResult;
    expect(again.quantiles).toEqual(whole.a.quantiles);
    expect(again.histogram).toEqual(whole.a.histogram);
    const [left, right] = [0, 20].map((from) => expectation(standard, phi.a, { ...options, shard: { from, to: from + 20 } })) as [
      ExpectationResult,
      ExpectationResult,
    ];
    expect(bytes(merge(restore(JSON.parse(JSON.stringify(right))) as ExpectationResult, left))).toBe(
      bytes(expectation(standard, phi.a, options)),
    );
  });

  test("from φ that runs an expectation itself", () => {
    const inner = (): number =>
      expectation(
        standard,
        block((v) => v),
        { samples: 600, seed: 1, quantiles: [0.5] },
      ).quantile(0.5).value;
    const constant = inner(),
      r = expectation(standard, () => inner(), { samples: 10, seed: 1, quantiles: [0.5] });
    expect([r.mean, r.quantile(0.5).value]).toEqual([constant, constant]);
  });
});

describe("errors", () => {
  const run =
    (options: unknown, p: unknown = standard) =>
    () =>
      expectation(p as Distribution, x0, { samples: 100, seed: 1, ...(options as object) } as ExpectationOptions);
  const cases: readonly (readonly [options: unknown, kind: typeof TypeError | typeof RangeError, message: string])[] = [
    [{ flow: "lr" }, TypeError, 'expectation: unknown "flow"'],
    [{ samples: 0 }, RangeError, 'expectation: "samples" expected an integer ≥ 1, got 0'],
    [{ quantiles: 0.5 }, TypeError, 'expectation: "quantiles" expected an array of levels in (0, 1), got 0.5'],
    [{ quantiles: [] }, RangeError, 'expectation: "quantiles" expected at least one level, got Array of length 0'],
    [{ quantiles: ["a"] }, TypeError, 'expectation: "quantiles[0]" expected a number in (0, 1), got "a"'],
    ...[0, 1, -0.1, Number.NaN].map(
      (q) => [{ quantiles: [0.5, q] }, RangeError, `expectation: "quantiles[1]" expected a number in (0, 1), got ${q}`] as const,
    ),
    [{ histogram: "many" }, TypeError, 'expectation: "histogram" expected a number of bins or { bins, range: [low, high] }, got "many"'],
    [{ histogram: 0 }, RangeError, 'expectation: "histogram" expected an integer from 1 to 1048576, got 0'],
    [{ histogram: { bins: 1.5, range: [0, 1] } }, RangeError, 'expectation: "histogram.bins" expected'],
    [{ histogram: { bins: 3 } }, TypeError, 'expectation: "histogram.range" expected [low, high], got undefined'],
    [{ histogram: { bins: 3, range: [1, 0] } }, RangeError, 'expectation: "histogram.range[1]" expected a number above 1, got 0'],
    [
      { histogram: { bins: 3, range: [0, Infinity] } },
      RangeError,
      'expectation: "histogram.range[1]" expected a finite number, got Infinity',
    ],
    [{ histogram: { bins: 3, range: [0] } }, RangeError, 'expectation: "histogram.range" expected two numbers [low, high], got'],
    [{ histogram: { bins: 3, range: [0, 1], low: 1 } }, TypeError, 'unknown "low"'],
    [
      { quantiles: [0.5], proposal: normal({ loc: 1, scale: 1 }) },
      RangeError,
      'expectation: "quantiles" expected to be absent beside "proposal"',
    ],
    [
      { histogram: 4, proposal: normal({ loc: 1, scale: 1 }) },
      RangeError,
      'expectation: "histogram" expected to be absent beside "proposal"',
    ],
  ];
  for (const [options, kind, message] of cases) {
    test(message, () => {
      expect(run(options)).toThrow(kind);
      expect(run(options)).toThrow(message);
    });
  }

  test("p that is none", () => expect(run({}, 3)).toThrow('expectation: "p" expected a distribution, got 3'));

  test("what the run did not keep", () => {
    const r = run({})();
    expect(r.quantiles).toEqual([]);
    expect(r.relativeError).toBeNaN();
    expect(() => r.quantile(0.5)).toThrow("quantile: expected a run with the option quantiles");
    expect(() => r.histogram).toThrow("histogram: expected a run with the option histogram");
    expect(() => run({ quantiles: [0.5] })().quantile(2)).toThrow(RangeError);
  });

  test("merge of what does not belong together", () => {
    const one = run({})(),
      shard = { from: 0, to: 1 };
    expect(() => merge(one, one)).toThrow("do not overlap");
    expect(() => merge(run({ samples: 1024, shard })(), run({ samples: 1024, shard: { from: 1, to: 2 }, quantiles: [0.5] })())).toThrow(
      "differ in",
    );
    expect(() => merge(one as never, gradient(standard, x0, { samples: 100, seed: 1, flow: "lr" }))).toThrow(
      "results of kind expectation and gradient",
    );
  });
});

test("a table", () => {
  const r = expectation(
    standard,
    { x: block((v) => v), event: block((v) => (v > 0 ? 1 : 0)) },
    { samples: 10_000, seed: 1, quantiles: [0.5, 0.99] },
  );
  expect(
    String(r)
      .split("\n")
      .map((line) => line.split(/ {2,}/)[0]),
  ).toEqual([
    "E[x], 10000 samples",
    "",
    "value",
    "quantile 0.5",
    "quantile 0.99",
    "",
    "E[event], 10000 samples",
    "",
    "value",
    "quantile 0.5",
    "quantile 0.99",
  ]);
});
