// The limits stand; they are not reached yet, and the run says so each time: docs/decisions/0011-first-load.md.
// Until they are, the ceilings, a little above what was built, keep both from growing; they may only be lowered.
import assert from "node:assert/strict";
import { test } from "node:test";

import { firstLoad, sum, worker } from "./sizes.mjs";

const app = () => sum(firstLoad(), "brotli");
const service = () => sum(worker(), "gzip");

test("the app's first load is at most 300 kB after brotli", { todo: "one bundle for all roles is too large" }, () => {
  assert.ok(app() <= 300_000, `${app()} bytes`);
});

test("the Worker is at most 400 kB after gzip", { todo: "views and readers of rows are compiled once for every type" }, () => {
  assert.ok(service() <= 400_000, `${service()} bytes`);
});

test("the app's first load does not grow past 600 kB", () => {
  assert.ok(app() <= 600_000, JSON.stringify(firstLoad(), null, 2));
});

test("the Worker does not grow past 530 kB", () => {
  assert.ok(service() <= 530_000, JSON.stringify(worker(), null, 2));
});
