// Bad input: a clear problem, nothing lost, nothing half done. (D01-D12)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { address, nowhere, routes } from "./support/contract.mjs";
import { canary, uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { standard } from "./support/standard.mjs";
import { OUTSIDE, join, rubric, setup, sheet } from "./support/world.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const send = async (name, text, { who = world.coordinator, parameters, headers } = {}) => {
  const route = routes.get(name);
  const path = address(name, parameters ?? nowhere(route.parameters));
  const answer = await who.send({ method: route.method, path, text, headers: { "idempotency-key": uuid(), ...headers } });
  return { ...answer, body: JSON.parse(answer.text) };
};
/** Somebody who may call a route. */
const entitled = (route) => (!route.roles ? world.clinic : route.roles.includes("judge") ? world.judge1 : route.roles.includes("coordinator") ? world.coordinator : route.roles.includes("agency_coordinator") ? world.agency : world.admin);
// A file's bytes are no JSON: evidence.test.mjs.
const writes = [...routes.values()].filter((it) => it.method !== "GET" && it.effect !== "Upload");
const withBody = writes.filter((it) => it.body !== "wire::Empty");

describe("every write", () => {
  test("refuses what is no JSON, and JSON that goes on after its end", async () => {
    for (const route of withBody) {
      for (const text of ["{", "", "null x", "{}{}", "[]x", "\u0000", "{'a':1}"]) {
        const answer = await send(route.name, text, { who: entitled(route) });
        assert.ok([400, 422].includes(answer.status), `${route.name} ${JSON.stringify(text)}: ${answer.status} ${answer.text}`);
      }
    }
  });

  test("refuses broken UTF-8", async () => {
    for (const route of writes) {
      const bytes = Buffer.concat([Buffer.from('{"username":"'), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('"}')]);
      const answer = await send(route.name, bytes, { who: entitled(route) });
      assert.deepEqual([answer.status, answer.body.code], [400, "unreadable"], route.name);
    }
  });

  test("refuses a key that the contract does not know, by name (D02)", async () => {
    for (const route of writes) {
      const answer = await send(route.name, '{"ver":9}', { who: entitled(route) });
      assert.deepEqual([answer.status, answer.body.code, answer.body.field], [422, "unknown_field", "ver"], `${route.name}: ${answer.text}`);
    }
  });

  test("takes no word of a body for a code: a key named like one is an unknown key", async () => {
    const codes = JSON.parse(readFileSync(repo("docs/openapi.json"), "utf8")).components.schemas.Code;
    const names = codes.enum ?? codes.oneOf.flatMap((it) => it.enum ?? [it.const]);
    assert.ok(names.includes("internal") && names.includes("sign_in_needed") && names.length > 100, `${names.length}`);
    for (const name of ["SessionOpen", "EditionCreate", "SheetPut", "PartPut", "ReviewAdd", "RemarkAdd"]) {
      for (const code of names) {
        const answer = await send(name, JSON.stringify({ [code]: 1 }), { who: entitled(routes.get(name)) });
        assert.deepEqual([answer.status, answer.body.code, answer.body.field], [422, "unknown_field", code], `${name}: ${answer.text}`);
      }
    }
    const twice = await send("SheetPut", '{"version":0,"sheet":{"marks":{"internal":1}}}', { who: entitled(routes.get("SheetPut")) });
    assert.deepEqual([twice.status, twice.body.code], [422, "unknown_value"], twice.text);
  });

  test("refuses an array, a number, a text instead of an object", async () => {
    for (const route of withBody) {
      for (const text of ["[]", "7", '"x"', "null", "true"]) {
        const answer = await send(route.name, text, { who: entitled(route) });
        assert.ok([400, 422].includes(answer.status), `${route.name} ${text}: ${answer.text}`);
      }
    }
  });

  test("names the first key that is missing", async () => {
    for (const route of withBody) {
      const answer = await send(route.name, "{}", { who: entitled(route) });
      assert.deepEqual([answer.status, answer.body.code], [422, "field_missing"], `${route.name}: ${answer.text}`);
      assert.ok(answer.body.field, route.name);
    }
  });

  test("refuses two megabytes, before reading them when the length is said, while reading when not", async () => {
    const two = Buffer.alloc(2_000_000, 0x20);
    for (const route of writes) {
      const answer = await send(route.name, two, { who: entitled(route) });
      assert.deepEqual([answer.status, answer.body.code], [413, "body_too_large"], route.name);
    }
    const answer = await send("SessionOpen", two, { headers: { "content-length": undefined, "transfer-encoding": "chunked" } });
    assert.deepEqual([answer.status, answer.body.code], [413, "body_too_large"]);
  });

  test("takes a body of exactly its limit and refuses one byte more", async () => {
    for (const name of ["SessionOpen", "EditionCreate", "ImportCheck"]) {
      const { limit } = routes.get(name);
      const full = await send(name, "{}".padEnd(limit, " "));
      assert.equal(full.status, 422, name);
      const over = await send(name, "{}".padEnd(limit + 1, " "));
      assert.equal(over.status, 413, name);
    }
  });

  test("answers deep nesting and long numbers without falling over", async () => {
    for (const text of ["[".repeat(8000), `{"a":${"[".repeat(4000)}${"]".repeat(4000)}}`, `{"version":${"9".repeat(400)}}`, '{"version":1e999}', '{"version":-0}', '{"version":4294967296}']) {
      for (const name of ["EditionOpen", "SheetPut"]) {
        const answer = await send(name, text, { who: entitled(routes.get(name)) });
        assert.ok([400, 422].includes(answer.status), `${name} ${text.slice(0, 20)}: ${answer.status}`);
      }
    }
    assert.equal((await world.coordinator.call("SessionShow")).status, 200);
  });

  test("refuses a JSON key given twice, or takes the first or last; never breaks (D12)", async () => {
    const answer = await send("SessionOpen", '{"username":"a.b","username":"c.d","password":"empat kata acak"}', { who: world.guest });
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
  });
});

