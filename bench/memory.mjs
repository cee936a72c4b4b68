/** Memory: the peak resident size, in MB, of a process that takes one gradient of D = 10 columns with so many samples (an argument). */
import { gradient, normal } from "montegrad";
import { parameters } from "./problems/gradient.mjs";

const phi = {
  value(x, out) {
    for (const column of x) for (let i = 0; i < out.length; i++) out[i] += column[i] * column[i];
  },
  gradient(x, out) {
    for (let d = 0; d < x.length; d++) for (let i = 0; i < out[d].length; i++) out[d][i] = 2 * x[d][i];
  },
};
const samples = Number(process.argv[2] ?? 1e6), p = normal(parameters(10));
gradient(p, phi, { flow: "rp", samples: 1e5, seed: 1 });
const g = gradient(p, phi, { flow: "rp", samples, seed: 2 });
const result = { samples, mb: process.resourceUsage().maxRSS / 1024, loc: g.grad.loc.mean[0] };

if (process.send) process.send(result);
else console.log(result);
