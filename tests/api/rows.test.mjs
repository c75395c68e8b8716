// Every public page and every list costs what it shows: the same rows read at 10^2, 10^3 and 10^4 innovations, people, events,
// records, imports, activities. (B1, D11)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { READS, listsOf } from "./nouns.mjs";
import { routes } from "./support/contract.mjs";
import { BROKEN, large } from "./support/large.mjs";
import { repo } from "./support/repo.mjs";

const SIZES = [100, 1_000, 10_000];
/** The largest ratio of rows read at two sizes where the page shows the same. */
const RATIO = 1.1;

let worlds;
before(async () => {
  worlds = [];
  for (const n of SIZES) worlds.push(await large(n));
});
after(() => Promise.all((worlds ?? []).map((it) => it.server.stop({ broken: BROKEN }))));

/** What somebody asks for, as `[status, rows read, text]`. */
const page = (path) => async (world) => world.guest.page(typeof path === "function" ? path(world) : path);

/** Public pages by the arm of worker/src/pages.rs: what is asked, most rows read (a number, or for the answer), `grows` when it shows more. */
const PUBLIC = {
  '[""]': [["/", page("/"), 10 + 3]],
  '["papan"]': [["/papan", page("/papan"), 10 + 50]],
  // One stored row, whatever there is besides: figures.test.mjs.
  '["papan", slug, rest @ ..]': [],
  '["katalog"]': [
    ["/katalog", page("/katalog"), 24 + 40],
    ["/katalog, a kind", page("/katalog?jenis=metode"), 24 + 40],
    ["/katalog, a region", page("/katalog?wilayah=Kabupaten+Uji"), 24 + 40],
    ["/katalog, an agency", page("/katalog?instansi=OWN"), 24 + 40],
    ["/katalog, a year", page("/katalog?tahun=2021"), 24 + 40],
    ["/katalog, a stage", page("/katalog?tahap=luar"), 24 + 40],
    ["/katalog, nothing of it", page("/katalog?wilayah=Tidak+Ada"), 40],
    ["/katalog, two at once", page("/katalog?jenis=metode&wilayah=Kota+Uji"), 2_000, "grows"],
    ["/katalog, a rare word", page("/katalog?q=langka"), 2_000, "grows"],
    ["/katalog, a word that all have", page("/katalog?q=inovasi"), 2_000, "grows"],
    ["/katalog, words that all have and none has", page("/katalog?q=padi+sawah+inovasi+zzz"), 2_000, "grows"],
    ["/katalog, many common words", page("/katalog?q=inovasi+padi+sawah+inovas+novasi+inova+ovasi+vasi&jenis=proses"), 2_000, "grows"],
    ["/katalog, a word and a kind, in no text together", page("/katalog?q=inovasi+padi+metode"), 2_000, "grows"],
    ["/katalog, words and a year", page("/katalog?q=inovasi+padi+sawah+2021"), 2_000, "grows"],
    ["/katalog, a word misspelled out of common pieces", page("/katalog?q=inovasawah"), 2_000, "grows"],
    ["/katalog, one letter", page("/katalog?q=a"), 2_000, "grows"],
  ],
  '["inovasi", slug]': [["/inovasi/x", page("/inovasi/inovasi-1"), 10 + 3], ["/inovasi/x, the last one", page("/inovasi/inovasi-99"), 10 + 3]],
  '["instansi", code]': [["/instansi/x", page("/instansi/big"), 10 + 24 + 1], ["/instansi/x, a unit", page("/instansi/big-1"), 10 + 24], ["/instansi/x, nothing", page("/instansi/own"), 10 + 24]],
  '["bukti", id]': [["/bukti/x", page("/bukti/00000001-0000-7000-8000-000000000001"), 10]],
  '["bukti", id, "kecil"]': [["/bukti/x/kecil", page("/bukti/00000001-0000-7000-8000-000000000001/kecil"), 10]],
  '["bantuan"]': [["/bantuan", page("/bantuan"), 0]],
  '["bantuan", slug]': [["/bantuan/x", page("/bantuan/juri"), 0]],
  '["privasi"]': [["/privasi", page("/privasi"), 0]],
  '["aksesibilitas"]': [["/aksesibilitas", page("/aksesibilitas"), 0]],
  '["robots.txt"]': [["/robots.txt", page("/robots.txt"), 0]],
  '["sitemap.xml"]': [["/sitemap.xml", page("/sitemap.xml"), 10]],
  "[file]": [["/sitemap-1.xml", page("/sitemap-1.xml"), 1_010, "grows"], ["/sitemap-0.xml", page("/sitemap-0.xml"), 2_300, "grows"]],
};

