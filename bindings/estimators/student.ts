import { Arena } from "../arena";

/** The half-width, in standard errors, of a Student-t interval of a level; the normal one for df = Infinity. @internal */
export const studentInterval = (level: number, df: number): number => Arena.kernels().studentInterval(level, df);

/** √x by the core. @internal */
export const root = (x: number): number => Arena.kernels().squareRoot(x);
