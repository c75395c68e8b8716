// The data checks itself: every named rule holds over the whole world, and notices when one is broken.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { refused } from "./support/client.mjs";
import { standard } from "./support/standard.mjs";

let world, server;
before(async () => {
  world = await standard();
  ({ server } = world);
});
after(() => world?.server.stop());

const list = () => world.admin.do("InvariantList");
const broken = async () => (await list()).filter((it) => it.violations > 0).map((it) => it.name);

test("is for administrators", async () => {
  refused(await world.guest.call("InvariantList"), "sign_in_needed");
  refused(await world.coordinator.call("InvariantList"), "forbidden");
});

test("names many rules, each once, and all hold over a world made through the API", async () => {
  const rules = await list();
  assert.ok(rules.length >= 15, `${rules.length} rules`);
  assert.equal(new Set(rules.map((it) => it.name)).size, rules.length);
  assert.deepEqual(rules.filter((it) => it.violations !== 0), []);
});

describe("each of these is noticed", () => {
  // What a slip of the hand or a bug could leave behind, the rules that say so, and how to take it back.
  for (const [what, rules, breaks, mends] of [
    [
      "a locked sheet with a total that is not its marks'",
      ["locked_total_is_that_of_its_marks"],
      "UPDATE sheet SET total = total + 1 WHERE state = 'locked'",
      "UPDATE sheet SET total = total - 1 WHERE state = 'locked'",
    ],
    [
      "a sheet that differs from its history",
      ["sheet_holds_the_marks_of_its_newest_event"],
      "UPDATE sheet SET kebaruan = kebaruan - 1 WHERE state = 'draft' AND kebaruan IS NOT NULL",
      "UPDATE sheet SET kebaruan = kebaruan + 1 WHERE state = 'draft' AND kebaruan IS NOT NULL",
    ],
    [
      "a board that differs from the published version",
      ["board_is_the_newest_publication"],
      "UPDATE board SET board = replace(board, '\"rank\":1', '\"rank\":2') WHERE board IS NOT NULL",
      "UPDATE board SET board = (SELECT p.board FROM publication p WHERE p.slug = board.slug ORDER BY p.version DESC LIMIT 1) WHERE board IS NOT NULL",
    ],
    [
      "a judge with an assignment but without the role",
      ["assignment_judge_has_a_seat"],
      "UPDATE grant_ SET removed_at = 1, removed_reason = 'uji' WHERE role = 'judge'",
      "UPDATE grant_ SET removed_at = NULL, removed_reason = NULL WHERE role = 'judge'",
    ],
    [
      "weights that do not sum to 100",
      ["weights_sum_to_hundred", "locked_total_is_that_of_its_marks"],
      "UPDATE edition SET rubric = json_set(rubric, '$.criteria[0].weight', 21) WHERE recorded <> 'draft'",
      "UPDATE edition SET rubric = json_set(rubric, '$.criteria[0].weight', 20) WHERE recorded <> 'draft'",
    ],
    [
      "an open edition whose entry has no frozen dossier",
      ["open_edition_has_frozen_dossiers"],
      "UPDATE entry SET dossier_frozen = NULL WHERE edition_id IN (SELECT id FROM edition WHERE recorded = 'opened')",
      "UPDATE entry SET dossier_frozen = dossier WHERE edition_id IN (SELECT id FROM edition WHERE recorded = 'opened')",
    ],
    [
      "a judge of an unfinished edition who came into the office",
      ["no_judge_in_the_office"],
      "INSERT INTO grant_ (person_id, role, granted_at) SELECT person_id, 'coordinator', 1 FROM grant_ WHERE role = 'judge' AND removed_at IS NULL LIMIT 1",
      "DELETE FROM grant_ WHERE role = 'coordinator' AND granted_at = 1",
    ],
    [
      "a role at no agency",
      ["agency_role_names_its_agency"],
      "UPDATE grant_ SET agency_code = NULL WHERE role = 'agency_head'",
      "UPDATE grant_ SET agency_code = 'DINKES' WHERE role = 'agency_head'",
    ],
    [
      "a judge who was invited from the agency of an entry",
      ["no_judge_of_the_own_agency"],
      "UPDATE grant_ SET agency_code = (SELECT i.agency_code FROM entry n JOIN innovation i ON i.id = n.innovation_id JOIN assignment a ON a.entry_id = n.id WHERE a.judge_id = grant_.person_id AND a.state = 'active' AND i.agency_code IS NOT NULL LIMIT 1) WHERE role = 'judge'",
      "UPDATE grant_ SET agency_code = NULL WHERE role = 'judge'",
    ],
    [
      "a waiting link of somebody who may not make it",
      ["no_link_of_somebody_who_may_not_make_it"],
      "INSERT INTO invitation (id, kind, token_hash, role, created_by, created_at, expires_at) SELECT '00000000-0000-7000-8000-000000000001', 'invitation', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'clinic', person_id, 1, 2 FROM grant_ WHERE role = 'innovator' LIMIT 1",
      "DELETE FROM invitation WHERE id = '00000000-0000-7000-8000-000000000001'",
    ],
  ]) {
    test(what, async () => {
      await server.run(breaks);
      const named = await broken();
      await server.run(mends);
      assert.deepEqual(named.sort(), rules.toSorted(), "these rules say so and no other");
      assert.deepEqual(await broken(), [], "and is content again");
    });
  }
});

describe("the daily run writes one line to the log, with the number of violations", () => {
  /** The lines of one night. */
  const night = async () => {
    const before = server.logs.length;
    await server.sweep();
    await server.logged('"route":"cron"');
    return server.logs.slice(before).map((it) => JSON.parse(it.message)).filter((it) => it.route === "cron");
  };
  const told = (lines) => lines.map(({ outcome, violations, invariants }) => ({ outcome, violations, invariants }));

  test("and there are none", async () => {
    assert.deepEqual(told(await night()), [{ outcome: "ok", violations: 0, invariants: [] }]);
  });

  test("and names the rule that is broken", async () => {
    await server.run("UPDATE sheet SET total = total + 1 WHERE state = 'locked'");
    const lines = await night();
    await server.run("UPDATE sheet SET total = total - 1 WHERE state = 'locked'");
    assert.deepEqual(told(lines), [{ outcome: "broken", violations: 1, invariants: ["locked_total_is_that_of_its_marks"] }]);
  });
});
