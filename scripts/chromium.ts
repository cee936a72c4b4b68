/**
 * Finds Chromium. Its tests are not optional, so a machine that has nothing but Node must come by one: in this order
 *
 * 1. `CHROMIUM_PATH`, an executable; the word `npm` stands for 3.;
 * 2. what is installed: Chromium, Chrome or Edge;
 * 3. @sparticuz/chromium, for Linux on x64: a development dependency that contains one, 64 MB, with the libraries (NSS, expat) that small
 *    images lack; it runs in an empty root with glibc alone. 143 is its last version for Node 20. Playwright's own download is
 *    no choice: it needs hosts that many networks bar, and system libraries after that;
 * 4. `apt-get`, for root on other Linux machines.
 *
 * `--version` decides whether a candidate runs: on Ubuntu, chromium-browser may be a script that only says how to install it.
 */
import { execSync, spawnSync } from "node:child_process";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";

const INSTALLED: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"].map((name) => `/usr/bin/${name}`),
  darwin: ["Chromium", "Google Chrome", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  // `chrome --version` opens a window there
  win32: ["C:/Program Files/Google/Chrome/Application/chrome.exe", "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"],
};

const runs = (path: string): boolean =>
  existsSync(path) && (process.platform === "win32" || spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0);

/** Unpacks @sparticuz/chromium, once; a script beside it says where its libraries are. */
async function fromNpm(): Promise<string | undefined> {
  const packed = resolve("node_modules/@sparticuz/chromium");
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(packed)) return undefined;
  const { version } = JSON.parse(readFileSync(join(packed, "package.json"), "utf8"));
  const home = resolve(`node_modules/.cache/chromium-${version}`);
  if (!existsSync(home)) {
    mkdirSync(dirname(home), { recursive: true });
    const fresh = mkdtempSync(`${home}-`); // moved when complete: another run may be unpacking too
    for (const [from, to] of [
      ["chromium.br", "chromium"],
      ["al2023.tar.br", "libraries.tar"],
    ] as const) {
      const program = createWriteStream(join(fresh, to), { mode: 0o755 });
      await pipeline(createReadStream(join(packed, "bin", from)), createBrotliDecompress(), program);
    }
    execSync("tar -xf libraries.tar && rm libraries.tar", { cwd: fresh });
    writeFileSync(join(fresh, "run"), `#!/bin/sh\nLD_LIBRARY_PATH="${home}/lib" exec "${home}/chromium" "$@"\n`, { mode: 0o755 });
    try {
      renameSync(fresh, home);
    } catch {
      rmSync(fresh, { recursive: true }); // the other run was first
    }
  }
  return [join(home, "run")].find(runs);
}

const APT = "apt-get update && apt-get install -y --no-install-recommends chromium";

function fromApt(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log(`no Chromium found: ${APT}`);
  const { status } = spawnSync(APT, {
    shell: true,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  return status === 0 ? INSTALLED.linux?.find(runs) : undefined;
}

/** The path of a Chromium that runs. @throws Error that names the command to type, if there is none. */
export async function findChromium(): Promise<string> {
  const { CHROMIUM_PATH: given } = process.env;
  if (given && given !== "npm") {
    if (runs(given)) return given;
    throw new Error(`CHROMIUM_PATH: expected a Chromium that runs, got ${given}`);
  }
  const found = (given ? undefined : INSTALLED[process.platform]?.find(runs)) ?? (await fromNpm()) ?? (given ? undefined : fromApt());
  if (found) return found;
  const command =
    process.platform === "darwin"
      ? "brew install --cask chromium"
      : process.platform === "win32"
        ? "winget install Google.Chrome"
        : `sudo sh -c "${APT}"`;
  throw new Error(`The tests need Chromium and found none. Install it: ${command}`);
}

/** Root cannot use the sandbox, nor can most containers; the rest keeps the browser from the network and from the GPU. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
