/** Normals of d3-random: the polar method, with its own seeded generator (32 bits) and with its default, `Math.random`. */
import { randomLcg, randomNormal } from "d3-random";
import { oneByOne } from "../problems/uniforms.mjs";

export const seeded = ({ seed }) => oneByOne(randomNormal.source(randomLcg(seed))(0, 1));
export const mathRandom = () => oneByOne(randomNormal(0, 1));
export const uniforms = ({ seed }) => oneByOne(randomLcg(seed));
