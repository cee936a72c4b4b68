/** One worker of the benchmark in a browser. */
import { answer } from "./contestant.mjs";

self.addEventListener("message", async ({ data }) => self.postMessage(await answer(data)));
self.postMessage({ started: true });
