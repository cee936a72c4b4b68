/** Vitest's browser provider for WebKitGTK (Debian: webkit2gtk-driver, xvfb), over plain WebDriver. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { defineBrowserProvider } from "@vitest/browser";

export const WEBKIT = "/usr/bin/WebKitWebDriver";
export const XVFB = "/usr/bin/Xvfb";
const BROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";
const DISPLAY = ":96",
  PORT = 4466;

class WebKit {
  readonly name = "webkitgtk";
  readonly supportsParallelism = false;
  readonly #children: ChildProcess[] = [];
  #session = "";

  getCommandsContext(): Record<string, unknown> {
    return {};
  }

  async #request(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`http://127.0.0.1:${PORT}${path}`, { method, headers, body: body ? JSON.stringify(body) : null });
    const { value } = (await response.json()) as { value: Record<string, unknown> };
    if (!response.ok) throw new Error(JSON.stringify(value));
    return value;
  }

  async openPage(_sessionId: string, url: string): Promise<void> {
    this.#children.push(spawn(XVFB, [DISPLAY, "-screen", "0", "1024x768x24", "-nolisten", "tcp"], { stdio: "ignore" }));
    await sleep(600);
    // no GPU; WebKit's own sandbox needs namespaces that containers lack
    const env = {
      ...process.env,
      DISPLAY,
      LIBGL_ALWAYS_SOFTWARE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    };
    this.#children.push(spawn(WEBKIT, [`--port=${PORT}`], { env, stdio: "ignore" }));
    await sleep(600);
    const browserOptions = { binary: BROWSER, args: ["--automation"] };
    const answer = await this.#request("POST", "/session", {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": browserOptions } },
    });
    this.#session = String(answer.sessionId);
    await this.#request("POST", `/session/${this.#session}/url`, { url });
  }

  async close(): Promise<void> {
    if (this.#session) await this.#request("DELETE", `/session/${this.#session}`).catch(() => {});
    for (const child of this.#children) child.kill();
  }
}

export const webkit = (): ReturnType<typeof defineBrowserProvider> =>
  defineBrowserProvider({ name: "webkitgtk", providerFactory: () => new WebKit() });
