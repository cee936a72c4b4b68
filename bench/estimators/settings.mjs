/**
 * The settings that are compared: options of `gradient`. Those which a p or a φ does not permit are refused by `gradient` itself, and left out.
 *
 * `each`: parameters have runs of their own, since the proposal is made for one; `when`: problems it is meant for; `ofN`: its variance times
 * evaluations falls with the number of samples, or is 0, so it is no rival of the others.
 */
const tilts = { p: 0.2, slice: 0.3, fisher: 0.5 };

export const settings = [
  { id: "lr", label: "LR", options: { flow: "lr", baseline: 0 } },
  { id: "loo", label: "LR loo", options: { flow: "lr", baseline: "loo" } },
  { id: "optimal", label: "LR optimal", options: { flow: "lr", baseline: "optimal" } },
  { id: "score", label: "LR score", options: { flow: "lr", controls: ["score"] } },
  { id: "stein", label: "LR Stein", options: { flow: "lr", controls: ["score", { stein: 3 }] } },
  { id: "antithetic", label: "LR ±", options: { flow: "lr", baseline: 0, antithetic: true } },
  { id: "rp", label: "RP", options: { flow: "rp" } },
  { id: "antithetic-rp", label: "RP ±", options: { flow: "rp", antithetic: true } },
  { id: "stein-rp", label: "RP Stein", options: { flow: "rp", controls: [{ stein: 3 }] } },
  { id: "half", label: "λ = ½", options: { flow: 0.5 } },
  { id: "difference", label: "difference", options: { flow: "rp", controls: ["difference"] } },
  { id: "score-difference", label: "score, difference", options: { flow: "rp", controls: ["score", "difference"] } },
  { id: "combine", label: "combine", options: { flow: "rp", combine: "covariance" } },
  { id: "inverse", label: "combine, inverse", options: { flow: "rp", combine: "inverse-variance" } },
  { id: "pooled", label: "combine, pooled", options: { flow: "rp", combine: { by: "covariance", pooled: true } }, when: ({ p }) => p.columns > 1 },
  { id: "slice", label: "slice", options: { flow: "lr", baseline: 0, proposal: "slice" }, each: true },
  { id: "fisher-plain", label: "Fisher", options: { flow: "lr", baseline: 0, proposal: "fisher" }, each: true },
  { id: "fisher", label: "Fisher loo", options: { flow: "lr", baseline: "loo", proposal: "fisher" }, each: true },
  { id: "mixture-plain", label: "mixture", options: { flow: "lr", baseline: 0, proposal: tilts }, each: true },
  { id: "mixture", label: "mixture loo", options: { flow: "lr", baseline: "loo", proposal: tilts }, each: true },
  { id: "weights", label: "mixture, weights", options: { flow: "lr", proposal: tilts, controls: ["score", "weights"] }, each: true },
  { id: "coupled", label: "coupled", options: { flow: "lr", coupled: "measure-valued" }, each: true },
  { id: "random-radius", label: "random radius", options: { flow: "lr", coupled: "random-radius" }, each: true },
  { id: "surface", label: "surface", options: { flow: "rp", jumps: "surface" }, when: ({ jumps }) => jumps },
  { id: "blended", label: "blended", options: { flow: "rp", jumps: { blend: 1 } }, when: ({ jumps }) => jumps },
  { id: "sobol", label: "LR Sobol", options: { flow: "lr", points: "sobol" }, ofN: true },
  { id: "sobol-rp", label: "RP Sobol", options: { flow: "rp", points: "sobol" }, ofN: true },
  { id: "enumerate", label: "enumerated", options: { flow: "lr", enumerate: true }, when: ({ counts }) => counts, ofN: true },
];

/** What each label stands for. */
export const legend = [
  ["LR", "likelihood ratio without a baseline; LR loo, with the mean of φ over the other samples of the unit; LR optimal, with the best constant"],
  ["LR score, LR Stein", "with the scores of all parameters as control variates; with Stein functions up to degree 3 beside them"],
  ["RP", "the canonical flow (reparameterisation; forward differences on counts, which take two evaluations); RP Stein, with Stein functions"],
  ["±", "antithetic pairs"],
  ["λ = ½", "half the canonical flow, without a baseline"],
  ["difference, combine", "RP with RP − LR as control variate, with the scores beside it; LR and RP weighted by their covariance, by inverse variances, or by one weight for all entries of a parameter; LR has no baseline here"],
  ["slice, Fisher, mixture", `draws from |∂θp|/TV, from s²p/I, from ${Object.entries(tilts).map(([name, share]) => `${share} ${name}`).join(" + ")}; with p's share also the weights as control variates`],
  ["coupled, random radius", "two evaluations at the edges of one slice; central differences over a random radius"],
  ["surface, blended", "RP with the terms of the planes where φ jumps; with a flow that vanishes there over a width of 1"],
  ["Sobol, enumerated †", "randomised quasi-random points, whose variance times evaluations falls with n; sums over all values: neither is compared with the others"],
];
