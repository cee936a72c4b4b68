/** One process of the benchmark. */
import { answer } from "./contestant.mjs";

process.on("message", async (message) => process.send(await answer(message)));
process.on("disconnect", () => process.exit());
