// What the platform serves by itself, and what the Worker answers beside it, over HTTP as in service: `wrangler dev` with
// the built app. Every kind of answer carries every security header. (assurance E02)
//
// The database is empty, without a single table: whatever needs it is broken, which is how the 500s come about.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { dev } from "../support/wrangler.mjs";
import { securityHeaders } from "./support/contract.mjs";
import { repo } from "./support/repo.mjs";

let server, state;
before(async () => {
  for (const path of ["dist/_headers", "dist/index.html", "build/worker/index.js"]) {
    assert.ok(existsSync(repo(path)), `there is no ${path}: run \`cargo xtask build\` first`);
  }
  state = mkdtempSync(join(tmpdir(), "klisida-static-"));
  server = await dev({ state, path: "/api/v1/health" });
});
after(async () => {
  await server?.stop();
  if (state) rmSync(state, { recursive: true, force: true });
});

/** One request exactly as given. */
const ask = ({ method = "GET", path, headers = {}, body }) =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { host: "localhost", port: server.port, method, path, headers: { ...headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) } },
      (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headersDistinct, header: (name) => answer.headersDistinct[name]?.join(", "), text: Buffer.concat(chunks).toString("utf8") }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });

function check(answer, what) {
  assert.equal(securityHeaders.size, 7);
  for (const [name, value] of securityHeaders) assert.deepEqual(answer.headers[name], [value], `${what}: ${name}`);
  for (const name of Object.keys(answer.headers)) assert.doesNotMatch(name, /^access-control-/, `${what}: no CORS, ever (E04)`);
}

/** A file in dist, by the end of its name. */
const files = (folder, ending) =>
  readdirSync(repo(`dist/${folder}`)).filter((name) => name.endsWith(ending)).map((name) => `/${folder}/${name}`);

const kept = "public, max-age=31536000, immutable";

describe("files of the app", () => {
  for (const path of ["/masuk", "/undangan", "/app", "/app/", "/app/kompetisi/apa-saja", "/app/juri?x=1", "/index.html"]) {
    test(`${path} is the shell, asked for again every time`, async () => {
      const answer = await ask({ path });
      assert.equal(answer.status, 200);
      check(answer, path);
      assert.match(answer.header("content-type"), /^text\/html/);
      assert.equal(answer.text, readFileSync(repo("dist/index.html"), "utf8"));
      assert.equal(answer.header("cache-control"), "no-cache");
    });
  }

  for (const [folder, ending, kind, cache] of [
    ["assets", ".js", /javascript/, kept],
    ["assets", ".wasm", /^application\/wasm/, kept],
    ["assets", ".css", /^text\/css/, kept],
    ["icons", ".png", /^image\/png/, undefined],
    ["icons", ".svg", /^image\/svg\+xml/, undefined],
  ]) {
    test(`every /${folder}/*${ending}`, async () => {
      const all = files(folder, ending);
      assert.ok(all.length > 0);
      for (const path of all) {
        const answer = await ask({ path });
        assert.equal(answer.status, 200, path);
        check(answer, path);
        assert.match(answer.header("content-type"), kind);
        if (cache) assert.equal(answer.header("cache-control"), cache, path);
        const again = await ask({ path, headers: { "if-none-match": answer.header("etag") } });
        assert.equal(again.status, 304, path);
        check(again, `${path} again`);
      }
    });
  }

  for (const [path, kind] of [
    ["/manifest.webmanifest", /json/],
    ["/sw.js", /javascript/],
  ]) {
    test(path, async () => {
      const answer = await ask({ path });
      assert.equal(answer.status, 200);
      check(answer, path);
      assert.match(answer.header("content-type"), kind);
      assert.equal(answer.header("cache-control"), "no-cache");
    });
  }

  test("a file that is gone is not kept for a year", async () => {
    for (const path of ["/assets/boot.0000000000000000.js", "/icons/tidak-ada.png"]) {
      const answer = await ask({ path });
      check(answer, path);
      assert.doesNotMatch(answer.header("cache-control") ?? "", /immutable/, path);
    }
  });

  test("HEAD, and a method that no file has", async () => {
    const head = await ask({ method: "HEAD", path: "/masuk" });
    assert.deepEqual([head.status, head.text], [200, ""]);
    check(head, "HEAD /masuk");
    const post = await ask({ method: "POST", path: "/masuk", body: "x" });
    assert.equal(post.status, 405);
    check(post, "POST /masuk");
  });

  test("lists of the build are nobody's to read", async () => {
    for (const path of ["/_headers", "/assets.json", "/.assetsignore"]) {
      const answer = await ask({ path });
      assert.equal(answer.status, 404, path);
      check(answer, path);
    }
  });
});

describe("answers of the Worker beside them", () => {
  const session = { method: "POST", path: "/api/v1/session" };
  const app = () => ({ "content-type": "application/json", "x-klisida": "1", "sec-fetch-site": "same-origin", origin: server.origin });
  for (const [what, status, request] of [
    ["a page", 200, { path: "/bantuan" }],
    ["a page that is not there", 404, { path: "/tidak/ada" }],
    ["a page, written to", 405, { method: "POST", path: "/bantuan", body: "x" }],
    ["a page that breaks", 500, { path: "/katalog" }],
    ["the API", 200, { path: "/api/v1/health" }],
    ["no such endpoint", 404, { path: "/api/v1/tidak-ada" }],
    ["no such method", 405, { method: "PUT", path: "/api/v1/health", body: "x" }],
    ["a body that is too large", 413, { ...session, body: "x".repeat(17_000) }],
    ["an endpoint that breaks", 500, { ...session, body: JSON.stringify({ username: "tidak.ada", password: "salah sekali", remember: false }) }],
  ]) {
    test(`${status}: ${what}`, async () => {
      const answer = await ask({ ...request, headers: request.method && request.path.startsWith("/api/") ? app() : {} });
      assert.equal(answer.status, status, answer.text);
      check(answer, what);
      assert.match(answer.header("x-request-id"), /^KL-[0-9A-Z]{6}$/);
      assert.match(answer.header("content-type"), request.path.startsWith("/api/") ? /^application\/json/ : /^text\/html/);
    });
  }
});
