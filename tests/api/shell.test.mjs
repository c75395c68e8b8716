// The service worker keeps the files of the app and public pages as they were seen; no answer of the API. (B11, G08)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import vm from "node:vm";
import { address, nowhere, routes } from "./support/contract.mjs";
import { repo } from "./support/repo.mjs";

const ORIGIN = "https://klisida.example";
const BASE = ["/assets/app.0123456789abcdef.js"];
const PART = "/assets/part.0123456789abcdef.wasm";
const FILES = ["/icons/icon.svg", "/index.html", ...BASE];

/** The service worker of the repository with caches that note what is put into them. */
function serviceWorker({ type = "text/javascript" } = {}) {
  const [listeners, stores] = [{}, new Map()];
  const path = (it) => (typeof it === "string" ? it : it.url.replace(ORIGIN, ""));
  const store = (name) => {
    if (!stores.has(name)) stores.set(name, new Map());
    const kept = stores.get(name);
    return {
      addAll: async (all) => all.forEach((it) => kept.set(path(it), "kept")),
      put: async (it, answer) => void kept.set(path(it), answer),
      match: async (it) => kept.get(path(it)),
      keys: async () => [...kept.keys()].map((it) => ({ url: ORIGIN + it })),
      delete: async (it) => kept.delete(path(it)),
    };
  };
  const caches = {
    open: async (name) => store(name),
    keys: async () => [...stores.keys()],
    match: async (it, { cacheName }) => store(cacheName).match(it),
    delete: async (name) => stores.delete(name),
  };
  class Request {
    constructor(address, options) {
      Object.assign(this, { url: new URL(address, ORIGIN).href, method: "GET", mode: "cors", ...options });
    }
  }
  const self = { location: { origin: ORIGIN }, navigator: {}, clients: { claim: async () => {} }, addEventListener: (name, act) => (listeners[name] = act) };
  // Files are what they are; everything else is of the type that was asked for.
  const answer = (it) => ({ ok: true, text: async () => "", headers: { get: () => (typeof it === "string" ? "text/javascript" : type) }, clone: () => answer(it) });
  const source = readFileSync(repo("app/sw.js"), "utf8")
    .replace('["%BASE%"]', JSON.stringify(BASE))
    .replace('{ "%PARTS%": [] }', JSON.stringify({ home: [PART] }));
  class Response {
    static json = (it) => ({ json: async () => it });
    constructor(_, { headers }) {
      this.headers = headers;
    }
  }
  class Headers extends Map {
    constructor() {
      super();
    }
  }
  const fetched = [];
  vm.runInNewContext(source, { self, caches, Request, Response, Headers, URL, AbortSignal: {}, fetch: async (it) => (fetched.push(path(it)), answer(it)), setTimeout: () => {}, Promise });
  const send = async (name, more = {}) => {
    const waits = [];
    listeners[name]({ waitUntil: (it) => waits.push(it), respondWith: (it) => waits.push(it), ...more });
    // What is waited for may ask to wait for more.
    for (let known = 0; known < waits.length; ) {
      known = waits.length;
      await Promise.all(waits);
    }
    return waits.length > 0;
  };
  return {
    /** What is kept, but for the list of parts that are wanted. */
    kept: () => [...stores.values()].flatMap((it) => [...it.keys()]).filter((it) => it !== "/bagian").sort(),
    start: () => send("install").then(() => send("activate")),
    /** What was fetched since this was asked last. */
    fetched: () => fetched.splice(0),
    want: (...parts) => send("message", { data: { keep: parts } }),
    ask: (address, options) => send("fetch", { request: new Request(address, options) }),
  };
}

describe("the service worker", () => {
  test("leaves every request of the API to the network and keeps nothing of it", async () => {
    const worker = serviceWorker();
    await worker.start();
    assert.deepEqual(worker.kept(), FILES.toSorted());
    for (const { name, method, parameters } of routes.values()) {
      const path = address(name, nowhere(parameters));
      for (const mode of ["cors", "navigate"]) assert.equal(await worker.ask(path, { method, mode }), false, `${name} by ${mode}`);
    }
    assert.deepEqual(worker.kept(), FILES.toSorted());
  });

  test("keeps public pages as they were seen last, at most thirty, until somebody leaves; no file of evidence, no CSV", async () => {
    const worker = serviceWorker({ type: "text/html" });
    await worker.start();
    for (const path of ["/bukti/x", "/papan/lomba-2026/csv", "/sitemap.xml", "/peraturan"]) assert.equal(await worker.ask(path, { mode: "navigate" }), false, path);
    const pages = ["/", "/papan", "/papan/lomba-2026", "/katalog?q=a", "/inovasi/x", "/instansi/x", "/bantuan", "/bantuan/juri"];
    for (const path of pages) assert.equal(await worker.ask(path, { mode: "navigate" }), true, path);
    assert.deepEqual(worker.kept(), [...FILES, ...pages].sort());
    for (let n = 0; n < 40; n += 1) await worker.ask(`/inovasi/i-${n}`, { mode: "navigate" });
    assert.equal(worker.kept().length, FILES.length + 30 + 2);
    assert.ok(!worker.kept().includes("/papan") && worker.kept().includes("/inovasi/i-39"), "the newest stay");
    assert.ok(worker.kept().includes("/bantuan/juri"), "a guide makes no room for others");
    await worker.ask("/masuk?keluar=bersih", { mode: "navigate" });
    assert.deepEqual(worker.kept(), FILES.toSorted());
  });

  test("keeps the guides that the app names without anybody opening them, once a week, and nothing else that it names", async () => {
    const worker = serviceWorker({ type: "text/html" });
    await worker.start();
    worker.fetched();
    await worker.want("/bantuan/juri", "/bantuan/akun", "/bantuan", "/api/v1/me", "/inovasi/x");
    assert.deepEqual(worker.fetched(), ["/bantuan/juri", "/bantuan/akun", "/bantuan"]);
    assert.deepEqual(worker.kept(), [...FILES, "/bantuan", "/bantuan/akun", "/bantuan/juri"].sort());
    await worker.want("/bantuan/juri");
    assert.deepEqual(worker.fetched(), []);
  });

  test("after a visit of the app keeps no more than the files of the shell", async () => {
    const worker = serviceWorker();
    await worker.start();
    for (const path of ["/app", "/app/juri", "/masuk"]) assert.equal(await worker.ask(path, { mode: "navigate" }), true, path);
    assert.equal(await worker.ask(BASE[0]), true);
    assert.deepEqual(worker.kept(), FILES.toSorted());
    // The parts that a person works with, by their names and by no other.
    await worker.want("home", "/api/v1/session", "lain");
    assert.deepEqual(worker.kept(), [...FILES, PART].sort());
  });
});
