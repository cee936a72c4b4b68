/**
 * Frozen bits: what is promised not to change within a major version, in every browser that runs these tests. After a change on
 * purpose: `node scripts/bits.mjs --write`, a "Value-breaking" line in the changelog, a new version.
 */
import * as library from "montegrad";
import { expect, test } from "vitest";
import { digests } from "./bits.js";
import frozen from "./data/bits.json" with { type: "json" };

test("same bits as ever", async () => {
  expect(await digests(library)).toEqual(frozen);
}, 60_000);
