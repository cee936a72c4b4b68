/**
 * The benchmark in headless Chromium: `npm run bench:browser`, after `npm run build`. Options as in run.mjs, but for --node.
 *
 * Contestants run in workers, each a heap and a compiler of its own. The page is served with the headers that give it a clock of 5 µs.
 */
import { build } from "esbuild";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { OPTIONS, Report, here } from "./report.mjs";

const { values: options } = parseArgs({ options: OPTIONS }), folder = here("../build/bench");
process.chdir(here(".."));
rmSync(folder, { recursive: true, force: true });
const common = { bundle: true, format: "esm", outdir: folder, logLevel: "error", outExtension: { ".js": ".mjs" } };
await build({ ...common, entryPoints: ["scripts/chromium.ts"], platform: "node" });
await build({ ...common, entryPoints: ["bench/worker.mjs"], platform: "browser", splitting: true, external: ["node:*"], define: { "process.env.NODE_ENV": '"production"' } });
const { chromiumFlags, findChromium } = await import(pathToFileURL(join(folder, "chromium.mjs")));

const server = createServer(({ url }, response) => {
  const headers = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "same-origin" };
  try {
    const body = url === "/" ? "<!doctype html><title>bench</title>" : readFileSync(join(folder, new URL(url, "http://localhost").pathname));
    response.writeHead(200, { ...headers, "content-type": url === "/" ? "text/html" : "text/javascript" }).end(body);
  } catch {
    response.writeHead(404, headers).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags }), page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.evaluate(() => {
  const workers = new Map();
  globalThis.bench = {
    start(id) {
      const worker = new Worker("/worker.mjs", { type: "module" }), { port1, port2 } = new MessageChannel();
      worker.postMessage(undefined, [port2]);
      port1.start();
      workers.set(id, { worker, port: port1 });
    },
    ask(id, message) {
      const { worker, port } = workers.get(id);
      return new Promise((resolve) => {
        port.addEventListener("message", ({ data }) => resolve(data), { once: true });
        worker.addEventListener("error", (event) => resolve({ error: event.message || "the worker failed" }), { once: true });
        port.postMessage(message);
      });
    },
    end(id) {
      workers.get(id).worker.terminate();
      workers.delete(id);
    },
  };
});

let count = 0;
const host = {
  async start() {
    const id = ++count;
    await page.evaluate((id) => globalThis.bench.start(id), id);
    return {
      ask: (message) => page.evaluate(([id, message]) => globalThis.bench.ask(id, message), [id, message]),
      end: () => page.evaluate((id) => globalThis.bench.end(id), id),
    };
  },
};

const report = new Report(options, "npm run bench:browser", `Chromium ${browser.version()}, headless`);
for (const task of report.tasks) await report.task(task, host);
report.end("Chromium");
await browser.close();
server.close();
