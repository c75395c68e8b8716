// How an edition ends besides its publication: deleted while a draft, cancelled, archived.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client, ok, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { REASON } from "./support/requests.mjs";
import { standard } from "./support/standard.mjs";
import { innovations, join, makeEdition, score, setup, sheet } from "./support/world.mjs";

let world, coordinator, server, found;
before(async () => {
  world = await standard();
  ({ coordinator, server } = world);
  found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 2);
});
after(() => world?.server.stop());

const step = async (edition, name, body = {}) => coordinator.call(name, { edition: edition.id }, { version: await edition.version(), ...body });
const draft = (settings) => makeEdition(coordinator, { entries: found, judges: world.judges, settings });
const opened = (settings) => makeEdition(coordinator, { entries: found, judges: world.judges, open: true, settings });
const cancel = (edition, parts = {}) => step(edition, "EditionCancel", { reason: REASON, password: coordinator.password, ...parts });
const holds = async () => assert.deepEqual((await world.admin.do("InvariantList")).filter((it) => it.violations > 0), []);
const publicHome = async () => (await new Client(server).page("/")).text;
const links = (client) => client.do("BoardList").then((page) => page.items);

describe("what is over", () => {
  test("is archived and taken out again: off the public home, its address says so, and the board asks for no correction", async () => {
    const edition = world.published;
    refused(await step(world.open, "EditionArchive", { archived: true }), "not_over_yet");
    assert.ok((await publicHome()).includes(`/papan/${edition.slug}`));
    const guest = new Client(server);
    await guest.page(`/papan/${edition.slug}`);
    ok(await step(edition, "EditionArchive", { archived: true }));
    assert.deepEqual([(await edition.show()).archived, (await edition.show()).ahead], [true, false]);
    assert.equal((await publicHome()).includes(`/papan/${edition.slug}`), false);
    const page = await guest.page(`/papan/${edition.slug}`);
    assert.equal(page.status, 200);
    assert.match(page.text, /sudah diarsipkan/);
    assert.equal((await guest.do("BoardShow", { slug: edition.slug })).archived, true);
    await holds();
    ok(await step(edition, "EditionArchive", { archived: false }));
    assert.equal((await edition.show()).ahead, false);
    assert.ok((await publicHome()).includes(`/papan/${edition.slug}`));
    assert.doesNotMatch((await guest.page(`/papan/${edition.slug}`)).text, /sudah diarsipkan/);
  });

  test("test editions and cancelled ones leave the public home as soon as there is a real one", async () => {
    const trial = await opened({ name: "Kompetisi percobaan saja", sample: true });
    const real = await opened({ name: "Kompetisi yang sungguhan", sample: false });
    const home = await publicHome();
    assert.ok(home.includes(`/papan/${real.slug}`));
    assert.equal(home.includes(`/papan/${trial.slug}`), false);
    ok(await cancel(real));
    assert.equal((await publicHome()).includes(`/papan/${real.slug}`), false);
    for (const it of [trial, real]) assert.equal((await new Client(server).page(`/papan/${it.slug}`)).status, 200);
  });
});

