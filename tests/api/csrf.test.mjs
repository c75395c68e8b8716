// Only the own pages may write: Fetch Metadata, Origin, JSON, and a header no form can send. (E05)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { existing } from "./nouns.mjs";
import { address, nowhere, routes } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { ORIGIN } from "./support/server.mjs";
import { standard } from "./support/standard.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const writes = [...routes.values()].filter((it) => it.method !== "GET");
const send = (who, route, headers) => {
  const parameters = nowhere(route.parameters);
  return who.send({ method: route.method, path: address(route.name, parameters), body: {}, headers: { "idempotency-key": uuid(), ...headers } });
};
const FORGED = {
  "from another site": { "sec-fetch-site": "cross-site", origin: ORIGIN },
  "from a sibling host": { "sec-fetch-site": "same-site", origin: ORIGIN },
  "typed into the address bar": { "sec-fetch-site": "none", origin: undefined },
  "without metadata and Origin": { "sec-fetch-site": undefined, origin: undefined },
  "without metadata, another Origin": { "sec-fetch-site": undefined, origin: "https://jahat.example" },
  "without metadata, an opaque Origin": { "sec-fetch-site": undefined, origin: "null" },
  "without metadata, the Origin with another port": { "sec-fetch-site": undefined, origin: `${ORIGIN}:8443` },
  "without metadata, an Origin that begins like ours": { "sec-fetch-site": undefined, origin: `${ORIGIN}.jahat.example` },
  "without the app's header": { "x-klisida": undefined },
  "with another value of the app's header": { "x-klisida": "0" },
};

test("there are writes to try", () => {
  assert.ok(writes.length >= 30);
});

for (const [what, headers] of Object.entries(FORGED)) {
  test(`${what}: every write is refused before anything else`, async () => {
    for (const route of writes) {
      for (const who of [world.guest, world.coordinator]) {
        const bytes = route.effect === "Upload" ? { "content-type": "application/octet-stream" } : {};
        const answer = await send(who, route, { ...bytes, ...headers });
        assert.deepEqual([answer.status, JSON.parse(answer.text).code], [403, "cross_site"], `${route.name} by ${who.name}`);
        assert.equal(answer.d1.trips, 0, "without asking the database");
      }
    }
  });
}

for (const kind of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", undefined]) {
  test(`as ${kind}: every write is refused`, async () => {
    for (const route of writes) {
      const answer = await send(world.coordinator, route, { "content-type": kind });
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [415, "wrong_media_type"], route.name);
    }
  });
}

describe("the own pages", () => {
  test("with metadata, or with the own Origin where a browser sends none", async () => {
    for (const headers of [{ origin: undefined }, { "sec-fetch-site": undefined }, { "content-type": "application/json; charset=utf-8" }]) {
      const answer = await send(world.coordinator, routes.get("ImportCheck"), headers);
      assert.equal(answer.status, 422, "it comes as far as its body");
    }
  });
});

describe("reading changes nothing", () => {
  test("the database is the same before and after everybody read everything", async () => {
    const { server } = world;
    const names = (await server.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'")).map((it) => it.name);
    const all = async () => Object.fromEntries(names.map((name) => [name, null]).concat(await Promise.all(names.map(async (name) => [name, await server.rows(`SELECT * FROM "${name}"`)]))));
    const parameters = await existing(world);
    const before = await all();
    const everybody = [world.guest, world.admin, world.coordinator, world.clinic, world.head, world.agency, world.innovator, world.judge1, world.leadership];
    for (const route of routes.values()) {
      if (route.method !== "GET") continue;
      const answers = [];
      for (const who of everybody) answers.push((await who.send({ path: address(route.name, parameters) })).status);
      assert.ok(answers.some((it) => it === 200), `${route.name}: somebody reads something, not ${answers}`);
    }
    for (const path of ["/", "/papan", `/papan/${world.published.slug}`, "/katalog", "/bantuan", "/sitemap.xml"]) {
      for (const who of everybody) await who.page(path);
    }
    assert.deepEqual(await all(), before);
  });
});