describe("identifiers in addresses", () => {
  for (const id of ["17", "00000000-0000-0000-0000-00000000000g", "{edition}", "..", "%2e%2e", "018F0000-0000-7000-8000-000000000000", "' OR 1=1 --", "%00", "a".repeat(2000)]) {
    test(`${id.slice(0, 30)} is 404 for everybody`, async () => {
      for (const who of [world.guest, world.coordinator]) {
        for (const path of [`/api/v1/editions/${encodeURIComponent(id)}`, `/api/v1/judging/${encodeURIComponent(id)}`, `/api/v1/entries/${encodeURIComponent(id)}`]) {
          const answer = await who.send({ path });
          assert.ok([404, 401, 403].includes(answer.status), `${path}: ${answer.status}`);
        }
      }
    });
  }

  test("a slug of anything is 404 or the board, never broken", async () => {
    for (const slug of ["..", "%00", "'; DROP TABLE board; --", "a".repeat(3000), "%F0%9F%8C%8A", "..%2f..%2fetc"]) {
      for (const path of [`/api/v1/boards/${slug.includes("%") ? slug : encodeURIComponent(slug)}`, `/papan/${encodeURIComponent(slug)}`, `/inovasi/${encodeURIComponent(slug)}`, `/instansi/${encodeURIComponent(slug)}`]) {
        const answer = await world.guest.send({ path });
        assert.ok([404, 200, 308, 400].includes(answer.status), `${path}: ${answer.status}`);
      }
    }
  });

  test("a version that is no number is 404", async () => {
    for (const version of ["x", "-1", "1.0", "99999999999", "0", "+1", "01"]) {
      const answer = await world.guest.send({ path: `/api/v1/boards/${world.published.slug}/versions/${version}` });
      assert.ok([404, 200].includes(answer.status), version);
      if (["x", "-1", "1.0", "99999999999", "0"].includes(version)) assert.equal(answer.status, 404, version);
    }
  });
});

