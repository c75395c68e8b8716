// The service worker keeps the files of the shell and nothing else: no answer of the API and no public page. (B11, G08)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import vm from "node:vm";
import { address, nowhere, routes } from "./support/contract.mjs";
import { repo } from "./support/repo.mjs";

const ORIGIN = "https://klisida.example";
const FILES = ["/index.html", "/app.js"];

/** The service worker of the repository with a cache that notes what is put into it. */
function serviceWorker() {
  const [listeners, kept] = [{}, new Map()];
  const path = (it) => (typeof it === "string" ? it : new URL(it.url).pathname);
  const cache = {
    add: async (it) => kept.set(path(it), "kept"),
    addAll: async (all) => all.forEach((it) => kept.set(path(it), "kept")),
    put: async (it, answer) => kept.set(path(it), answer),
    match: async (it) => kept.get(path(it)),
  };
  const caches = { open: async () => cache, keys: async () => [], match: cache.match, delete: async () => false };
  class Request {
    constructor(address, options) {
      Object.assign(this, { url: new URL(address, ORIGIN).href, method: "GET", mode: "cors", ...options });
    }
  }
  const self = { location: { origin: ORIGIN }, clients: { claim: async () => {} }, addEventListener: (name, act) => (listeners[name] = act) };
  const fetch = async () => ({ ok: true, clone: () => "fresh" });
  const source = readFileSync(repo("app/sw.js"), "utf8").replace('["%FILES%"]', JSON.stringify(FILES));
  vm.runInNewContext(source, { self, caches, Request, URL, fetch, setTimeout: () => {}, Promise });
  const send = async (name, more = {}) => {
    const waits = [];
    listeners[name]({ waitUntil: (it) => waits.push(it), respondWith: (it) => waits.push(it), ...more });
    await Promise.all(waits);
    return waits.length > 0;
  };
  return { kept, start: () => send("install").then(() => send("activate")), ask: (address, options) => send("fetch", { request: new Request(address, options) }) };
}

describe("the service worker", () => {
  test("leaves every request of the API to the network and keeps nothing of it", async () => {
    const worker = serviceWorker();
    await worker.start();
    assert.deepEqual([...worker.kept.keys()].sort(), FILES.toSorted());
    for (const { name, method, parameters } of routes.values()) {
      const path = address(name, nowhere(parameters));
      for (const mode of ["cors", "navigate"]) assert.equal(await worker.ask(path, { method, mode }), false, `${name} by ${mode}`);
    }
    assert.deepEqual([...worker.kept.keys()].sort(), FILES.toSorted());
  });

  test("keeps no public page, and after a visit of the app no more than the files of the shell", async () => {
    const worker = serviceWorker();
    await worker.start();
    for (const path of ["/", "/papan", "/papan/lomba-2026", "/katalog?q=a", "/inovasi/x", "/bukti/x"]) assert.equal(await worker.ask(path, { mode: "navigate" }), false, path);
    for (const path of ["/app", "/app/juri", "/masuk"]) assert.equal(await worker.ask(path, { mode: "navigate" }), true, path);
    assert.equal(await worker.ask("/app.js"), true);
    assert.deepEqual([...worker.kept.keys()].sort(), FILES.toSorted());
  });
});
