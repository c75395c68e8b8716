// A panic in the Worker: the requests that were under way get the generic answer, and the next one is served. (G7, G06)
//
// The harness makes it happen: a function that the compiled Worker imports runs into `unreachable` (support/trap.js), at the
// clock, which is read before anything else, or at the log, written after the database was asked.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, between, ok } from "./support/client.mjs";
import { securityHeaders } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { sheet } from "./support/world.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

function check(answer, what) {
  assert.equal(answer.status, 500, `${what}: ${answer.text}`);
  for (const [name, value] of securityHeaders) assert.deepEqual(answer.headers[name], [value], `${what}: ${name}`);
  assert.equal(answer.header("cache-control"), "no-store", what);
  assert.match(answer.header("x-request-id"), /^KL-[0-9A-HJKMNP-TV-Z]{6}$/, what);
  assert.notEqual(answer.header("x-request-id"), "KL-000000", what);
  assert.equal(answer.headers["set-cookie"], undefined, what);
  assert.doesNotMatch(answer.text, /unreachable|RuntimeError|wasm|at \w+ \(|\.rs|panicked/, what);
}

const nameless = (answer) => answer.text.replaceAll(answer.header("x-request-id"), "KL-");

for (const trap of ["new_0", "log"]) {
  for (const path of ["/", "/katalog", "/api/v1/session"]) {
    test(`${path} breaks at the ${trap}: the designed answer with a code of its own, and the next request is served`, async () => {
      const { coordinator } = world;
      const ids = new Set();
      for (let n = 0; n < 3; n += 1) {
        const answer = await coordinator.send({ path, headers: { "x-harness-trap": trap } });
        check(answer, path);
        ids.add(answer.header("x-request-id"));
        // Word for word what a fault that the Worker survives is answered with.
        const survived = await coordinator.send({ path, headers: { "x-harness-fault": "before:1" } });
        assert.equal(survived.status, 500);
        assert.equal(nameless(answer), nameless(survived), path);
        assert.equal(answer.header("content-type"), survived.header("content-type"));
        const next = await coordinator.send({ path });
        assert.equal(next.status, 200, next.text);
      }
      assert.equal(ids.size, 3);
    });
  }
}

test("HEAD of what breaks has no body", async () => {
  const answer = await world.guest.send({ method: "HEAD", path: "/katalog", headers: { "x-harness-trap": "new_0" } });
  check(answer, "HEAD");
  assert.equal(answer.bytes.length, 0);
});

test("a write that was under way in the same instance is answered too, and sent again it is done once", async () => {
  const { judge1, open, guest } = world;
  const assignment = open.of(judge1, open.entries[2]);
  const key = uuid();
  const body = { version: 0, sheet: sheet([41, 42, 43, 44, 45]) };
  const answer = await between(
    guest,
    ({ race }) => judge1.call("SheetPut", { assignment }, body, { key, race }),
    async () => check(await guest.send({ path: "/katalog", headers: { "x-harness-trap": "log" } }), "the one that broke"),
  );
  assert.ok([200, 500].includes(answer.status), answer.text);
  if (answer.status === 500) check(answer, "the one beside it");
  const again = ok(await judge1.call("SheetPut", { assignment }, body, { key }));
  assert.equal(again.version, 1);
  const stored = ok(await judge1.call("SheetShow", { assignment }));
  assert.deepEqual(stored.sheet.marks, body.sheet.marks);
});

test("what the log says of it is a line with the code, and nothing of the request", { timeout: 30_000 }, async () => {
  const { server, guest } = world;
  const answer = await guest.send({ path: "/katalog?q=rahasiasekali", headers: { "x-harness-trap": "new_0" } });
  check(answer, "/katalog");
  await server.logged(answer.header("x-request-id"));
  const lines = server.logs.filter(({ message }) => message.includes(answer.header("x-request-id")));
  assert.equal(lines.length, 1, JSON.stringify(lines));
  assert.equal(JSON.parse(lines[0].message).outcome, "panic");
  assert.ok(!server.logs.some(({ message }) => message.includes("rahasiasekali")));
});

test("many at once: each is answered, whatever breaks between them", async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => new Client(world.server).send({ path: "/katalog", headers: n % 8 === 3 ? { "x-harness-trap": "log" } : {} })),
  );
  for (const answer of answers) if (answer.status !== 200) check(answer, "/katalog");
  assert.ok(answers.some((it) => it.status === 500));
  assert.equal((await world.guest.send({ path: "/katalog" })).status, 200);
});
