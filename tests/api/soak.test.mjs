// The process is killed while judges save: the short form of `cargo xtask soak`. (G1)

import assert from "node:assert/strict";
import { test } from "node:test";
import { soak } from "../soak/soak.mjs";

test("10 kills over 500 acknowledged saves: every one is there once, and the stored data keep their rules (G1)", async (t) => {
  const figures = await soak({ kills: 10, acks: 500, say: (words) => t.diagnostic(words) });
  t.diagnostic(JSON.stringify(figures));
  assert.equal(figures.kills, 10);
  assert.ok(figures.acks >= 500 && figures.stored === figures.acks);
});
