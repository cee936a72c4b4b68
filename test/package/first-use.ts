/** A statement that makes the core start, given the library as `m`: what happens before, and what at the first call, is tested. */
export const FIRST_USE = "m.vector.exp(1);";
