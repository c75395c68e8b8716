// The two Workers stand on one database and one store, and write for one address (docs/decisions/0021-two-workers.md).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const read = (name) => readFileSync(join(import.meta.dirname, "../..", name), "utf8");
const [front, clinic] = ["wrangler.toml", "wrangler.clinic.toml"].map(read);
const value = (config, key) => new RegExp(`^${key} = "([^"]*)"`, "m").exec(config)?.[1];

test("both Workers have the same database, store, origin and runtime", () => {
  for (const key of ["database_id", "database_name", "bucket_name", "PUBLIC_ORIGIN", "compatibility_date"]) {
    assert.ok(value(front, key), key);
    assert.equal(value(clinic, key), value(front, key), key);
  }
});

test("the clinic's Worker is asked by name and has no address", () => {
  assert.equal(value(front, "service"), value(clinic, "name"));
  assert.match(clinic, /^workers_dev = false$/m);
  assert.doesNotMatch(clinic, /routes|\[assets\]/);
});