describe("texts", () => {
  test("SQL, markup and every alphabet come back as sent, control characters are taken out; nothing breaks (D03, D04)", async () => {
    const same = ["'; DROP TABLE edition; --", "<img src=x onerror=alert(1)>", "日本語 नाम ไทย", "\ud83c\udf0a ombak", "${7*7}{{7*7}}", "%s%n"].map((text) => [text, text]);
    for (const [text, stored] of [...same, ["a\u202eb", "ab"], ["x\u0000y", "xy"], ["\r\nSet-Cookie: a=b", "\nSet-Cookie: a=b"]]) {
      const id = uuid();
      const wanted = setup({ name: `Nama ${text}` });
      const answer = await world.coordinator.call("EditionCreate", {}, { id, setup: wanted });
      assert.equal(answer.status, 200, answer.text);
      assert.equal((await world.coordinator.do("EditionShow", { edition: id })).setup.name, `Nama ${stored}`);
    }
    assert.equal((await world.coordinator.call("EditionList")).status, 200);
  });

  test("half a surrogate pair is refused or replaced, never broken", async () => {
    const answer = await send("SessionOpen", '{"username":"\\ud800","password":"\\ud800 empat kata"}', { who: world.guest });
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
  });
});

describe("text pasted from a word processor", () => {
  const pasted = readFileSync(repo("tests/fixtures/cases/soft-line-break.txt"), "utf8").trimEnd();

  test("is stored as plain text with its line breaks, and holds back neither the mark beside it nor another note", async () => {
    const { judge2, open } = world;
    const assignment = open.of(judge2, open.entries[2]);
    const shown = await judge2.do("SheetShow", { assignment });
    const { sheet: before, item: { version } } = shown;
    const notes = { kebaruan: pasted, solusi: "\u0093Sehati\u0094 \u0000\u0096 ke\u00adrja\u202e" };
    const marks = { ...before.marks, kebaruan: 61 };
    ok(await judge2.call("SheetPut", { assignment }, { version, sheet: { marks, notes } }));
    const stored = (await judge2.do("SheetShow", { assignment })).sheet;
    assert.deepEqual(stored.notes, { kebaruan: "Antrean obat turun dari 14 hari\nmenjadi 3 hari.\nBerlaku sejak Mei 2025.", solusi: "“Sehati” – kerja" });
    assert.deepEqual(stored.marks, marks);
  });

  test("a password is taken letter for letter, whatever is in it", async () => {
    const word = "empat\u00ad kata\u0085 \u202eacak \u000b dua";
    const person = await join(world.server, world.coordinator, "clinic", { word });
    const sign = (password) => world.guest.call("SessionOpen", {}, { username: person.username, password });
    ok(await sign(word));
    refused(await sign("empat kata… acak \n dua"), "bad_credentials");
  });

  test("every password and every file of the contract is of the type that is taken letter for letter", () => {
    const schemas = JSON.parse(readFileSync(repo("docs/openapi.json"), "utf8")).components.schemas;
    const found = [];
    for (const [name, { properties = {} }] of Object.entries(schemas)) {
      for (const [field, about] of Object.entries(properties)) {
        if (!/password|^current$|^new$|^content$/.test(field) || !/String|string/.test(JSON.stringify(about.type ?? "")) && !about.$ref?.includes("Verbatim")) continue;
        found.push(`${name}.${field}`);
        assert.match(about.$ref ?? "", /Verbatim$/, `${name}.${field}`);
      }
    }
    for (const one of ["SignIn.password", "Redeem.password", "Recover.password", "Publish.password", "ImportCheck.content"]) assert.ok(found.includes(one), `${one} of ${found}`);
  });
});

describe("what the client cannot set (D02)", () => {
  for (const [name, body] of [
    ["EditionCreate", () => ({ id: uuid(), setup: { ...setup(), standing: "published" } })],
    ["EditionCreate", () => ({ id: uuid(), setup: setup(), recorded: "published" })],
    ["InvitationCreate", () => ({ id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "", expires_at: 9e15 })],
    ["ImportRun", () => ({ id: uuid(), source: "innovations", file_name: "a", content: "", digest: "", owner: "x" })],
    ["SheetPut", () => ({ version: 0, sheet: { ...sheet([1]), state: "locked" } })],
    ["SessionOpen", () => ({ username: "a.b", password: "empat kata", role: "administrator" })],
    ["LinkRedeem", () => ({ token: "A".repeat(43), name: "Orang", username: "orang.baru", password: "empat kata acak", role: "administrator" })],
  ]) {
    test(`${name}: ${JSON.stringify(Object.keys(body())).slice(0, 60)}`, async () => {
      const answer = await send(name, JSON.stringify(body()), { who: entitled(routes.get(name)), parameters: name === "SheetPut" ? { assignment: world.open.of(world.judge1, world.open.entries[1]) } : {} });
      assert.deepEqual([answer.status, answer.body.code], [422, "unknown_field"], answer.text);
    });
  }
});

