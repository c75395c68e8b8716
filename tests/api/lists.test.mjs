// The lists inside a record: nothing of years of work drops out of sight, however long they grow. (K1, K11)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { attend, begin, note, planItem, reach, view } from "./support/clinic.mjs";
import { uuid } from "./support/ids.mjs";
import { standard } from "./support/standard.mjs";
import { DAY } from "./support/world.mjs";

let world, server, innovator, clinic;
before(async () => {
  world = await standard();
  ({ server, innovator, clinic } = world);
});
after(() => world?.server.stop());

/** A list from its first page, which comes with the record, to its last. */
async function whole(by, innovation, list) {
  const seen = await view(by, innovation);
  const rows = [...seen.rows[list]];
  for (let next = seen.ends[list], pages = 0; next; pages += 1) {
    assert.ok(pages < 50, "pages without end");
    const page = await by.do("RecordMore", { innovation, list }, undefined, { query: `?sesudah=${next}` });
    for (const [other, others] of Object.entries(page.rows)) if (other !== list) assert.deepEqual(others, []);
    rows.push(...page.rows[list]);
    next = page.next;
  }
  return { first: seen, rows };
}

const count = async (table, innovation, and = "") => (await server.row(`SELECT count(*) AS n FROM ${table} WHERE innovation_id = ?1 ${and}`, innovation)).n;

/** Many rows at once: `n` is 1 to `many`. */
const many = (sql, rows, ...binds) => server.run(`WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${rows}) ${sql}`, ...binds);
const ID = "printf('%08x-0000-7000-8000-%012x', n, abs(random() % 1000000000))";

