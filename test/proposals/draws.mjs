/** Draws of all tilts, 10⁷ of each, against their exact laws: npm run test:tilts; SHOW=1 prints the p-values. */
import { spawnSync } from "node:child_process";

const { status } = spawnSync("npx vitest run --project node test/proposals -t draws --disable-console-intercept", { shell: true, stdio: "inherit", env: { ...process.env, DRAWS: process.env.DRAWS ?? "10000000", SHOW: "1" } });
process.exit(status ?? 1);
