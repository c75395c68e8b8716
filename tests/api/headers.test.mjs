// Headers: on every answer of the Worker, errors and pages included; files are static.test.mjs. (assurance E)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { nowhere, routes, securityHeaders, address } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const PAGES = ["/", "/papan", "/katalog", "/bantuan", "/bantuan/juri", "/privasi", "/aksesibilitas", "/robots.txt", "/sitemap.xml", "/tidak/ada", "/sitemap-0.xml", "/katalog?sesudah=zz", "/inovasi/tidak-ada", "/instansi/dinkes", "/papan/tidak-ada"];

function check(answer, what) {
  assert.equal(securityHeaders.size, 7);
  for (const [name, value] of securityHeaders) assert.deepEqual(answer.headers[name], [value], `${what}: ${name}`);
  for (const name of Object.keys(answer.headers)) assert.doesNotMatch(name, /^access-control-/, `${what}: no CORS, ever (E04)`);
  if (answer.bytes.length > 0) {
    const kind = answer.header("content-type");
    assert.match(kind, /; ?charset=utf-8$/i, `${what}: ${kind}`);
    if (/json/.test(kind)) JSON.parse(answer.text);
    if (/html/.test(kind)) assert.match(answer.text, /^<!doctype html>/i, what);
  }
  assert.ok(answer.headers["cache-control"], `${what} says how long it may be kept`);
  assert.equal(answer.headers["server"], undefined);
  assert.equal(answer.headers["x-powered-by"], undefined);
}

test("the policy allows nothing inline and nothing from elsewhere (E01)", () => {
  const policy = securityHeaders.get("content-security-policy");
  assert.match(policy, /^default-src 'none';/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')|https?:|\*/);
  for (const part of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) assert.ok(policy.includes(part));
});

describe("every route of the contract", () => {
  test("carries them for a guest and for the coordinator, whatever the answer", async () => {
    for (const who of [world.guest, world.coordinator]) {
      for (const [name, route] of routes) {
        if (name === "SessionEnd") continue;
        const parameters = { ...nowhere(route.parameters), slug: world.published.slug };
        const answer = await who.send({ method: route.method, path: address(name, parameters), body: route.method === "GET" ? undefined : {}, headers: { "idempotency-key": uuid() } });
        check(answer, `${name} ${answer.status}`);
        assert.equal(answer.header("cache-control"), "no-store", `${name} (E06)`);
      }
    }
  });
});

describe("pages", () => {
  for (const path of PAGES) {
    test(`${path} for a guest and for somebody signed in`, async () => {
      for (const who of [world.guest, world.coordinator]) {
        const answer = await who.page(path);
        check(answer, `${path} ${answer.status}`);
        assert.equal(answer.headers["set-cookie"], undefined);
      }
    });
  }

  test("public ones may be kept for seconds and are revalidated by ETag, with the same bytes for everybody", async () => {
    for (const path of ["/", "/papan", "/katalog", `/papan/${world.published.slug}`, "/instansi/dinkes"]) {
      const [guest, office] = [await world.guest.page(path), await world.coordinator.page(path)];
      assert.equal(guest.header("cache-control"), "public, max-age=5, stale-while-revalidate=60", path);
      assert.equal(office.text, guest.text, `${path} does not depend on who asks`);
      const again = await world.guest.page(path, { "if-none-match": guest.header("etag") });
      assert.deepEqual([again.status, again.bytes.length], [304, 0], path);
      check(again, `${path} 304`);
    }
  });

  test("HEAD is GET without the body", async () => {
    for (const path of ["/", "/api/v1/health", "/tidak/ada"]) {
      const [get, head] = [await world.guest.page(path), await world.guest.send({ method: "HEAD", path })];
      assert.deepEqual([head.status, head.bytes.length], [get.status, 0]);
      check(head, `HEAD ${path}`);
    }
  });

  test("a path that looks like a file below the API is no file (E06)", async () => {
    for (const path of ["/api/v1/session.css", "/api/x.css", "/api/x/..%2f", "/api/v1/session/", "/api", "/api/"]) {
      const answer = await world.coordinator.send({ path });
      assert.equal(answer.status, 404, path);
      check(answer, path);
      assert.equal(answer.header("cache-control"), "no-store", path);
    }
  });
});

describe("refusals of the transport", () => {
  const cases = {
    "405 says what works": { method: "PUT", path: "/api/v1/session", status: 405, allow: "GET, POST, DELETE, HEAD" },
    "405 on a page": { method: "POST", path: "/katalog", status: 405, allow: "GET, HEAD" },
    "TRACE is refused (E10)": { method: "OPTIONS", path: "/api/v1/session", status: 405, allow: "GET, POST, DELETE, HEAD" },
    "413": { method: "POST", path: "/api/v1/session", text: "x".repeat(17_000), status: 413 },
    "415": { method: "POST", path: "/api/v1/session", headers: { "content-type": "text/plain" }, status: 415 },
    "403 from elsewhere": { method: "POST", path: "/api/v1/session", headers: { "sec-fetch-site": "cross-site" }, status: 403 },
    "400 broken JSON": { method: "POST", path: "/api/v1/session", text: "{", status: 400 },
    "404 broken identifier": { path: "/api/v1/editions/17", status: 404 },
    "426 an app that is too old": { path: "/api/v1/session", headers: { "x-klisida-contract": "0" }, status: 426 },
  };
  for (const [what, { status, allow, ...request }] of Object.entries(cases)) {
    test(what, async () => {
      const answer = await world.coordinator.send(request);
      assert.equal(answer.status, status, answer.text);
      check(answer, what);
      if (allow) assert.equal(answer.header("allow"), allow);
    });
  }

  test("429", async () => {
    const attacker = world.guest.fresh();
    attacker.from = "10.99.99.99";
    let answer;
    for (let n = 0; n < 7; n += 1) answer = await attacker.call("SessionOpen", {}, { username: "tidak.ada", password: "salah sekali" });
    assert.equal(answer.status, 429);
    check(answer, "429");
  });

  test("500, of the API and of a page, with a code to quote and nothing of the cause (G06)", async () => {
    for (const path of ["/api/v1/editions", "/katalog"]) {
      const answer = await world.coordinator.send({ path, headers: { "x-harness-fault": "before:1" } });
      assert.equal(answer.status, 500, path);
      check(answer, `500 ${path}`);
      assert.doesNotMatch(answer.text.replaceAll(answer.header("x-request-id"), ""), /D1|SQL|Network|at \w+ \(|\.rs|panicked/);
      assert.match(answer.text, /KL-[0-9A-Z]{6}/);
      assert.equal(answer.header("cache-control"), "no-store");
    }
  });

  test("every answer has a request id of its own", async () => {
    const ids = new Set();
    for (let n = 0; n < 20; n += 1) ids.add((await world.guest.call("HealthShow")).header("x-request-id"));
    assert.equal(ids.size, 20);
  });
});
