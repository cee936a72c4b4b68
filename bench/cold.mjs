/** Cold start: milliseconds from before the import to the end of a first gradient, in a fresh process. Run by run.mjs, or alone. */
const start = performance.now();
const { gradient, normal } = await import("montegrad");
const phi = {
  value(x, out) {
    for (const column of x) for (let i = 0; i < out.length; i++) out[i] += column[i] * column[i];
  },
  gradient(x, out) {
    x.forEach((column, d) => column.forEach((v, i) => (out[d][i] = 2 * v)));
  },
};
const g = gradient(normal({ loc: [0.5, -1], scale: 2 }), phi, { flow: "rp", samples: 1000, seed: 42 });
const result = { ms: performance.now() - start, loc: Array.from(g.grad.loc.mean) };

if (process.send) process.send(result);
else console.log(result);
