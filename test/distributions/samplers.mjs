/** The statistics of the battery and of tilted noise with 10⁷ draws instead of a million: npm run test:samplers */
import { spawnSync } from "node:child_process";

const { status } = spawnSync("npx vitest run --project node test/distributions test/random/tilt", { shell: true, stdio: "inherit", env: { ...process.env, DRAWS: "10000000" } });
process.exit(status ?? 1);
