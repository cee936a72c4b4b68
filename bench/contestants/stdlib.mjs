/** Normals of stdlib: the improved ziggurat over its seeded MT19937. */
import normal from "@stdlib/random-base-normal";
import { oneByOne } from "../problems/uniforms.mjs";

export const normals = ({ seed }) => oneByOne(normal.factory(0, 1, { seed: seed + 1 }));
