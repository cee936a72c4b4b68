/**
 * Functions of users' that fill columns.
 */
import { isArrayLike, wrongKind } from "./check";

/** Calls a function on blocks, which is to fill the columns it is lent: nothing may be still to come, nor numbers returned, or put, in their place. @throws TypeError @internal */
export function fill(where: string, name: string, out: readonly Float64Array[], call: () => unknown, value: ArrayLike<number> = []): void {
  const lent = out.slice(), returned = call();
  if (returned instanceof Promise) throw wrongKind(where, name, "a function that fills its columns before it returns (gradient.start is for others)", returned);
  const d = lent.findIndex((column, at) => out[at] !== column);
  if (d >= 0 || (returned !== out && isArrayLike(returned) && hasNumbers(returned) && !hasNumbers(out) && !hasNumbers(value))) throw wrongKind(where, name, "a function that fills the columns it is lent", d < 0 ? returned : out[d]);
}

const hasNumbers = (values: ArrayLike<unknown>): boolean => Array.prototype.some.call(values, (v) => (isArrayLike(v) ? hasNumbers(v) : typeof v === "number" && v !== 0));
