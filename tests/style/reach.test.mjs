// The Worker calls its database, its bucket and nothing else, neither of its own accord nor because somebody gave an address
// (docs/assurance.md D13, G10). The API tests hold the running Worker to it (tests/api/support/server.mjs).
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

const root = join(import.meta.dirname, "../..");
const text = (name) => readFileSync(join(root, name), "utf8");
const rust = (folder) => readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith(".rs")).map((name) => `${folder}/${name}`);
const sources = ["worker/src", "views/src", "domain/src"].flatMap(rust);
const scripts = readdirSync(join(root, "worker")).filter((name) => name.endsWith(".js")).map((name) => `worker/${name}`);
/** Without comments. */
const code = (name) => text(name).replace(/^\s*\/\/.*$/gm, "");
const hits = (names, pattern) => names.flatMap((name) => code(name).split("\n").filter((line) => pattern.test(line)).map((line) => `${name}: ${line.trim()}`));

test("there are sources to look at", () => {
  assert.ok(sources.length > 100, `${sources.length} sources`);
  assert.deepEqual(scripts.sort(), ["worker/around.js", "worker/entry.js"]);
});

test("no code of the Worker can call out: no fetch, no socket, no service (D13)", () => {
  assert.deepEqual(hits(sources, /\bFetch\s*::|\bFetcher\b|\bworker::(Fetch|Socket|connect)\b|\bfetch_with_\w+|\bSocket\b|\bWebSocket\b|\bEventSource\b|\bXmlHttpRequest\b/), []);
  // What is declared in Rust and lives in JavaScript: nothing of it is a way out either.
  assert.deepEqual(hits(sources, /js_name\s*=\s*"?(fetch|connect|WebSocket|importScripts)"?|"fetch"\b/), []);
  // Only the instance that answers a request is asked: `inner.fetch`, and the entry point `async fetch`.
  assert.deepEqual(hits(scripts, /\bfetch\s*\(|\bconnect\s*\(|WebSocket|cloudflare:sockets/), [
    "worker/around.js: async fetch(request) {",
    "worker/around.js: return await guarded(this, (inner) => inner.fetch(request));",
  ]);
});

test("the Worker is given its files, its database, its bucket and two settings, and asks for nothing else (G10)", () => {
  const config = text("wrangler.toml").replace(/^\s*#.*$/gm, "");
  assert.deepEqual([...config.matchAll(/^\[\[?([\w.]+)\]\]?/gm)].map((it) => it[1]), ["assets", "d1_databases", "r2_buckets", "triggers", "observability", "limits", "vars"]);
  assert.deepEqual([...config.matchAll(/^binding = "(\w+)"/gm)].map((it) => it[1]), ["ASSETS", "DB", "FILES"]);
  const vars = config.slice(config.indexOf("[vars]"));
  assert.deepEqual([...vars.matchAll(/^(\w+) = /gm)].map((it) => it[1]), ["PUBLIC_ORIGIN", "CLIENT_ADDRESS"]);
  const asked = sources.filter((it) => it.startsWith("worker/")).flatMap((name) => [...code(name).matchAll(/\benv\s*\.\s*(\w+)\s*\(\s*("\w+"|\w+)/g)].map((it) => `${it[1]} ${it[2]}`));
  assert.deepEqual([...new Set(asked)].sort(), ['bucket "FILES"', 'd1 "DB"', 'var "CLIENT_ADDRESS"', 'var "DEMO"', 'var "PUBLIC_ORIGIN"']);
});

test("no library of the Worker speaks to a network (G10)", () => {
  const listed = [...text("worker/Cargo.toml").matchAll(/^([\w-]+)(?:\.workspace)? = /gm)].map((it) => it[1]);
  for (const name of ["reqwest", "ureq", "hyper", "tokio", "gloo-net", "surf", "isahc", "curl"]) assert.ok(!listed.includes(name), name);
  // Of the browser's interfaces only streams are switched on.
  const features = /^web-sys = .*features = \[([^\]]*)\]/m.exec(text("worker/Cargo.toml"))[1];
  assert.deepEqual([...features.matchAll(/"(\w+)"/g)].map((it) => it[1]).sort(), ["ReadableStream", "TransformStream", "WritableStream", "WritableStreamDefaultWriter"]);
});
