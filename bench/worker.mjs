/** One worker of the benchmark in a browser, which a port connects with its page. */
import { answer } from "./contestant.mjs";

self.addEventListener("message", ({ ports: [port] }) => {
  port.addEventListener("message", async ({ data }) => port.postMessage(await answer(data)));
  port.start();
});
