/** How fast the errors of means of scrambled Sobol' points fall, to 2^14 points of 50 replicates: node test/points/decay.mjs */
import { spawnSync } from "node:child_process";

const { status } = spawnSync('npx vitest run --project node test/points/laws.test.ts -t "errors of means" --disable-console-intercept', { shell: true, stdio: "inherit", env: { ...process.env, POINTS: "1" } });
process.exit(status ?? 1);
