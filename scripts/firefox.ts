/** Vitest's browser provider for a stock Firefox, over WebDriver BiDi: no geckodriver, no patched build. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineBrowserProvider } from "@vitest/browser";
import { WebSocket } from "ws";

export const FIREFOX = "/usr/bin/firefox-esr";

/** A fresh profile that asks nothing and calls nobody. */
const PREFERENCES = {
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.aboutwelcome.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "toolkit.telemetry.enabled": false,
  "app.update.auto": false,
  "app.normandy.enabled": false,
  "services.settings.server": "data:,",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
};

interface Pending {
  resolve(result: Record<string, unknown>): void;
  reject(reason: Error): void;
}

class Firefox {
  readonly name = "firefox-bidi";
  readonly supportsParallelism = false;
  #child: ChildProcess | undefined;
  #socket: WebSocket | undefined;
  #profile = "";
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  getCommandsContext(): Record<string, unknown> {
    return {};
  }

  #send(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#socket?.send(JSON.stringify({ id, method, params }));
    });
  }

  async #start(): Promise<void> {
    this.#profile = mkdtempSync(join(tmpdir(), "vitest-firefox-"));
    const lines = Object.entries(PREFERENCES).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`);
    writeFileSync(join(this.#profile, "user.js"), lines.join(""));
    const args = ["--headless", "--no-remote", "--profile", this.#profile, "--remote-debugging-port=0"];
    const child = spawn(FIREFOX, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (data) => {
        said += data;
        const match = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said);
        if (match?.[1]) resolve(match[1]);
      });
      child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
    });
    const socket = new WebSocket(`${url}/session`);
    this.#socket = socket;
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    socket.on("message", (message) => {
      const { id, type, error, message: text, result } = JSON.parse(String(message));
      const pending = this.#pending.get(id);
      this.#pending.delete(id);
      if (type === "error") pending?.reject(new Error(`${error}: ${text}`));
      else pending?.resolve(result);
    });
    await this.#send("session.new", { capabilities: {} });
  }

  async openPage(_sessionId: string, url: string): Promise<void> {
    if (!this.#child) await this.#start();
    const { context } = await this.#send("browsingContext.create", { type: "tab" });
    await this.#send("browsingContext.navigate", { context, url, wait: "interactive" });
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await this.#send("browser.close", {}).catch(() => child.kill());
    await ended;
    this.#socket?.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

export const firefox = (): ReturnType<typeof defineBrowserProvider> =>
  defineBrowserProvider({ name: "firefox-bidi", providerFactory: () => new Firefox() });