describe("numbers at their edges (D01)", () => {
  for (const [field, good, bad] of [
    ["year", [2024, 2100], [2023, 2101, -1, 65_536, 2026.5]],
    ["min_judges", [3, 15], [2, 16, 0, 256, -3]],
  ]) {
    test(`${field}: ${good} pass, ${bad} do not`, async () => {
      for (const value of good) assert.equal((await world.coordinator.call("EditionCreate", {}, { id: uuid(), setup: setup({ [field]: value }) })).status, 200, `${value}`);
      for (const value of bad) assert.equal((await world.coordinator.call("EditionCreate", {}, { id: uuid(), setup: setup({ [field]: value }) })).status, 422, `${value}`);
    });
  }

  test("weights: 1 and 96 pass, 0, 97 with the rest, 256 and -1 do not", async () => {
    const create = (weights) => world.coordinator.call("EditionCreate", {}, { id: uuid(), setup: setup({ rubric: rubric(weights) }) });
    assert.equal((await create([96, 1, 1, 1, 1])).status, 200);
    for (const weights of [[0, 40, 20, 20, 20], [97, 1, 1, 1, 1], [256, 1, 1, 1, 1], [-1, 41, 20, 20, 20], [20.5, 29.5, 20, 20, 10]]) assert.equal((await create(weights)).status, 422, `${weights}`);
  });

  test("marks: 0 and 100 pass, -1 and 101 do not", async () => {
    const assignment = world.open.of(world.judge1, world.open.entries[2]);
    const saved = await world.judge1.call("SheetPut", { assignment }, { version: 0, sheet: sheet([0, 100, 0, 100, 50]) });
    assert.equal(saved.status, 200, saved.text);
    for (const mark of [-1, 101, 256, 1e20]) assert.equal((await world.judge1.call("SheetPut", { assignment }, { version: 1, sheet: sheet([mark]) })).status, 422, `${mark}`);
  });

  test("instants far away are refused or kept exactly", async () => {
    for (const [opens_at, closes_at] of [[-9_007_199_254_740_991, 9_007_199_254_740_991], [0, 4_102_444_800_000], [9_007_199_254_740_993n, 9_007_199_254_740_999n]]) {
      const id = uuid();
      const text = JSON.stringify({ id, setup: { ...setup(), opens_at: "A", closes_at: "B" } }).replace('"A"', String(opens_at)).replace('"B"', String(closes_at));
      const answer = await send("EditionCreate", text);
      assert.ok([200, 422].includes(answer.status), answer.text);
      if (answer.status === 200) {
        const raw = await world.coordinator.send({ path: `/api/v1/editions/${id}` });
        assert.ok(raw.text.includes(`"opens_at":${opens_at}`) && raw.text.includes(`"closes_at":${closes_at}`), raw.text.slice(0, 300));
      }
    }
  });
});

test("a refusal never says more than its code: no SQL, no path, no text of ours or theirs (G04, G06)", async () => {
  const word = canary("isian");
  for (const route of withBody) {
    const answer = await send(route.name, JSON.stringify({ [word]: word, version: word, reason: word }), { who: entitled(route) });
    assert.ok(!answer.text.replaceAll(`"field":"${word}"`, "").includes(word), `${route.name}: ${answer.text}`);
    assert.doesNotMatch(answer.text, /sqlite|SELECT|INSERT|\/src\/|line \d+ column/i, route.name);
  }
  const log = world.server.logs.map((it) => it.message).join("\n");
  assert.ok(!log.includes(word), "nor does the log");
});
