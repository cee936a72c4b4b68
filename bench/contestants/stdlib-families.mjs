/** Draws and log densities of stdlib, by the functions it prepares for fixed parameters. */
import { densities, draws, FAMILIES } from "../problems/families.mjs";
import { points } from "./montegrad-families.mjs";

const NAMES = { pareto: "pareto-type1" };
const load = async (kind, family) => (await import(`@stdlib/${kind.replace("*", NAMES[family] ?? family)}`)).default;

export async function sample({ family, seed }) {
  const random = await load("random-base-*", family);
  return draws(random.factory(...FAMILIES[family].positional, { seed: seed + 1 }));
}

export async function logProb({ family, seed }) {
  const logpdf = await load("stats-base-dists-*-logpdf", family);
  return densities(points({ family, seed }), logpdf.factory(...FAMILIES[family].positional));
}
