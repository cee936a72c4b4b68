/** The package in the hands of a stranger: what the tarball holds, importing, types, bundlers, size. (csp.test.ts: pages with a policy.) */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FIRST_USE } from "./first-use.ts";
import { Installed } from "./install.ts";

/** Gzipped bytes of the main entry, core included: what it weighs, with a little air. The aim is 45 KiB. */
/** What it weighs; 130 000 are the aim. */
const SIZE_LIMIT = 215_000;

let installed: Installed;
beforeAll(() => {
  installed = new Installed();
}, 60_000);
afterAll(() => installed.remove());

/** What a bundler for browsers makes of a program. */
async function bundle(contents: string): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: installed.folder },
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  return result.outputFiles.map((file) => file.text).join("");
}

describe("tarball", () => {
  test("holds what it should and nothing else", () => {
    const readme = existsSync("README.md") ? ["README.md"] : []; // npm adds it unasked, as it does the licence
    const dist = ["core.wasm", "index.d.ts", "index.js", "index.js.map", "lint.d.ts", "lint.js", "lint.js.map", "theory.d.ts", "theory.js", "theory.js.map"].map((name) => `dist/${name}`);
    expect(installed.files).toEqual(["LICENSE", "package.json", ...readme, ...dist].sort());
  });
});

describe("Node", () => {
  const names = `console.log(Object.keys(m).sort().join())`;

  test("imports and requires the same names", () => {
    const imported = installed.node(`import * as m from "montegrad"; ${names}`);
    expect(imported.split(",")).toContain("setModule");
    expect(installed.node(`const m = require("montegrad"); ${names}`, "commonjs")).toBe(imported);
  });

  test("the theory shares the core and the distributions of the main entry", () => {
    const output = installed.node(`
      const instances = [];
      WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct(target, args) { instances.push(args[0]); return Reflect.construct(target, args); } });
      const t = await import("montegrad/theory"), before = instances.length;
      const m = await import("montegrad");
      ${FIRST_USE}
      const { tv } = t.slices(m.normal({ loc: 0, scale: 1 }), { parameter: "loc", count: 3 });
      console.log(before, new Set(instances).size, tv.toFixed(6));`);
    // modules: the decoder of the core's bytes, and the core
    expect(output).toBe("0 2 0.797885");
    expect(installed.node(`console.log(Object.keys(require("montegrad/theory")).length)`, "commonjs")).toBe("9");
    expect(gzipSync(readFileSync("dist/theory.js"), { level: 9 }).length).toBeLessThan(9000);
  });

  test("lint shares them, too", () => {
    const output = installed.node(`
      const m = await import("montegrad"), { lint } = await import("montegrad/lint"), p = m.normal({ loc: 0, scale: 1 });
      const psi = ([x], out) => { for (let i = 0; i < out.length; i++) out[i] = -x[i]; }, report = lint({ wrt: "loc", psi }, p);
      console.log(lint(p).ok, lint({ flow: "rp" }, p).ok, report.findings.map(({ code, likely }) => code + ": " + likely).join());`);
    expect(output).toBe("true true biased: its sign is flipped");
    expect(installed.node(`console.log(Object.keys(require("montegrad/lint")).join())`, "commonjs")).toBe("lint,terms");
  });

  test("an error that nobody catches shows a line, not the file, and the map finds where it was thrown", () => {
    const thrown = (flags: string[]): string => spawnSync(process.execPath, [...flags, "--input-type=module", "-e", `import { normal } from "montegrad"; normal({ mu: 1 });`], { cwd: installed.folder, encoding: "utf8" }).stderr;
    expect(thrown([])).toContain(`TypeError: normal: unknown "mu", expected one of loc, scale`);
    expect(thrown([]).length).toBeLessThan(3000);
    expect(thrown(["--enable-source-maps"])).toMatch(/bindings\/check\.ts:\d+/);
  });

  test("compiles nothing and leaves no global behind at import", () => {
    const output = installed.node(`
      const globals = Object.getOwnPropertyNames(globalThis).length;
      const calls = [];
      for (const name of ["Module", "Instance", "Memory"]) {
        WebAssembly[name] = new Proxy(WebAssembly[name], { construct(target, args) { calls.push(name); return Reflect.construct(target, args); } });
      }
      const m = await import("montegrad");
      console.log(calls.length, Object.getOwnPropertyNames(globalThis).length - globals);
      ${FIRST_USE}
      console.log(calls.length > 0);`);
    expect(output).toBe("0 0\ntrue");
  });

  test("takes a ready module before the first use, and none after", () => {
    const set = `m.setModule(new WebAssembly.Module(readFileSync(createRequire(import.meta.url).resolve("montegrad/core.wasm"))));`;
    const start = `
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import * as m from "montegrad";`;
    const program = join(installed.folder, "module.js");
    installed.write("module.js", `${start} ${set} console.log("set");`);
    expect(installed.run(process.execPath, [program])).toBe("set\n");
    installed.write("module.js", `${start} ${FIRST_USE} try { ${set} } catch (error) { console.log(String(error)); }`);
    expect(installed.run(process.execPath, [program])).toMatch(/^Error: setModule: expected to be called before the first use/);
  });
});