/** Rows read at each size. */
async function measured(ask, statuses = [200, 404]) {
  const out = [];
  for (const world of worlds) {
    const answer = await ask(world);
    assert.ok(statuses.includes(answer.status), `${answer.status} ${answer.text.slice(0, 300)}`);
    out.push(answer);
  }
  return out;
}

function holds(what, answers, most, grows) {
  const rows = answers.map((it) => it.d1?.rows_read ?? 0);
  console.log(`${what}: ${rows.join(" / ")}`);
  if (most !== undefined) assert.ok(Math.max(...rows) <= most, `${what}: ${rows.join(" / ")} rows read, at most ${most}`);
  if (grows) return;
  // A page that is not full yet shows less: compared are those that show the same, two at least.
  const shown = answers.map((it) => (it.body?.items ?? it.body?.records ?? []).length);
  const same = rows.filter((_, n) => shown[n] === Math.max(...shown));
  assert.ok(same.length >= 2, `${what} shows ${shown.join(" / ")}`);
  assert.ok(Math.max(...same) <= Math.min(...same) * RATIO, `${what}: ${rows.join(" / ")} rows read`);
}

describe("public pages", () => {
  test("stand here, every one of them", () => {
    const source = readFileSync(repo("worker/src/pages.rs"), "utf8");
    const body = source.slice(source.indexOf("pub async fn serve"), source.indexOf("pub fn fault"));
    const arms = [...body.matchAll(/^ {8}(\[[^\n]*?\]) =>/gm)].map((it) => it[1]);
    assert.ok(arms.length >= 12, arms.join());
    assert.deepEqual(arms.toSorted(), Object.keys(PUBLIC).toSorted());
  });

  for (const [what, ask, most, grows] of Object.values(PUBLIC).flat()) {
    test(`${what} reads at most ${most} rows${grows ? "" : ", the same at every size"}`, async () => holds(what, await measured(ask), most, grows));
  }

  test("the pages of the catalogue hold every innovation once, and so do those of an agency (D11)", async () => {
    const [, world] = worlds;
    for (const [start, wanted] of [
      ["/katalog", "SELECT slug FROM innovation ORDER BY sort_name, id"],
      ["/katalog?jenis=metode&wilayah=Kota+Uji", "SELECT slug FROM innovation WHERE kind = 'metode' AND region = 'Kota Uji' ORDER BY sort_name, id"],
      ["/katalog?tahun=2021", "SELECT slug FROM innovation WHERE year_from = 2021"],
      ["/katalog?q=padi&jenis=proses", "SELECT slug FROM innovation WHERE kind = 'proses'"],
      ["/instansi/big", "SELECT slug FROM innovation WHERE agency_code IN ('BIG', 'BIG-1') ORDER BY sort_name, id"],
    ]) {
      const seen = [];
      for (let path = start, pages = 0; path; pages += 1) {
        assert.ok(pages < 200, `${start}: pages without end`);
        const { text, status } = await world.guest.page(path);
        assert.equal(status, 200, path);
        seen.push(...[...text.matchAll(/href="?\/inovasi\/([\w-]+)/g)].map((it) => it[1]));
        const [next] = [...text.matchAll(/<a\b[^>]*rel="?next"?[^>]*>/g)].map((it) => /href="([^"]*)"/.exec(it[0])[1]);
        path = next?.replaceAll("&amp;", "&");
      }
      const all = (await world.server.rows(wanted)).map((it) => it.slug);
      if (wanted.includes("ORDER BY")) assert.deepEqual(seen, all, start);
      else assert.deepEqual(seen.toSorted(), all.toSorted(), start);
    }
  });

  test("a place in a list that was not made here is refused", async () => {
    const [world] = worlds;
    for (const path of ["/katalog?sesudah=zz", "/papan?sesudah=00", "/instansi/big?sesudah=6e311f61"]) assert.equal((await world.guest.page(path)).status, 422, path);
  });
});

describe("endpoints that read", () => {
  test("stand here, every one of them", () => {
    const reading = [...routes.values()].filter((it) => it.method === "GET").map((it) => it.name);
    assert.deepEqual(reading.toSorted(), Object.keys(READS).toSorted());
  });

  for (const [what, ask, most] of Object.values(READS).filter(Array.isArray).flat()) {
    test(`${what}: the same rows read at every size`, async () => holds(what, await measured(ask, [200]), most, most !== undefined));
  }

  test("a list is the same page after page as in one piece, and its cursors are checked", async () => {
    const [, world] = worlds;
    const { n } = await world.server.row("SELECT count(*) AS n FROM person");
    for (const [who, name, parameters, count] of listsOf({ ...world, people: n })) {
      const rows = await world[who].all(name, parameters);
      assert.equal(rows.length, count, name);
      assert.equal(new Set(rows.map((it) => JSON.stringify(it))).size >= Math.min(count, 1_000), true, `${name}: a row twice`);
      for (const bad of ["zz", "6e311f61ff", "00".repeat(2_000)]) {
        const answer = await world[who].call(name, parameters, undefined, { query: `?sesudah=${bad}` });
        assert.deepEqual([answer.status, answer.body.code, answer.body.field], [422, "cursor_invalid", "sesudah"], name);
      }
    }
  });

  test("records, lanes and guests go on after their first page", async () => {
    const [, world] = worlds;
    const follow = async (ask, rows, id) => {
      const seen = [];
      for (let after = ""; after !== null; ) {
        const body = await ask(after ? `sesudah=${after}` : "");
        seen.push(...rows(body).map(id));
        after = body.next;
      }
      assert.equal(new Set(seen).size, seen.length);
      return seen.length;
    };
    assert.equal(await follow((query) => world.clinic.do("RecordList", {}, undefined, { query: `?${query}` }), (it) => it.records, (it) => it.id), 990);
    assert.equal(await follow((query) => world.innovator.do("RecordList", {}, undefined, { query: `?${query}` }), (it) => it.records, (it) => it.id), 20);
    const { n } = await world.server.row("SELECT count(*) AS n FROM record WHERE lane = 'ours'");
    assert.equal(await follow((query) => world.clinic.do("QueueShow", {}, undefined, { query: `?lajur=menunggu-kami&${query}` }), (it) => it.items, (it) => it.line.id), n);
    assert.equal(await follow((query) => world.clinic.do("ActivityShow", { activity: world.activity }, undefined, { query: `?${query}` }), (it) => it.attendance, (it) => it.id), 1_100);
  });

  test("decisions stay in sight below a thousand saves", async () => {
    const [, world] = worlds;
    const newest = async (who, name, parameters, query) => (await world[who].do(name, parameters, undefined, { query })).items[0].action;
    assert.equal(await newest("coordinator", "EditionEvents", { edition: world.edition }, "?saring=utama"), "assignment.changed");
    assert.equal(await newest("clinic", "HistoryList", { innovation: world.innovation(1) }, "?saring=utama"), "record.handed_in");
    assert.equal(await newest("clinic", "HistoryList", { innovation: world.innovation(1) }, "?saring=validasi"), "record.handed_in");
  });
});

describe("what is counted", () => {
  test("is what there is, at every size", async () => {
    for (const world of worlds.slice(0, 2)) {
      const broken = (await world.admin.do("InvariantList")).filter((it) => /counted|choices|side|search|places/.test(it.name) && it.violations > 0);
      assert.deepEqual(broken, []);
    }
  });

  test("a count that is off is found", async () => {
    const [world] = worlds;
    const broken = async () => (await world.admin.do("InvariantList")).filter((it) => /counted|choices|side|search|places/.test(it.name) && it.violations > 0).map((it) => it.name);
    for (const [harm, mend, name] of [
      ["UPDATE tally SET n = n + 1 WHERE kind = 'kind' AND key = 'metode'", "UPDATE tally SET n = n - 1 WHERE kind = 'kind' AND key = 'metode'", "catalogue_is_counted"],
      ["UPDATE choice SET bound = bound + 1", "UPDATE choice SET bound = bound - 1", "choices_are_those_that_occur"],
      ["INSERT INTO trigram VALUES ('zzz', 'a', printf('%036d', 1))", "DELETE FROM trigram WHERE gram = 'zzz'", "search_finds_what_is_listed_and_nothing_else"],
      ["UPDATE edition_count SET short = short - 1 WHERE short > 0", "UPDATE edition_count SET short = short + 1 WHERE entries > 0", "editions_are_counted"],
      ["UPDATE seat_count SET locked = locked + 1", "UPDATE seat_count SET locked = locked - 1", "work_of_judges_is_counted"],
      ["UPDATE placing SET rank = rank + 1", "UPDATE placing SET rank = rank - 1", "places_are_those_of_the_boards"],
      ["UPDATE activity_count SET present = present + 1", "UPDATE activity_count SET present = present - 1", "activities_are_counted"],
    ]) {
      await world.server.run(harm);
      assert.deepEqual(await broken(), [name]);
      await world.server.run(mend);
      assert.deepEqual(await broken(), []);
    }
  });
});
