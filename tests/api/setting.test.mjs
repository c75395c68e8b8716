// Settings of clinic and agencies, the people of an agency, and what waits at home. (Article 15(3), 15(4), K12)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ok, refused } from "./support/client.mjs";
import { attend, begin, fill, legacy, reach, review, step, take, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY, from, join } from "./support/world.mjs";

let world, server, clinic, agency, head, innovator;
before(async () => {
  world = await standard();
  ({ server, clinic, agency, head, innovator } = world);
});
after(() => world?.server.stop());

describe("durations", () => {
  test("are set by the clinic, read by everybody in it, and a stale one is refused", async () => {
    const { version, durations } = await innovator.do("ClinicSettingShow");
    assert.deepEqual([version, durations.days], [0, []]);
    const days = [{ stage: "diagnose", desk: "clinic", days: 5 }];
    refused(await clinic.call("ClinicSettingSet", {}, { version: 0, durations: { days: [{ ...days[0], days: 0 }] } }), "number_out_of_range");
    refused(await clinic.call("ClinicSettingSet", {}, { version: 0, durations: { days: [days[0], days[0]] } }), "too_many");
    await clinic.do("ClinicSettingSet", {}, { version: 0, durations: { days } });
    refused(await clinic.call("ClinicSettingSet", {}, { version: 0, durations: { days } }), "stale_version", { current_version: 1 });
    assert.deepEqual((await clinic.do("ClinicSettingShow")).durations.days, days);
    await clinic.do("ClinicSettingSet", {}, { version: 1, durations: { days: [] } });
    refused(await innovator.call("ClinicSettingSet", {}, { version: 2, durations: { days } }), "forbidden");
  });
});

describe("an agency", () => {
  const decree = () => ({ number: "188/12/2025", signed_on: Date.now() - DAY, until: null });

  test("records the decree on its team; in force it ends the warning (Article 15(4))", async () => {
    const id = await reach(world, "design");
    assert.equal((await view(innovator, id)).facts.team_decree, false);
    const set = (version, it) => agency.call("AgencySettingSet", { agency: "DINKES" }, { version, head_releases: false, decree: it });
    refused(await set(0, { ...decree(), number: " " }), "text_missing", { field: "decree.number" });
    refused(await set(0, { ...decree(), signed_on: Date.now() + DAY }), "date_in_future");
    refused(await set(0, { ...decree(), until: Date.now() - 9 * DAY }), "end_before_start");
    assert.equal((await set(0, { ...decree(), until: Date.now() - 1000 })).status, 200);
    assert.equal((await view(innovator, id)).facts.team_decree, false, "it has ended");
    assert.equal((await set(1, decree())).status, 200);
    assert.equal((await view(innovator, id)).facts.team_decree, true, "of the body above counts too");
    refused(await set(1, decree()), "stale_version", { current_version: 2 });
    assert.equal((await head.do("AgencySettingShow", { agency: "DINKES" })).decree.number, decree().number);
    assert.equal((await head.do("AgencySettingShow", { agency: "PKM-JEBUS" })).version, 0);
    refused(await agency.call("AgencySettingShow", { agency: "DLH" }), "not_found");
    refused(await innovator.call("AgencySettingShow", { agency: "PKM-JEBUS" }), "forbidden");
    refused(await clinic.call("AgencySettingShow", { agency: "TIDAK-ADA" }), "not_found");
  });

  test("says how the public reaches it: on the pages of its innovations and of its units'", async () => {
    const [{ slug }] = await server.rows("SELECT slug FROM innovation WHERE listed = 1 AND agency_code = 'PKM-JEBUS' LIMIT 1");
    const shown = async () => (await world.guest.page(`/inovasi/${slug}`)).text;
    const set = async (contact, code = "DINKES") => {
      const now = await clinic.do("AgencySettingShow", { agency: code });
      return clinic.call("AgencySettingSet", { agency: code }, { ...now, contact });
    };
    assert.ok((await shown()).includes("belum mencantumkan kontak"));
    refused(await set("x".repeat(201)), "text_too_long", { field: "contact" });
    assert.equal((await set(" (0716) 000000 ")).status, 200);
    assert.ok((await shown()).includes("(0716) 000000"), "of the body above");
    await set("jebus@contoh.example", "PKM-JEBUS");
    const own = await shown();
    assert.ok(own.includes("jebus@contoh.example") && !own.includes("(0716) 000000"), "the own one comes first");
    await set("", "PKM-JEBUS");
    await set("");
    assert.ok((await shown()).includes("belum mencantumkan kontak"));
  });

  test("names its people to its own side, never to another agency", async () => {
    const people = await innovator.all("AgencyPersonList", { agency: "PKM-JEBUS" });
    const names = people.map((it) => it.person.name);
    assert.ok(names.includes(innovator.fullName) && names.includes(agency.fullName));
    assert.deepEqual(people.find((it) => it.person.id === innovator.person).roles, ["innovator"]);
    const stranger = await join(server, world.coordinator, "innovator", { home: from("DLH") });
    refused(await stranger.call("AgencyPersonList", { agency: "PKM-JEBUS" }), "not_found");
    assert.ok(!names.includes(stranger.fullName));
  });
});

describe("what waits at home", () => {
  const kinds = async (by) => (await by.do("HomeShow")).mine.map((it) => it.kind);
  const of = async (by, id, list = "mine") => (await by.do("HomeShow"))[list].find((it) => it.innovation === id)?.kind;

  test("an agency that is bound and began nothing this year is told so", async () => {
    const bound = await join(server, world.coordinator, "agency_coordinator", { home: from("DLH") });
    assert.ok((await kinds(bound)).includes("start_innovation"));
    ok(await bound.call("LegacyAdd", {}, { id: uuid(), agency: null, ...legacy() }));
    assert.ok((await kinds(bound)).includes("start_innovation"), "an old innovation that is registered is none of this year (Article 4(4))");
    await begin(bound);
    assert.ok(!(await kinds(bound)).includes("start_innovation"));
    assert.ok((await kinds(bound)).includes("continue_innovation"));
  });

  test("each learns of the turn that is theirs", async () => {
    const id = await begin(innovator);
    assert.equal(await of(innovator, id), "continue_innovation");
    assert.equal(await of(agency, id, "others"), "innovation_elsewhere");
    await attend(server, innovator.person, "sosialisasi");
    await fill(innovator, id, "drum_up");
    await take(innovator, id, "hand_in");
    await reach(world, "diagnose", { innovation: id, desk: "agency_coordinator" });
    assert.equal(await of(agency, id), "check_submission");
    assert.equal(await of(innovator, id, "others"), "innovation_elsewhere");
    await take(agency, id, "release");
    assert.ok((await kinds(clinic)).includes("validate_queue"));
    await review(clinic, id, "valid", { announce: false });
    assert.ok((await kinds(clinic)).includes("announce_reviews"));
    assert.equal(await of(innovator, id, "others"), "innovation_elsewhere");
    const { reviews } = (await view(clinic, id)).rows;
    await clinic.do("ReviewAnnounce", {}, { reviews: [reviews[0].id] });
    await reach(world, "design", { innovation: id, desk: "clinic" });
    await review(clinic, id, "valid_with_fixes", { parts: ["rencana"] });
    assert.equal(await of(innovator, id), "mend_innovation");
    assert.equal((await step(innovator, id, "hand_in")).status, 200);
  });
});
