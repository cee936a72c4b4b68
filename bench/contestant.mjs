/**
 * What answers in a process of the benchmark, or in a worker of a browser: `{ verify, rows, warm }` loads contestants, checks their
 * numbers and warms them up; `{ index, ms }` measures one of them. Every contestant gets a seed of its own from entropy: no data twice.
 */
const contestants = [];
/** Everything computed ends up here and is sent to the parent: nothing is dead code. */
let sink = 0;

const seed = () => crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;

function measure({ prepare, turn, count }, ms) {
  const times = [], end = performance.now() + ms;
  do {
    prepare?.();
    const start = performance.now();
    sink += turn();
    times.push(((performance.now() - start) * 1e6) / count);
  } while (performance.now() < end);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], min: times[0], turns: times.length };
}

async function load({ verify, rows, warm }) {
  const { check } = await import(`./problems/${verify}.mjs`);
  for (const { file, make, options } of rows) {
    const contestant = await (await import(`./contestants/${file}.mjs`))[make]({ ...options, seed: seed() });
    measure(contestant, 0);
    check(contestant, options);
    contestants.push(contestant);
  }
  for (let k = 0; k < 4; k++) for (const contestant of contestants) measure(contestant, warm / 4);
}

/** Answers a message: `{ ready }`, `{ median, min, turns }` or `{ error }`. */
export async function answer(message) {
  try {
    if (!message.rows) return { ...measure(contestants[message.index], message.ms), sink };
    await load(message);
    return { ready: true };
  } catch (error) {
    return { error: String(error) };
  }
}