describe("a record of many years", () => {
  let id;
  const long = Date.now() - 900 * DAY;
  before(async () => {
    id = await reach(world, "deliver");
    // What waits is older than everything else; several entries have the same time.
    for (let n = 0; n < 3; n += 1) await note(server, id, innovator.person, "obstacle", { text: `Kendala lama ${n}`, owner: "Contoh", due: long }, { at: long + n, waits: true });
    await many(
      `INSERT INTO log_entry (id, innovation_id, kind, at, stored_at, person_id, note, waits)
        SELECT ${ID}, ?1, 'monitoring', ?2 + (n / 7) * 1000, ?2, ?3, json_object('type', 'monitoring', 'value', json_object('way', 'online', 'text', 'Pantauan contoh ' || n)), 0 FROM s`,
      345,
      id,
      long + DAY,
      innovator.person,
    );
    for (const [rows, done, at] of [[4, false, long], [130, true, long + DAY]])
      await many(
        `INSERT INTO remark (id, innovation_id, part, text, person_id, clinic, at, done_at, done_by)
          SELECT ${ID}, ?1, 'masalah', 'Komentar contoh ' || n, ?2, 1, ?3 + n / 3, ${done ? "?3 + n, ?2" : "NULL, NULL"} FROM s`,
        rows,
        id,
        clinic.person,
        at,
      );
    await many(
      `INSERT INTO plan_version (innovation_id, n, at, person_id, plan, reason) SELECT ?1, 1 + n, ?2 + n, ?3, ?4, 'Alasan contoh.' FROM s`,
      47,
      id,
      long,
      innovator.person,
      JSON.stringify([planItem({ id: "00000001-0000-7000-8000-00000000aaaa" }), planItem({ id: "00000001-0000-7000-8000-00000000bbbb" })]),
    );
    await server.run("UPDATE record SET plans = (SELECT count(*) FROM plan_version WHERE innovation_id = ?1) WHERE innovation_id = ?1", id);
    await many(
      `INSERT INTO review (id, innovation_id, stage, revision, hearing, held_on, finding, reasons, parts, person_id, at, announced_at)
        SELECT ${ID}, ?1, 'deliver', 1, 'presentation', ?2, 'not_yet', 'Alasan contoh ' || n, '[]', ?3, ?2 + n / 2, ?2 + n FROM s`,
      45,
      id,
      long,
      clinic.person,
    );
    const activity = await attend(server, innovator.person, "sosialisasi");
    await many(
      `INSERT INTO attendance (id, activity_id, person_id, name, name_key, agency_code, by_code, at, recorded_by)
        SELECT ${ID}, ?1, NULL, 'Peserta contoh ' || n, 'peserta contoh ' || n, 'PKM-JEBUS', 0, ?2, ?3 FROM s`,
      120,
      activity,
      long,
      clinic.person,
    );
  });

  for (const [list, most] of [["log", 100], ["remarks", 50], ["reviews", 20], ["plans", 20], ["attended", 50]])
    test(`shows every row of ${list}, each once, newest first, a page at a time`, async () => {
      const { first, rows } = await whole(innovator, id, list);
      assert.equal(first.rows[list].length, most);
      const expected = {
        log: () => count("log_entry", id),
        remarks: () => count("remark", id, "AND done_at IS NOT NULL"),
        reviews: () => count("review", id),
        plans: () => count("plan_version", id),
        attended: async () => (await server.row("SELECT count(*) AS n FROM attendance WHERE agency_code = 'PKM-JEBUS' OR person_id = ?1", innovator.person)).n,
      };
      assert.equal(rows.length, await expected[list]());
      if (list !== "attended") assert.equal(new Set(rows.map((it) => it.id ?? it.n)).size, rows.length, "none twice");
      const order = rows.map((it) => it.n ?? it.at ?? it.about.starts_at);
      assert.deepEqual(order, [...order].sort((a, b) => b - a));
    });

  test("shows what waits with the record itself, be it the oldest", async () => {
    const seen = await view(clinic, id);
    assert.deepEqual(seen.waiting.map((it) => it.note.value.text), ["Kendala lama 2", "Kendala lama 1", "Kendala lama 0"]);
    assert.equal(seen.open_remarks.length, await count("remark", id, "AND done_at IS NULL"));
    assert.ok(seen.rows.remarks.every((it) => it.done_at !== null));
    const entry = seen.waiting[2].id;
    await innovator.do("LogFollow", { innovation: id, entry }, { text: "Sudah diatasi." });
    assert.equal((await view(clinic, id)).waiting.length, 2);
    await innovator.do("RemarkDone", { innovation: id, remark: seen.open_remarks[0].id }, {});
    assert.equal((await view(clinic, id)).open_remarks.length, seen.open_remarks.length - 1);
  });

  test("shows at most 300 that wait, and the next ones as these are settled", async () => {
    const busy = await begin(innovator);
    await many(
      `INSERT INTO remark (id, innovation_id, part, text, person_id, clinic, at) SELECT ${ID}, ?1, 'masalah', 'Komentar contoh ' || n, ?2, 1, n FROM s`,
      302,
      busy,
      clinic.person,
    );
    const shown = async () => (await view(innovator, busy)).open_remarks.map((it) => it.text);
    const before = await shown();
    assert.equal(before.length, 300);
    assert.ok(!before.includes("Komentar contoh 2"));
    const [first] = (await view(innovator, busy)).open_remarks;
    await innovator.do("RemarkDone", { innovation: busy, remark: first.id }, {});
    assert.ok((await shown()).includes("Komentar contoh 2"));
  });

  test("says how far each line of the plan is though its entry is on no page that is shown", async () => {
    const item = "00000001-0000-7000-8000-00000000aaaa";
    const before = await view(innovator, id);
    assert.deepEqual(before.states.map((it) => it.state), [null, null]);
    await note(server, id, innovator.person, "progress", { item, state: "done", text: "Selesai." }, { item, state: "done", at: long - DAY });
    const after = await view(innovator, id);
    assert.deepEqual(after.states, [{ item, state: "done" }, { item: "00000001-0000-7000-8000-00000000bbbb", state: null }]);
    assert.ok(!after.rows.log.some((it) => it.note.type === "progress"));
    assert.equal(after.facts.open_items, 1);
  });

  test("a cursor that is none, of another kind, or a list that is none is refused", async () => {
    for (const query of ["?sesudah=zz", "?sesudah=6e31"]) assert.equal((await innovator.call("RecordMore", { innovation: id, list: "log" }, undefined, { query })).body.code, "cursor_invalid");
    assert.equal((await innovator.call("RecordMore", { innovation: id, list: "parts" })).status, 404);
  });
});

test("what an agency has outside the clinic comes page by page, by name", async () => {
  const { agency } = world;
  const before = (await agency.all("OutsideList")).length;
  await many(
    `INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed)
      SELECT ${ID}, 'luar-' || n, 'luar-' || n, 'Inovasi luar ' || n, 'Dinas Kesehatan', 'DINKES', 'Kabupaten Bangka Barat', 'Kepulauan Bangka Belitung', 'pemda', 0, 0, '', printf('inovasi luar %04d', n), 1, 1 FROM s`,
    120,
  );
  const page = await agency.do("OutsideList");
  assert.equal(page.items.length, 50);
  const all = await agency.all("OutsideList");
  assert.equal(new Set(all.map((it) => it.id)).size, before + 120);
});
