// A deadline is kept by whoever is late with the rest of a request: headers and ten bytes come before it, the deadline passes, the
// rest comes after. Every write of the contract says in tests/api/nouns which deadline it has, or that it has none. (D10, G14)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { DEADLINES } from "./nouns.mjs";
import { refused, slowly } from "./support/client.mjs";
import { nowhere, routes } from "./support/contract.mjs";
import { over } from "./support/facts.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, innovations, makeEdition, moveClosing, sheet } from "./support/world.mjs";

let world, server, found;
before(async () => {
  world = await standard();
  ({ server } = world);
  found = (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Alasan contoh untuk uji.";
const FULL = sheet([80, 70, 60, 50, 40]);

const writes = [...routes.values()].filter((it) => it.effect !== "Reads");

test("every write of the contract says whether it has a deadline", () => {
  assert.deepEqual(
    writes.map((it) => it.name).filter((name) => !DEADLINES[name]),
    [],
    "a row for each",
  );
  assert.deepEqual(
    Object.keys(DEADLINES).filter((name) => !writes.some((it) => it.name === name)),
    [],
    "and none for what is gone",
  );
});

describe("a body that comes after the deadline is late", () => {
  for (const [name, row] of Object.entries(DEADLINES)) {
    if (typeof row !== "function") continue;
    test(name, async () => {
      const { by, parameters, body, pass, code, stored } = await row(world);
      const before = await stored();
      const answer = await slowly(by, (options) => by.call(name, parameters, body, options), pass);
      refused(answer, code);
      assert.deepEqual(await stored(), before);
    });
    test(`${name}: in time it is taken, however slowly it comes`, async () => {
      const { by, parameters, body, code } = await row(world);
      if (name === "EditionExtend") body.closes_at += DAY;
      const answer = await slowly(by, (options) => by.call(name, parameters, body, options), async () => {});
      assert.equal(answer.status, 200, `${code}? ${answer.text}`);
    });
  }
});

describe("a session that ends while the body is on its way writes nothing", () => {
  for (const { name, access, effect, parameters } of writes) {
    if (access === "Public" || effect === "Upload") continue;
    test(name, async () => {
      const by = Object.assign(world.idle.fresh(), { cookie: null });
      const me = await by.do("SessionOpen", {}, { username: world.idle.username, password: world.idle.password, remember: false });
      const pass = () => over(server, (at) => server.run("UPDATE session SET created_at = created_at + ?1 - ?2 WHERE id = ?3", at, me.expires_at, me.session));
      refused(await slowly(by, (options) => by.call(name, nowhere(parameters), {}, options), pass), "sign_in_needed");
    });
  }
});

test("a burst around closing: none is taken late, none is refused early, what was taken has a stamp before closing (G14)", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const all = world.judges.flatMap((who) => edition.entries.map((entry) => [who, edition.of(who, entry)]));
  const put = async (who, assignment, version) => {
    const sent = Date.now();
    const answer = await who.call("SheetPut", { assignment }, { version, sheet: sheet([version % 101, 2, 3, 4, 5]) });
    return { sent, heard: Date.now(), answer };
  };
  for (const [who, assignment] of all) assert.equal((await put(who, assignment, 0)).answer.status, 200);
  const closing = Date.now() + 400;
  await moveClosing(server, edition, closing);
  await Promise.all(
    all.map(async ([who, assignment]) => {
      for (let version = 1; ; version += 1) {
        const { sent, heard, answer } = await put(who, assignment, version);
        if (answer.status !== 200) {
          refused(answer, "judging_closed");
          assert.ok(heard >= closing, `refused ${closing - heard} ms early`);
          const { at } = await server.row("SELECT max(at) AS at FROM late_sheet WHERE assignment_id = ?1", assignment);
          assert.ok(at >= closing && at <= heard);
          break;
        }
        assert.ok(sent < closing, `taken ${sent - closing} ms late`);
        const { at, state } = await server.row("SELECT v.at, s.state FROM sheet_event v JOIN sheet s USING (assignment_id) WHERE v.assignment_id = ?1 AND v.version = ?2", assignment, version + 1);
        assert.deepEqual([at, state], [answer.body.at, "draft"], "the judge is told the instant that is stored");
        assert.ok(at < closing && at >= sent - 1 && at <= heard, `${sent} ${at} ${heard}`);
      }
    }),
  );
});

test("closing while judges save: what was taken is before it, what was refused is kept", async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const all = world.judges.flatMap((who) => edition.entries.map((entry) => [who, edition.of(who, entry)]));
  const saves = all.map(async ([who, assignment]) => {
    for (let version = 0; ; version += 1) {
      const answer = await who.call("SheetPut", { assignment }, { version, sheet: FULL });
      if (answer.status !== 200) return refused(answer, "judging_closed");
    }
  });
  await edition.close(REASON);
  await Promise.all(saves);
  const { closed_at, closes_at } = await server.row("SELECT closed_at, closes_at FROM edition WHERE id = ?1", edition.id);
  const { newest } = await server.row("SELECT max(v.at) AS newest FROM sheet_event v JOIN assignment a ON a.id = v.assignment_id WHERE a.edition_id = ?1", edition.id);
  assert.ok((newest ?? 0) <= closed_at && closed_at < closes_at, `${newest} ${closed_at} ${closes_at}`);
});
