// The same write twice at the same moment: both have read before the first one writes. One of them happens, the other is told why,
// whatever the endpoint; where both may happen the row says so. What guards each write inside its batch is held by this. (G9)

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { race } from "./support/client.mjs";
import { routes } from "./support/contract.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { MATRIX, browser } from "./matrix.mjs";

let world;
before(async () => {
  world = await standard();
});
after(() => world?.server.stop());

const PERSONA = ["coordinator", "administrator", "judge with the entry", "agency coordinator", "innovator", "agency head"];

/** What the second is told where it is not the version now stored, by endpoint; nothing where nothing is lost when both happen. */
const TOLD = {
  InvitationCreate: "key_reused",
  InvitationRevoke: "invitation_invalid",
  RecoveryCreate: "key_reused",
  ImportRun: "key_reused",
  // Its reading is recorded each time.
  ResultRead: null,
  ResultSheets: null,
  // A password typed by two at once is tried too often, unless the first has ended before the second is looked at.
  EditionPublish: ["too_many_requests", "stale_version"],
  ProposalAdd: "key_reused",
  ProposalDecide: "proposal_ended",
  ProposalTakeBack: "proposal_ended",
  SheetCorrect: "key_reused",
  GrantConfirm: "not_found",
  ConflictSet: "assignment_ended",
  RecordCreate: "innovation_exists",
  RecordStart: "already_in_clinic",
  RecordDelete: "not_found",
  ReviewAnnounce: "review_not_held",
  LogAdd: "key_reused",
  LogFollow: "nothing_to_follow",
  RemarkAdd: "key_reused",
  RemarkDone: "nothing_to_follow",
  EvidenceAdd: "key_reused",
  // It says what is to be; said twice it is the same.
  EvidenceSet: null,
  EvidenceRemove: "not_found",
  ActivityCreate: "key_reused",
  AttendanceAdd: "already_present",
  CheckInAdd: "already_present",
};

for (const { name } of [...routes.values()].filter((it) => it.effect === "Keyed")) {
  for (const row of MATRIX.filter(({ route, expected }) => route === name && PERSONA.some((it) => expected[it] === 200))) {
    const called = `${name}: ${row.relation}`;
    test(called, async () => {
      const persona = PERSONA.find((it) => row.expected[it] === 200);
      const who = browser(world, persona);
      const [parameters, body] = await row.ask(world, persona);
      const answers = await race(2, (n, options) => who.call(name, parameters, body, { ...options, key: uuid() }));
      const told = answers.map((it) => (it.status === 200 ? "done" : it.body.code)).sort();
      const second = TOLD[name] === undefined ? "stale_version" : (TOLD[name] ?? "done");
      const right = [second].flat().map((it) => [it, "done"].sort().join());
      assert.ok(right.includes(told.join()), `${told.join()} instead of ${right.join(" or ")}`);
    });
  }
}
