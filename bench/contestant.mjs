/**
 * One process of the benchmark. `{ verify, rows, warm }` loads contestants, checks their numbers and warms them up; `{ index, ms }`
 * measures one of them. Every contestant gets a seed of its own from entropy: no data twice, in no process.
 */
import { randomInt } from "node:crypto";

const contestants = [];
/** Everything computed ends up here and is sent to the parent: nothing is dead code. */
let sink = 0;

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
  for (const { file, make, options, task } of rows) {
    const contestant = (await import(`./contestants/${file}.mjs`))[make]({ ...options, seed: randomInt(2 ** 31) });
    measure(contestant, 0);
    if (verify === "normals") check(contestant.out);
    else if (verify === "vector") check(contestant.result(), task);
    else check(contestant.estimates(), options);
    contestants.push(contestant);
  }
  for (let k = 0; k < 4; k++) for (const contestant of contestants) measure(contestant, warm / 4);
}

process.on("message", async (message) => {
  try {
    if (message.rows) {
      await load(message);
      process.send({ ready: true });
    } else {
      process.send({ ...measure(contestants[message.index], message.ms), sink });
    }
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on("disconnect", () => process.exit());
