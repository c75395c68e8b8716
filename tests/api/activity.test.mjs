// Activities of the clinic: planned, attended, and checked in to with a code that cannot be guessed.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ok, race, refused } from "./support/client.mjs";
import { begin, legacy } from "./support/clinic.mjs";
import { activity, planActivity } from "./support/seed.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, from, join } from "./support/world.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const show = (id) => world.clinic.do("ActivityShow", { activity: id });
const guests = (...all) => ({ guests: all.map(([name, agency]) => ({ name, agency })) });
const checkIn = (by, code, options) => by.call("CheckInAdd", {}, { code }, options);

describe("an activity", () => {
  test("is planned by the clinic, listed for everybody, and only the clinic reads its code", async () => {
    const { id, code } = await planActivity(world, { title: "Kuliah umum contoh", kind: "kuliah_umum" });
    assert.match(code, /^[A-HJ-KM-NP-Z2-9]{6}$/);
    for (const it of [world.innovator, world.agency, world.head, world.leadership]) {
      const list = await it.call("ActivityList");
      assert.ok(ok(list).items.some((line) => line.id === id && line.about.title === "Kuliah umum contoh"));
      assert.ok(!list.text.includes(code), `${it.name} reads no code`);
      refused(await it.call("ActivityShow", { activity: id }), "forbidden");
    }
    refused(await world.guest.call("ActivityList"), "sign_in_needed");
  });

  test("is changed by whoever saw its newest version; its code stays", async () => {
    const { id, code } = await planActivity(world);
    const body = { version: 1, activity: activity({ title: "Judul yang baru" }) };
    assert.equal((await world.clinic.do("ActivitySet", { activity: id }, body)).version, 2);
    refused(await world.coordinator.call("ActivitySet", { activity: id }, body), "stale_version", { current_version: 2 });
    const shown = await show(id);
    assert.deepEqual([shown.line.about.title, shown.code, shown.line.version], ["Judul yang baru", code, 2]);
  });

  test("of two changes at the same moment one wins", async () => {
    const { id } = await planActivity(world);
    const answers = await race(2, (n, options) => world.clinic.call("ActivitySet", { activity: id }, { version: 1, activity: activity({ title: `Judul ke-${n}` }) }, options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
  });

  test("that is a visit names a body that exists (Article 10(2)c)", async () => {
    const visit = (host) => world.clinic.call("ActivityCreate", {}, { id: uuid(), activity: activity({ kind: "kunjungan", host }) });
    refused(await visit(null), "host_needed", { field: "activity.host" });
    refused(await visit("ENTAH"), "unknown_value", { field: "activity.host" });
    const hosts = async () => (await world.clinic.do("HostList")).map((it) => it.code);
    assert.ok(!(await hosts()).includes("DLH"));
    refused(await visit("DLH"), "host_not_proven", { field: "activity.host" });
    const writer = await join(world.server, world.coordinator, "innovator", { home: from("DLH") });
    await begin(writer);
    refused(await visit("DLH"), "host_not_proven");
    ok(await writer.call("LegacyAdd", {}, { id: uuid(), agency: null, ...legacy() }));
    assert.ok((await hosts()).includes("DLH"));
    ok(await visit("DLH"));
  });

  test("ends after it begins and has a title", async () => {
    const answer = await world.clinic.call("ActivityCreate", {}, { id: uuid(), activity: activity({ title: " ", ends_at: 0 }) });
    const { faults } = refused(answer, "text_missing");
    assert.deepEqual(faults.map((it) => it.field), ["activity.title", "activity.ends_at"]);
  });

  test("sent again with the same key is made once", async () => {
    const [id, key, planned] = [uuid(), uuid(), activity()];
    const send = () => world.clinic.call("ActivityCreate", {}, { id, activity: planned }, { key });
    assert.equal((await send()).text, (await send()).text);
    assert.equal((await world.server.row("SELECT count(*) AS n FROM activity WHERE id = ?1", id)).n, 1);
    refused(await world.clinic.call("ActivityCreate", {}, { id, activity: activity() }), "key_reused");
  });
});

describe("who was there", () => {
  test("is written down once for each agency, however the name is spelled", async () => {
    const { id } = await planActivity(world);
    const attend = (body) => world.clinic.call("AttendanceAdd", { activity: id }, body);
    ok(await attend(guests(["Tamu Satu", "DINKES"], ["Tamu Dua", "PKM-JEBUS"], ["TAMU  satu", "DINKES"])));
    assert.deepEqual((await show(id)).attendance.map((it) => [it.name, it.agency, it.by_code]), [
      ["Tamu Dua", "PKM-JEBUS", false],
      ["Tamu Satu", "DINKES", false],
    ]);
    ok(await attend(guests(["tamu satu", "DINKES"], ["Tamu Satu", "PKM-JEBUS"])));
    assert.equal((await show(id)).line.present, 3, "another agency, another guest");
    refused(await attend(guests(["Tamu Satu", "DINKES"], ["tamu dua", "PKM-JEBUS"])), "already_present");
  });

  test("comes for an agency that exists, with a name", async () => {
    const { id } = await planActivity(world);
    const attend = (body) => world.clinic.call("AttendanceAdd", { activity: id }, body);
    refused(await attend(guests(["Tamu", "DINKES"], ["Tamu", "ENTAH"])), "unknown_value", { field: "guests.1.agency" });
    refused(await attend(guests(["T", "DINKES"])), "text_too_short", { field: "guests.0.name" });
    refused(await attend(guests()), "text_missing", { field: "guests" });
    assert.equal((await show(id)).line.present, 0);
  });
});

describe("a mistake on the list", () => {
  const entryOf = async (id, name) => (await show(id)).attendance.find((it) => it.name === name);

  test("a name written down is tied to an account of its side, once", async () => {
    const { id } = await planActivity(world);
    await world.clinic.do("AttendanceAdd", { activity: id }, guests(["Ino di kertas", "DINKES"], ["Orang lain", "DISKOMINFO"]));
    const paper = await entryOf(id, "Ino di kertas");
    assert.equal(paper.account, false);
    const link = (attendance, person) => world.clinic.call("AttendanceSet", { activity: id, attendance }, { person });
    // The innovator is of a unit of DINKES, and of nothing near DISKOMINFO.
    refused(await link((await entryOf(id, "Orang lain")).id, world.innovator.person), "not_of_attendance", { field: "person" });
    refused(await link(paper.id, world.leadership.person), "not_of_attendance", { field: "person" });
    refused(await link(uuid(), world.innovator.person), "not_found");
    ok(await link(paper.id, world.innovator.person));
    assert.equal((await entryOf(id, "Ino di kertas")).account, true);
    refused(await link(paper.id, world.agency.person), "already_present");
    assert.equal((await world.innovator.all("ActivityList")).find((it) => it.id === id).attended, true);
    // The same account does not stand twice on one list.
    await world.clinic.do("AttendanceAdd", { activity: id }, guests(["Ino lagi", "DINKES"]));
    refused(await link((await entryOf(id, "Ino lagi")).id, world.innovator.person), "already_present");
  });

  test("is taken away with a reason, which the clinic reads there and the team in the history of its innovation", async () => {
    const innovation = await begin(world.innovator);
    const { id } = await planActivity(world, { title: "Lokakarya yang keliru dicatat", kind: "lokakarya_diagnosis" });
    await world.clinic.do("AttendanceAdd", { activity: id }, guests(["Ino di kertas", "PKM-JEBUS"]));
    const { id: attendance } = await entryOf(id, "Ino di kertas");
    ok(await world.clinic.call("AttendanceSet", { activity: id, attendance }, { person: world.innovator.person }));
    const remove = (reason) => world.clinic.call("AttendanceRemove", { activity: id, attendance }, { reason });
    refused(await remove(" "), "reason_needed", { field: "reason" });
    ok(await remove("Yang hadir orang lain."));
    refused(await remove("Yang hadir orang lain."), "not_found");
    const { attendance: left, removed, line } = await show(id);
    assert.deepEqual([left, line.present], [[], 0]);
    assert.deepEqual(removed.map((it) => [it.name, it.reason, it.by]), [["Ino di kertas", "Yang hadir orang lain.", "Kiki Klinik"]]);
    const history = await world.innovator.all("HistoryList", { innovation });
    const told = history.find((it) => it.action === "attendance.removed");
    assert.deepEqual([told.subject, told.before, told.reason], ["Lokakarya yang keliru dicatat", "Ino di kertas", "Yang hadir orang lain."]);
  });
});

describe("what counts for an innovation (Articles 10(2), 11(2), 12(2))", () => {
  const counted = async (side) => {
    const innovation = await begin(world.innovator);
    const before = (await world.innovator.do("RecordShow", { innovation })).facts;
    const { id } = await planActivity(world, { kind: "kuliah_umum" });
    await world.clinic.do("AttendanceAdd", { activity: id }, { guests: [{ name: "Ratna Contoh", ...side }] });
    const view = await world.innovator.do("RecordShow", { innovation });
    const listed = view.rows.attended.some((it) => it.activity === id);
    assert.equal(view.facts.activities - before.activities, listed ? 1 : 0, "what counts is listed");
    return listed;
  };

  test("somebody of the own agency and of the body above it, written down by the clinic", async () => {
    assert.equal(await counted({ agency: "PKM-JEBUS" }), true);
    assert.equal(await counted({ agency: "DINKES" }), true);
    assert.equal(await counted({ agency: "DISKOMINFO" }), false);
    assert.equal(await counted({ partner: { kind: "desa", name: "Desa Jebus" } }), false);
  });
});

describe("partners", () => {
  test("come with the name of their village, campus or company, once each", async () => {
    const { id } = await planActivity(world);
    const attend = (...all) => world.clinic.call("AttendanceAdd", { activity: id }, { guests: all });
    const guest = (name, partner, more = {}) => ({ name, partner, ...more });
    ok(await attend(guest("Tamu Desa", { kind: "desa", name: "Desa Contoh" }), guest("Tamu Desa", { kind: "kampus", name: "Kampus Contoh" })));
    refused(await attend(guest("TAMU desa", { kind: "desa", name: "DESA contoh" })), "already_present");
    assert.deepEqual((await show(id)).attendance.map((it) => [it.agency, it.partner?.name]).sort(), [[null, "Desa Contoh"], [null, "Kampus Contoh"]]);
    refused(await attend({ name: "Tamu" }), "agency_needed", { field: "guests.0.agency" });
    refused(await attend(guest("Tamu", { kind: "desa", name: " " })), "text_missing", { field: "guests.0.partner.name" });
    refused(await attend(guest("Tamu", { kind: "desa", name: "Desa" }, { agency: "DINKES" })), "unknown_value", { field: "guests.0.partner" });
    const { id: attendance } = (await show(id)).attendance[0];
    refused(await world.clinic.call("AttendanceSet", { activity: id, attendance }, { person: world.innovator.person }), "not_of_attendance", { field: "person" });
  });
});

describe("checking in", () => {
  test("works however the code is typed, and once", async () => {
    const { id, code } = await planActivity(world);
    const typed = ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)} `;
    const key = uuid();
    const first = await checkIn(world.innovator, typed, { key });
    assert.equal(ok(first).activity, id);
    assert.equal((await checkIn(world.innovator, typed, { key })).text, first.text, "sent again, the same answer");
    refused(await checkIn(world.innovator, code), "already_present");
    const { attendance, line } = await show(id);
    assert.deepEqual(attendance.map((it) => [it.name, it.agency, it.by_code]), [["Ino Inovator", "PKM-JEBUS", true]]);
    assert.equal(line.present, 1);
    const own = (await world.innovator.all("ActivityList")).find((it) => it.id === id);
    assert.equal(own.attended, true);
    assert.equal((await world.agency.all("ActivityList")).find((it) => it.id === id).attended, false);
  });

  test("at the same moment twice counts once", async () => {
    const { id, code } = await planActivity(world);
    const answers = await race(2, (n, options) => checkIn(world.innovator, code, options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
    assert.equal((await show(id)).line.present, 1);
  });

  test("takes over what the clinic wrote down, and a namesake is somebody else", async () => {
    const { id, code } = await planActivity(world);
    await world.clinic.do("AttendanceAdd", { activity: id }, guests(["ino inovator", "PKM-JEBUS"]));
    ok(await checkIn(world.innovator, code));
    assert.deepEqual((await show(id)).attendance.map((it) => it.by_code), [true]);
    const namesake = await join(world.server, world.coordinator, "innovator", { name: "Ino Inovator", home: from("PKM-JEBUS") });
    ok(await checkIn(namesake, code));
    assert.equal((await show(id)).line.present, 2);
  });

  test("is open from a day before to a day after", async () => {
    for (const [shift, open] of [
      [2 * DAY, false],
      [DAY / 2, true],
      [-DAY / 2, true],
      [-2 * DAY, false],
    ]) {
      const { code } = await planActivity(world, { starts_at: Date.now() + shift, ends_at: Date.now() + shift });
      const answer = await checkIn(world.innovator, code);
      if (open) ok(answer);
      else refused(answer, "check_in_closed");
    }
  });

  test("written without signal while it was open, it counts by when it was written, and the list says so", async () => {
    const written_at = Date.now() - 4 * DAY;
    const { id, code } = await planActivity(world, { starts_at: written_at, ends_at: written_at + 1000 });
    const late = (instant) => world.innovator.call("CheckInAdd", {}, { code, written_at: instant });
    for (const instant of [null, Date.now() - 2 * DAY, Date.now() + DAY]) refused(await late(instant), "check_in_closed");
    ok(await late(written_at));
    const { attendance } = await show(id);
    assert.deepEqual(attendance.map((it) => [it.by_code, it.written_at]), [[true, written_at]]);
    refused(await late(written_at), "already_present");
    const old = await planActivity(world, { starts_at: Date.now() - 20 * DAY, ends_at: Date.now() - 20 * DAY });
    refused(await world.innovator.call("CheckInAdd", {}, { code: old.code, written_at: Date.now() - 20 * DAY }), "check_in_closed");
  });

  test("needs a home agency", async () => {
    const { code } = await planActivity(world);
    refused(await checkIn(world.clinic, code), "not_of_agency");
  });

  test("guessed thirty times makes the guesser wait and nobody else", async () => {
    const { code } = await planActivity(world);
    const guesser = await join(world.server, world.coordinator, "innovator", { home: from("PKM-JEBUS") });
    const codes = [];
    for (let n = 0; n < 30; n += 1) codes.push((await checkIn(guesser, `AAAA${String.fromCharCode(65 + (n % 8))}A`)).body.code);
    assert.equal(codes[0], "check_in_unknown");
    assert.equal(codes.at(-1), "too_many_requests");
    assert.ok(codes.filter((it) => it === "check_in_unknown").length <= 20, codes.join());
    const waiting = await checkIn(guesser, code);
    assert.ok(refused(waiting, "too_many_requests").retry_after > 0, "the right code has to wait too");
    const neighbour = await join(world.server, world.coordinator, "innovator", { home: from("DINKES") });
    neighbour.from = guesser.from;
    ok(await checkIn(neighbour, code));
    await world.server.run("UPDATE throttle SET next_at = ?1", Date.now() - 1);
    ok(await checkIn(guesser, code));
  });
});