describe("a draft", () => {
  test("is deleted: nobody finds it any more, its address is free, its judges and links are let go, its record stays", async () => {
    const name = "Draf salah ketik sekali";
    const edition = await draft({ name });
    const judge = await join(server, coordinator, "judge", { edition: edition.id });
    const { token } = await coordinator.do("InvitationCreate", {}, { id: uuid(), role: "judge", home: { home: "outside" }, edition: edition.id, note: "" });
    assert.ok((await judge.do("SessionShow")).actor.grants.some((it) => it.edition === edition.id));
    const version = await edition.version();
    refused(await coordinator.call("EditionDelete", { edition: edition.id }, { version: version - 1 }), "stale_version");
    ok(await coordinator.call("EditionDelete", { edition: edition.id }, { version }));
    for (const [name, parameters] of [["EditionShow", {}], ["EditionEvents", {}], ["EditionMore", { after: 0 }]]) refused(await coordinator.call(name, { edition: edition.id, ...parameters }), "not_found");
    refused(await coordinator.call("EntryShow", { entry: edition.entries[0] }), "not_found");
    refused(await coordinator.call("EditionSetup", { edition: edition.id }, { version: version + 1, setup: setup() }), "not_found");
    assert.ok((await coordinator.all("EditionList")).every((it) => it.id !== edition.id));
    assert.ok((await coordinator.do("HomeShow")).mine.every((it) => it.edition !== edition.id));
    assert.equal((await judge.do("SessionShow")).actor.grants.some((it) => it.edition === edition.id), false);
    refused(await new Client(server).call("LinkLook", {}, { token }), "invitation_invalid");
    const [{ n }] = await server.rows("SELECT count(*) AS n FROM event WHERE edition_id = ?1 AND action IN ('edition.created', 'edition.deleted')", edition.id);
    assert.equal(n, 2, "the record stays");
    const again = await draft({ name });
    assert.equal(again.slug, edition.slug, "its address is free");
    await assert.rejects(server.run("UPDATE edition SET deleted_at = NULL WHERE id = ?1", edition.id), /deleted/);
    await holds();
  });

  test("is not cancelled, and what was opened is not deleted", async () => {
    refused(await cancel(await draft()), "draft_is_deleted");
    refused(await step(await opened(), "EditionDelete"), "edition_already_open");
  });
});

describe("an opened edition", () => {
  test("is cancelled with password and reason: its address stays and says why, to judges too, and nothing goes on", async () => {
    const edition = await opened();
    await score(world.judge1, edition.of(world.judge1, edition.entries[0]), [50, 60, 70, 80, 90]);
    refused(await cancel(edition, { reason: "ya" }), "reason_needed", { field: "reason" });
    refused(await cancel(edition, { password: "salah sekali ini" }), "bad_password", { field: "password" });
    assert.equal((await edition.show()).standing, "judging");
    ok(await cancel(edition));
    const shown = await edition.show();
    assert.deepEqual([shown.standing, shown.cancelled, shown.archived], ["cancelled", REASON, false]);
    const guest = new Client(server);
    const board = await guest.do("BoardShow", { slug: edition.slug });
    assert.deepEqual([board.standing, board.cancelled], ["cancelled", REASON]);
    const page = await guest.page(`/papan/${edition.slug}`);
    assert.equal(page.status, 200);
    assert.match(page.text, /Kompetisi ini dibatalkan/);
    assert.ok(page.text.includes(REASON));
    assert.equal((await links(guest)).find((it) => it.slug === edition.slug).standing, "cancelled");
    const own = (await world.judge1.do("JudgeDeskShow")).editions.find((it) => it.id === edition.id);
    assert.deepEqual([own.standing, own.cancelled, own.more_time], ["cancelled", REASON, false]);
    // What a judge sends is kept, as after closing, and not counted.
    refused(await world.judge2.call("SheetPut", { assignment: edition.of(world.judge2, edition.entries[0]) }, { version: 0, sheet: sheet([50, 60, 70, 80, 90]) }), "judging_closed");
    for (const [name, body] of [
      ["EditionReopen", { closes_at: Date.now() + 86_400_000, reason: REASON }],
      ["EditionExtend", { closes_at: Date.now() + 86_400_000, reason: REASON }],
      ["EditionClose", { reason: REASON, short: 9 }],
      ["EditionCancel", { reason: REASON, password: coordinator.password }],
      ["EditionPublish", { id: uuid(), password: coordinator.password, acknowledged: true, note: null }],
    ])
      refused(await step(edition, name, body), "edition_cancelled");
    refused(await coordinator.call("ResultRead", { edition: edition.id }, {}), "edition_cancelled");
    assert.ok((await coordinator.do("HomeShow")).mine.every((it) => it.edition !== edition.id));
    await assert.rejects(server.run("UPDATE edition SET recorded = 'opened' WHERE id = ?1", edition.id), /cancelled|CHECK/);
    await holds();
  });

  test("is not cancelled once it is published", async () => {
    refused(await cancel(world.published), "published_is_archived");
  });
});
