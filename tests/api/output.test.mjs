// What goes up: the built Worker and the files of the app hold no secret and nothing of the demo (G01).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { test } from "node:test";
import { files, secretsIn } from "../support/secrets.mjs";
import { repo } from "./support/repo.mjs";
import { workerDir } from "./support/server.mjs";

const built = [...files(workerDir), ...files(repo("dist"))];
const bytes = built.map((path) => [path, readFileSync(path)]);

test("there is something built to look at: programs, scripts and pages", () => {
  for (const kind of [".wasm", ".js", ".html", ".css"]) assert.ok(built.some((path) => path.endsWith(kind)), kind);
});

test("the build output holds no secret (G01)", () => {
  assert.deepEqual(secretsIn(built, () => ({})), []);
});

test("no build holds a demo account or its password", () => {
  const people = readFileSync(repo("xtask/src/demo/people.rs"), "utf8");
  const password = /const PASSWORD: &str = "([^"]+)"/.exec(people)[1];
  const known = bytes.filter(([, it]) => it.includes(password));
  assert.deepEqual(known.map(([path]) => path), []);
});

test("no build names a folder of the machine that built it", () => {
  const places = [homedir(), repo("")].map((path) => path.replace(/\/$/, "")).filter((path) => path.length > 1);
  const known = bytes.filter(([, it]) => places.some((place) => it.includes(`${place}/`)));
  assert.deepEqual(known.map(([path]) => path), []);
});