describe("types", () => {
  const resolutions = [
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ] as const;

  const compile = (module: string, moduleResolution: string): string => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      strict: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    };
    installed.write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["consumer.ts"] }));
    return installed.run(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", "."]);
  };

  test.each(resolutions)(
    "compile without skipLibCheck, %s and %s",
    (module, moduleResolution) => {
      installed.write(
        "consumer.ts",
        `import * as m from "montegrad"; import { slices, type Slices } from "montegrad/theory"; import { lint, type Report } from "montegrad/lint";
        export const set: (module: WebAssembly.Module) => void = m.setModule;
        export const s: Slices = slices(m.normal({ loc: 0, scale: 1 }), { parameter: "loc", count: 3 });
        export const r: Report = lint({ wrt: "loc", psi: (x, out) => { out.set(x[0]!); } }, m.normal({ loc: 0, scale: 1 }));`,
      );
      expect(compile(module, moduleResolution)).toBe("");
      installed.write("consumer.ts", `import { noSuchName } from "montegrad"; noSuchName();`);
      expect(() => compile(module, moduleResolution)).toThrow("TS2305");
    },
    30_000,
  );

  test("need no other file but those of the main entry", () => {
    const declarations = (file: string): string => readFileSync(`dist/${file}.d.ts`, "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    expect(declarations("index")).not.toMatch(/\bfrom ["']|\bimport\b|<reference/);
    for (const entry of ["theory", "lint"]) expect(declarations(entry).match(/\bfrom ["'].*["']|\bimport\(.*?\)|<reference/g)).toEqual([`from "./index.js"`]);
    // words of refusals that the theory borrows
    expect(declarations("index")).not.toMatch(/\bwrongKind\b/);
  });
});

describe("bundles", () => {
  test("for browsers, without built-ins of Node", async () => {
    const code = await bundle(`export * from "montegrad";`);
    expect(code).not.toMatch(/(from|import|require\()\s*["']node:/);
    expect(code).toContain("setModule");
  });

  test("of which nothing is used are empty", async () => {
    expect(await bundle(`import "montegrad"; import * as m from "montegrad"; import { setModule } from "montegrad"; import "montegrad/theory"; import "montegrad/lint";`)).toBe("");
  });

  test(`weigh at most ${SIZE_LIMIT} bytes, gzipped`, () => {
    const size = gzipSync(readFileSync("dist/index.js"), { level: 9 }).length;
    console.log(`dist/index.js: ${size} bytes gzipped, limit ${SIZE_LIMIT}`);
    expect(size).toBeLessThanOrEqual(SIZE_LIMIT);
  });
});
