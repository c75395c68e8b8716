// What a first visit fetches, and what goes up; exact, the same on every machine. docs/decisions/0011 and 0012.
import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITED, WORK, firstLoad, parts, sum, worker } from "./sizes.mjs";

for (const part of LIMITED) {
  test(`a first visit to the part "${part}" is at most 330 kB after brotli`, () => {
    const rows = firstLoad(part);
    assert.ok(sum(rows, "brotli") <= 330_000, JSON.stringify(rows, null, 2));
  });
}

for (const [part, limit] of Object.entries(WORK)) {
  test(`a first visit to the part "${part}" is at most ${limit / 1000} kB after brotli`, () => {
    const rows = firstLoad(part);
    assert.ok(sum(rows, "brotli") <= limit, JSON.stringify(rows, null, 2));
  });
}

test("a part is at most a handful of files", () => {
  for (const part of parts()) assert.ok(firstLoad(part).length <= 17, JSON.stringify(firstLoad(part), null, 2));
});

test("the Worker is at most 1.5 MB after gzip", () => {
  const rows = worker();
  assert.ok(sum(rows, "gzip") <= 1_500_000, JSON.stringify(rows, null, 2));
});
