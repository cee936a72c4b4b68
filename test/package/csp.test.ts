/** The package in a page whose Content-Security-Policy forbids `eval`: it needs 'wasm-unsafe-eval' and nothing else. */
import { readFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromiumFlags, findChromium } from "../../scripts/chromium.ts";
import { FIRST_USE } from "./first-use.ts";

const POLICIES: Record<string, string> = {
  "/wasm": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
  "/nothing": "default-src 'none'; script-src 'self'",
};
const program = `
  import * as m from "/index.js";
  try {
    ${FIRST_USE}
    if (m.integrand("sum(r, y[r]*x0^2)", { data: { y: [1, 2] } }).gradient([[2]])[0][0] !== 12) throw new Error("a compiled integrand");
    document.title = "ran";
  } catch (error) { document.title = String(error); }`;

let server: Server, browser: Browser, origin: string;
beforeAll(async () => {
  const library = readFileSync("dist/index.js");
  server = createServer(({ url = "" }, response) => {
    const policy = POLICIES[url];
    response.setHeader("content-type", policy ? "text/html" : "text/javascript");
    if (policy)
      response.setHeader("content-security-policy", policy).end(`<!doctype html><script type="module" src="/program.js"></script>`);
    else response.end(url === "/index.js" ? library : program);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags, timeout: 30_000 });
}, 40_000);
afterAll(async () => {
  await browser?.close();
  server.closeAllConnections();
  server.close();
});

async function title(path: string): Promise<string> {
  const page = await browser.newPage();
  await page.goto(origin + path);
  await page.waitForFunction(() => document.title !== "", undefined, { timeout: 10_000 });
  return page.title();
}

test("runs under 'wasm-unsafe-eval'", async () => {
  expect(await title("/wasm")).toBe("ran");
});

test("does not without: the policies of this test are in force", async () => {
  expect(await title("/nothing")).toMatch(/^CompileError/);
});
