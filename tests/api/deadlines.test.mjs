// A deadline is kept by whoever is late with the rest of a request: headers and ten bytes come before it, the deadline passes, the
// rest comes after. Every write of the contract has a row here that says which deadline it has, or that it has none. (D10, G14)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { refused, slowly } from "./support/client.mjs";
import { nowhere, routes } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { planActivity } from "./support/seed.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, OUTSIDE, innovations, join, makeEdition, moveClosing, password, score, sheet } from "./support/world.mjs";

let world, server, found;
before(async () => {
  world = await standard();
  ({ server } = world);
  found = (await innovations(world.coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 3);
});
after(() => world?.server.stop());

const REASON = "Alasan contoh untuk uji.";
const FULL = sheet([80, 70, 60, 50, 40]);

/** An instant that is over when this returns, and was not when it was called. */
async function over(move) {
  const at = Date.now() + 1;
  await move(at);
  await until(at);
}
const until = async (at) => {
  while (Date.now() <= at) await server.row("SELECT 1");
};

/** A judge's sheet in an open edition, as it stands after `act`. */
const sheetOf = (act, make) => async () => {
  const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
  const assignment = edition.of(world.judge1, edition.entries[0]);
  if (act === "saved") await score(world.judge1, assignment, [80, 70, 60, 50, 40], { lock: false });
  if (act === "locked") await score(world.judge1, assignment, [80, 70, 60, 50, 40]);
  const stored = () => server.rows("SELECT * FROM sheet_event WHERE assignment_id = ?1", assignment);
  return { by: world.judge1, parameters: { assignment }, body: make, pass: () => over((at) => moveClosing(server, edition, at)), code: "judging_closed", stored };
};

const link = (body, make) => async () => {
  const { id, token } = await make();
  const stored = () => server.rows("SELECT used_at, used_by FROM invitation WHERE id = ?1", id);
  return { by: body.by?.() ?? world.guest.fresh(), parameters: {}, body: { token, ...body.more?.() }, pass: () => over((at) => server.run("UPDATE invitation SET expires_at = ?1 WHERE id = ?2", at, id)), code: "invitation_invalid", stored };
};
const invitation = () => world.coordinator.do("InvitationCreate", {}, { id: uuid(), role: "clinic", home: OUTSIDE, edition: null, note: "" });

const NONE = "no deadline";
/** Its bytes are read when it is known who may send them; what was announced is given up by the night's sweep, a state of its row. */
const ANNOUNCED = "asked before ten megabytes are taken";

const ROWS = {
  SheetPut: sheetOf("none", { version: 0, sheet: FULL }),
  SheetLockSet: sheetOf("saved", { version: 1 }),
  SheetReopenSet: sheetOf("locked", { version: 2, reason: REASON }),
  ProposalDecide: async () => {
    const { person } = world.judge1;
    const { version } = (await world.admin.all("PersonList")).find((it) => it.id === person);
    const id = uuid();
    await world.admin.do("ProposalAdd", {}, { id, version, subject: { kind: "recover", person }, reason: REASON });
    // As one that was proposed earlier: it waits a little longer only.
    const row = await server.row("SELECT * FROM proposal WHERE id = ?1", id);
    const old = { ...row, id: uuid(), at: row.at - DAY, expires_at: Date.now() + 500 };
    const names = Object.keys(old);
    await server.run(`INSERT INTO proposal (${names}) VALUES (${names.map((_, n) => `?${n + 1}`)})`, ...Object.values(old));
    const stored = () => server.rows("SELECT * FROM proposal_end WHERE proposal_id = ?1", old.id);
    const body = { digest: row.digest, approve: true, reason: null };
    return { by: world.coordinator, parameters: { proposal: old.id }, body, pass: () => until(old.expires_at), code: "proposal_ended", stored };
  },
  // Stepping back is possible until the coordinator closes, which is a step and no clock.
  ConflictSet: NONE,
  EditionOpen: async () => {
    const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges });
    const parameters = { edition: edition.id };
    const pass = () => over((at) => server.run("UPDATE edition SET closes_at = ?1 WHERE id = ?2", at, edition.id));
    return { by: world.coordinator, parameters, body: { version: await edition.version() }, pass, code: "not_ready", stored: () => server.rows("SELECT recorded FROM edition WHERE id = ?1", edition.id) };
  },
  EditionExtend: async () => {
    const edition = await makeEdition(world.coordinator, { entries: found, judges: world.judges, open: true });
    await moveClosing(server, edition, Date.now() - DAY);
    const closes_at = Date.now() + 150;
    const stored = () => server.rows("SELECT closes_at, version FROM edition WHERE id = ?1", edition.id);
    return { by: world.coordinator, parameters: { edition: edition.id }, body: { version: await edition.version(), closes_at, reason: REASON }, pass: () => until(closes_at), code: "deadline_not_later", stored };
  },
  // The coordinator may close at any time.
  EditionClose: NONE,
  LinkLook: link({}, invitation),
  LinkRedeem: link({ more: () => ({ name: "Orang Lambat", username: `lambat-${uuid().slice(0, 8)}`, password: password() }) }, invitation),
  LinkAccept: link({ by: () => world.leadership }, invitation),
  LinkRecover: link({ more: () => ({ password: password() }) }, async () => {
    const { person } = await join(server, world.coordinator, "clinic");
    return world.admin.do("RecoveryCreate", { person }, { id: uuid(), reason: REASON });
  }),
  CheckInAdd: async () => {
    const { id, code } = await planActivity(world);
    const pass = () => over((at) => server.run("UPDATE activity SET starts_at = ?1, ends_at = ?1 WHERE id = ?2", at - DAY, id));
    return { by: world.innovator, parameters: {}, body: { code }, pass, code: "check_in_closed", stored: () => server.rows("SELECT * FROM attendance WHERE activity_id = ?1", id) };
  },
  EvidencePut: ANNOUNCED,
  ...Object.fromEntries(
    `SessionOpen SessionEnd DeviceEnd DeviceKeyOpen PasswordSet InvitationCreate InvitationRevoke PersonGrants PersonHome PersonDisabled GrantConfirm RecoveryCreate ImportCheck ImportRun
     EditionCreate EditionSetup EntryAdd EntryRemove EntryWithdraw DossierSet SeatCreate SeatRemove AssignmentSet ResultRead ResultSheets EditionPublish
     RecordCreate RecordStart PartPut TeamSet StepSet RecordDelete ReviewAdd ReviewAnnounce CriteriaSet PlanSet LogAdd LogFollow RemarkAdd RemarkDone
     ConflictDecide ProposalAdd ProposalTakeBack SheetCorrect PublicationAsk PublicationPut EvidenceAdd EvidenceSet EvidenceDate EvidenceRemove DeskSet ClinicSettingSet ActivityCreate ActivitySet AttendanceAdd AgencySettingSet`
      .split(/\s+/)
      .map((name) => [name, NONE]),
  ),
};

const writes = [...routes.values()].filter((it) => it.effect !== "Reads");

test("every write of the contract says whether it has a deadline", () => {
  assert.deepEqual(
    writes.map((it) => it.name).filter((name) => !ROWS[name]),
    [],
    "a row for each",
  );
  assert.deepEqual(
    Object.keys(ROWS).filter((name) => !writes.some((it) => it.name === name)),
    [],
    "and none for what is gone",
  );
});

describe("a body that comes after the deadline is late", () => {
  for (const [name, row] of Object.entries(ROWS)) {
    if (typeof row !== "function") continue;
    test(name, async () => {
      const { by, parameters, body, pass, code, stored } = await row();
      const before = await stored();
      const answer = await slowly(by, (options) => by.call(name, parameters, body, options), pass);
      refused(answer, code);
      assert.deepEqual(await stored(), before);
    });
    test(`${name}: in time it is taken, however slowly it comes`, async () => {
      const { by, parameters, body, code } = await row();
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
      const pass = () => over((at) => server.run("UPDATE session SET created_at = created_at + ?1 - ?2 WHERE id = ?3", at, me.expires_at, me.session));
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
