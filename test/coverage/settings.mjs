/**
 * Settings whose intervals are tried: options of `gradient`, and of which terms they are made, LR, RP or both. Refused ones are left out.
 */
const tilts = { p: 0.2, slice: 0.3, fisher: 0.5 };

export const settings = [
  { name: "LR", options: { flow: "lr" }, of: ["lr"] },
  { name: "LR optimal", options: { flow: "lr", baseline: "optimal" }, of: ["lr"] },
  { name: "LR score, folds", options: { flow: "lr", controls: ["score"], coefficients: "cross-fit" }, of: ["lr"] },
  { name: "LR score, pilot", options: { flow: "lr", controls: ["score"], coefficients: "pilot" }, of: ["lr"] },
  { name: "LR score, loo", options: { flow: "lr", controls: ["score"], coefficients: "loo" }, of: ["lr"] },
  { name: "LR Stein", options: { flow: "lr", controls: ["score", { stein: 2 }] }, of: ["lr"] },
  { name: "LR ±", options: { flow: "lr", antithetic: true }, of: ["lr"] },
  { name: "LR Sobol", options: { flow: "lr", points: "sobol" }, of: ["lr"] },
  { name: "RP", options: { flow: "rp" }, of: ["rp"] },
  { name: "RP ±", options: { flow: "rp", antithetic: true }, of: ["rp"] },
  { name: "RP Sobol", options: { flow: "rp", points: "sobol" }, of: ["rp"] },
  { name: "λ = ½", options: { flow: 0.5 }, of: ["lr", "rp"] },
  { name: "difference", options: { flow: "rp", controls: ["difference"] }, of: ["lr", "rp"] },
  { name: "combine", options: { flow: "rp", combine: "covariance" }, of: ["lr", "rp"] },
  { name: "selection", options: { flow: "rp", combine: "selection" }, of: ["lr", "rp"] },
  { name: "auto", options: {}, of: ["lr", "rp"] },
  { name: "mixture", options: { flow: "lr", proposal: tilts }, of: ["lr"], each: true },
  { name: "mixture, weights", options: { flow: "lr", proposal: tilts, controls: ["score", "weights"] }, of: ["lr"], each: true },
  { name: "coupled", options: { flow: "lr", coupled: "measure-valued" }, of: ["lr"], each: true },
  { name: "random radius", options: { flow: "lr", coupled: "random-radius" }, of: ["lr"], each: true },
];
