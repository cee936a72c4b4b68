import { type ExecFileSyncOptions, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A file in the tarball, as `npm pack --json` says. */
interface Packed {
  filename: string;
  files: { path: string }[];
}

/** The package as a stranger has it: packed by npm, installed from the tarball in an empty folder, without a network. */
export class Installed {
  readonly folder: string = mkdtempSync(join(tmpdir(), "montegrad-"));
  /** What the tarball contains. */
  readonly files: string[];

  constructor() {
    const packed = JSON.parse(this.run("npm", ["pack", resolve("."), "--json", "--ignore-scripts"])) as Packed[];
    const [tarball] = packed;
    if (!tarball) throw new Error("npm pack: expected a tarball");
    this.files = tarball.files.map(({ path }) => path).sort();
    this.write("package.json", `{ "private": true, "type": "module" }`);
    this.run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${tarball.filename}`]);
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a program in the folder and answers what it prints; throws, with what it says, if it fails. */
  run(program: string, args: string[]): string {
    // npm hands its configuration on to what it runs; the npm of a stranger knows nothing of ours
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|config)_/i.test(name)));
    const options: ExecFileSyncOptions = { cwd: this.folder, env, stdio: ["ignore", "pipe", "pipe"], timeout: 100_000 };
    try {
      return execFileSync(program, args, options).toString();
    } catch (error) {
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      throw new Error(`${program} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Runs a module, or a script with `require`, in Node. */
  node(source: string, type: "module" | "commonjs" = "module"): string {
    return this.run(process.execPath, [`--input-type=${type}`, "-e", source]).trim();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
