/**
 * Names in formulas: a letter or _, then letters, marks, digits and _, of any script. An engine takes a millisecond to read a class of all letters, which
 * is much beside a first gradient, so only what is not ASCII waits for it.
 */
const ASCII = String.raw`[A-Za-z_]\w*`, ANY = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_]*`;

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
/** What `make` makes of the pattern that is enough for the text; once of each. */
function byAlphabet(make: (name: string) => RegExp): (text: string) => RegExp {
  let ascii: RegExp | undefined, any: RegExp | undefined;
  return (text) => (isAscii(text) ? (ascii ??= make(ASCII)) : (any ??= make(ANY)));
}

const whole = byAlphabet((name) => new RegExp(`^${name}$`, "u"));
/** @internal */
export const isName = (text: string): boolean => whole(text).test(text);

/** Space, or a number, a name, a sign: the next token of the text, from `lastIndex` on. @internal */
export const tokenOf = byAlphabet((name) => new RegExp(String.raw`\s+|#[^\n]*|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(${name})|(<=|>=|==|!=|&&|\|\||\*\*|[^])`, "uy"));
