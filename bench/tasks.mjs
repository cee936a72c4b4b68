/**
 * What is compared with what, in this order. Each file of problems/ says what is computed, who computes it, how one sees that the
 * numbers are right, and how much faster we mean to be: a new one (say, the draws of a family) needs a line here.
 *
 *     tasks   { name, title, verify, rows, targets, limits?, nodes? }: `verify` is the file's own name; a row is a contestant: label,
 *             file in contestants/, what makes it there, options. A target [ours, rival, ratio] wants rival/ours ≥ ratio, in the fast
 *             mode of the rival; a limit [row, base, ratio] wants row/base ≤ ratio; `nodes` are other versions of Node to ask as well.
 *     check   (contestant, options) throws unless what it computed is right.
 */
import { tasks as families } from "./problems/families.mjs";
import { tasks as gradient } from "./problems/gradient.mjs";
import { tasks as logistic } from "./problems/logistic.mjs";
import { tasks as normals } from "./problems/normals.mjs";
import { tasks as uniforms } from "./problems/uniforms.mjs";
import { tasks as vector } from "./problems/vector.mjs";

export const tasks = [...uniforms, ...normals, ...vector, ...gradient, ...logistic, ...families];
