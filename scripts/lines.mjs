/**
 * Breaks a minified file into lines: Node shows the line of an error that nobody catches, and a file of one line is all of it, with the core. A line ends where a statement, or a member
 * of a class, begins, which changes nothing, once it is long enough; the source map follows.
 */
import { parseAst } from "rolldown/parseAst";

/** Letters of a line before it may end. */
const LONG = 400;

/** Where statements and members begin, in order. */
function beginnings(code) {
  const found = new Set();
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node?.type !== "string") return;
    for (const part of [node.body, node.type === "SwitchCase" ? node.consequent : undefined]) {
      if (Array.isArray(part)) for (const { start } of part) found.add(start);
    }
    for (const value of Object.values(node)) if (typeof value === "object") visit(value);
  };
  visit(parseAst(code));
  return [...found].sort((a, b) => a - b);
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The first number of a segment of a map, and the rest of it. */
function first(segment) {
  let value = 0;
  for (let i = 0, shift = 0; ; i++, shift += 5) {
    const digit = LETTERS.indexOf(segment[i]);
    value |= (digit & 31) << shift;
    if (digit < 32) return [value >> 1, segment.slice(i + 1)]; // columns only grow
  }
}

function encoded(column) {
  let rest = column * 2,
    out = "";
  do {
    out += LETTERS[(rest & 31) | (rest > 31 ? 32 : 0)];
    rest >>= 5;
  } while (rest > 0);
  return out;
}

/** The code with more lines, and its map. */
export function inLines(code, map) {
  const starts = [];
  let last = 0;
  for (const at of beginnings(code)) {
    const line = code.lastIndexOf("\n", at - 1) + 1;
    if (at - Math.max(last, line) < LONG) continue;
    starts.push(at);
    last = at;
  }
  const parts = starts.map((at, k) => code.slice(starts[k - 1] ?? 0, at));
  parts.push(code.slice(last));
  let offset = 0,
    next = 0;
  const lines = code.split("\n").map((text, number) => {
    const out = [[]];
    let column = 0,
      before = 0;
    for (const segment of (map.mappings.split(";")[number] ?? "").split(",").filter(Boolean)) {
      const [delta, rest] = first(segment);
      column += delta;
      while (next < starts.length && starts[next] < offset + text.length && starts[next] - offset <= column) {
        before = starts[next++] - offset;
        out.push([]);
      }
      out.at(-1).push(encoded(column - before) + rest);
      before = column;
    }
    for (; next < starts.length && starts[next] < offset + text.length; next++) out.push([]);
    offset += text.length + 1;
    return out.map((segments) => segments.join(",")).join(";");
  });
  return { code: parts.join("\n"), map: { ...map, mappings: lines.join(";") } };
}
