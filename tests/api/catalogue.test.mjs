// The catalogue and its import: real files, dirty as they are; checked, previewed, and only then written.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ok, race, refused } from "./support/client.mjs";
import { uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { start } from "./support/server.mjs";
import { AGENCIES, AGENCY_HEADER, INNOVATIONS, INNOVATION_HEADER, firstAdministrator, importFile, innovations, join, makeEdition } from "./support/world.mjs";

let server, coordinator;
before(async () => {
  server = await start();
  const admin = await firstAdministrator(server);
  coordinator = await join(server, admin, "coordinator");
});
after(() => server?.stop());

const check = (source, content, file_name = "uji.csv") => coordinator.call("ImportCheck", {}, { source, file_name, content });
const list = async (query) => coordinator.do("InnovationList", {}, undefined, { query });
const count = async (table) => (await server.row(`SELECT count(*) AS n FROM ${table}`)).n;
const rows = (...lines) => `${INNOVATION_HEADER}\n${lines.join("\n")}\n`;
const line = (name, { agency = "Dinas Uji", region = "Kota Uji", province = "Provinsi Uji", years = "2022", kind = "metode", carrier = "pemda" } = {}) =>
  `${name},${agency},${region},${province},${years},${kind},,${carrier},asli,yes,`;

describe("the real files", () => {
  test("58 agencies: the preview says so and writes nothing", async () => {
    const preview = ok(await check("agencies", AGENCIES));
    assert.deepEqual([preview.new, preview.same, preview.bad], [58, 0, []]);
    assert.equal(await count("agency"), 0);
  });

  test("are imported: 58 agencies and 293 innovations", async () => {
    const one = await importFile(coordinator, "agencies", AGENCIES);
    assert.deepEqual([one.added, one.same, one.refused], [58, 0, 0]);
    const two = await importFile(coordinator, "innovations", INNOVATIONS);
    assert.deepEqual([two.added, two.same, two.refused], [293, 0, 0]);
    assert.deepEqual([await count("agency"), await count("innovation")], [58, 293]);
    assert.equal((await coordinator.do("AgencyList")).length, 58);
    assert.equal((await list("")).total, 293);
  });

  test("twice changes nothing", async () => {
    const before = await server.rows("SELECT * FROM innovation ORDER BY id");
    const again = await importFile(coordinator, "innovations", INNOVATIONS);
    assert.deepEqual([again.added, again.same], [0, 293]);
    assert.deepEqual(await server.rows("SELECT * FROM innovation ORDER BY id"), before);
    const agencies = await importFile(coordinator, "agencies", AGENCIES);
    assert.deepEqual([agencies.added, agencies.same], [0, 58]);
  });

  test("blank kinds, years and regions are kept as undecided", async () => {
    const undecided = await list("?jenis=belum");
    assert.equal(undecided.total, 60);
    assert.ok(undecided.items.every((it) => it.kind === null));
  });

  test("ranges of years are kept", async () => {
    const { items } = await list("?q=bik+cantek");
    assert.deepEqual(items[0].years, { from: 2021, to: 2024 });
  });

  test("agencies are found behind names with notes and behind their units", async () => {
    const { items } = await list("?q=sidilan+cuti");
    assert.equal(items[0].agency_code, "BKPSDMD");
    const { items: unit } = await list("?q=e+lit+boo");
    assert.equal(unit[0].agency_code, "PKM-JEBUS");
  });

  test("agencies of other regions never match ours", async () => {
    for (const it of await innovations(coordinator, 293)) {
       if (it.region !== "Kabupaten Bangka Barat") assert.equal(it.agency_code, null, it.name);
    }
  });

  test("every slug is unique and leads to its page", async () => {
    const slugs = await server.rows("SELECT slug FROM innovation");
    assert.equal(new Set(slugs.map((it) => it.slug)).size, 293);
  });

  test("imports are listed with who, what and how many", async () => {
    const records = await coordinator.all("ImportList");
    assert.deepEqual([records[0].by, records[0].source, records[0].added, records[0].same], [coordinator.fullName, "agencies", 0, 58]);
    assert.equal(records.length, 4);
  });
});

describe("searching", () => {
  test("folds case, marks and signs", async () => {
    const [plain, loud] = [await list("?q=sidilan%20cuti"), await list("?q=SIDILAN-cuti%21")];
    assert.deepEqual(plain.items, loud.items);
    assert.ok(plain.total >= 1);
  });

  test("by kind, region, agency and year together", async () => {
    const all = await list("?wilayah=Kabupaten+Bangka+Barat");
    assert.equal(all.total, 13);
    const methods = await list("?wilayah=Kabupaten+Bangka+Barat&jenis=metode&tahun=2022");
    assert.ok(methods.total > 0 && methods.total < 13);
    assert.ok(methods.items.every((it) => it.kind === "metode" && it.years.from <= 2022 && it.years.to >= 2022));
    const unit = await list("?instansi=PKM-JEBUS");
    assert.ok(unit.total > 0 && unit.items.every((it) => it.agency_code === "PKM-JEBUS"));
  });

  test("by stage: what was imported is outside the clinic", async () => {
    assert.deepEqual([(await list("?tahap=luar")).total, (await list("?tahap=deliver")).total, (await list("?tahap=sihir")).total], [293, 0, 0]);
    const { items } = await list("?tahap=luar&wilayah=Kabupaten+Bangka+Barat");
    assert.ok(items.length === 13 && items.every((it) => it.stage === null));
  });

  test("what is not listed is in no list, and no choice comes from it", async () => {
    await server.run("UPDATE innovation SET listed = 0 WHERE region = 'Kabupaten Bangka Barat'");
    assert.deepEqual([(await list("")).total, (await list("?wilayah=Kabupaten+Bangka+Barat")).total, (await list("?instansi=PKM-JEBUS")).total], [280, 0, 0]);
    const { text } = await coordinator.page("/katalog");
    assert.ok(!text.includes("Kabupaten Bangka Barat</option>") && !text.includes('value="PKM-JEBUS"'));
    await server.run("UPDATE innovation SET listed = 1");
    assert.equal((await list("")).total, 293);
  });

  test("pages cover everything once (D11)", async () => {
    const ids = [];
    let after = "";
    do {
      const { items, total, more, next } = await list(`?sesudah=${after}`);
      assert.deepEqual([total, more], [293, false]);
      assert.ok(items.length > 0 && items.length <= 24);
      ids.push(...items.map((it) => it.id));
      after = next;
    } while (after);
    assert.deepEqual([ids.length, new Set(ids).size], [293, 293]);
  });

  for (const query of ["?q=%27%20OR%201%3D1%20--", "?q=%25", "?q=_", "?sesudah=", "?sesudah=00", "?sesudah=x", "?hal=3", "?jenis=sihir", "?tahun=abc", "?q=%ff", "?q=a&q=b", `?q=${"a".repeat(5000)}`, "?wilayah=%00", "?q=%2527"]) {
    test(`${query.slice(0, 40)} is answered and finds no more than there is (D03, D12)`, async () => {
      const answer = await coordinator.call("InnovationList", {}, undefined, { query });
      assert.ok(answer.status < 500, answer.text);
      if (answer.status === 200) assert.ok(answer.body.total <= 293);
    });
  }

  test("percent and underscore are letters, not patterns", async () => {
    for (const none of ["zz%25zz", "zz_zz", "%25lit_boo%25zz"]) assert.equal((await list(`?q=${none}`)).total, 0, none);
    const [signs, spaces] = [await list("?q=e_lit_boo"), await list("?q=e+lit+boo")];
    assert.deepEqual(signs.items.map((it) => it.name), spaces.items.map((it) => it.name));
    assert.ok(signs.total > 0);
  });
});

describe("dirty rows", () => {
  test("each is refused with row, column and reason; the good ones of the file stay usable", async () => {
    const preview = ok(
      await check(
        "innovations",
        rows(line("Baik Satu"), line("Sihir", { kind: "sihir" }), line("Kapan", { years: "dulu" }), line(""), "kurang,kolom", line("baik  SATU"), line("Baik Dua", { kind: "", years: "", region: "" })),
      ),
    );
    assert.deepEqual(preview.bad.map((it) => [it.row, it.column, it.code]).sort((a, b) => a[0] - b[0]), [
      [3, "jenis", "unknown_value"],
      [4, "tahun", "wrong_type"],
      [5, "nama", "text_missing"],
      [6, "", "import_row_broken"],
      [7, "nama", "import_duplicate"],
    ]);
    assert.deepEqual([preview.new, preview.rows.map((it) => [it.row, it.name])], [2, [[2, "Baik Satu"], [8, "Baik Dua"]]]);
  });

  test("the good ones are written when confirmed, the refused are counted", async () => {
    const done = await importFile(coordinator, "innovations", rows(line("Campur Baik"), line("Campur Buruk", { kind: "sihir" })));
    assert.deepEqual([done.added, done.refused], [1, 1]);
    assert.equal((await list("?q=campur")).total, 1);
  });

  test("spaces, hyphens, soft hyphens and apostrophes inside words do not separate spellings, in both directions", async () => {
    const header = INNOVATIONS.split("\n")[0];
    const signs = ["", " ", "-", "'", "\u00ad", "\u2010", "\u2011", "\u2013", "\u2019", "\u02bc", "\u00a0", "\u200b"];
    const tail = (n) => `,Dinas Ejaan ${n},Kota Ejaan,,2022,metode,inferred,pemda,asli,yes,`;
    const pairs = [["e", "Laporx"], ["Al", "Quranx"], ["Bangx", "Mudax"]];
    const lines = pairs.flatMap((pair, p) => signs.map((sign, n) => `${pair.join(sign)} Uji${tail(`${p}${String.fromCharCode(97 + n)}`)}`));
    await importFile(coordinator, "innovations", [header, ...lines].join("\n"));
    for (const [a, b] of pairs)
      for (const sign of signs) {
        const wanted = `${a}${sign}${b}`;
        for (const q of [wanted, wanted.toLowerCase(), wanted.toUpperCase()]) {
          const { total } = await coordinator.do("InnovationList", {}, undefined, { query: `?q=${encodeURIComponent(q)}` });
          assert.equal(total, signs.length, `${JSON.stringify(q)} finds every spelling`);
        }
      }
    const { text } = await coordinator.page(`/katalog?q=${encodeURIComponent("elaporx")}`);
    assert.ok(text.includes("e-Laporx Uji"), "the public page searches so too");
    // The same name at the same agency is the same innovation, however it is spelt.
    const again = signs.map((sign) => `e${sign}Laporx Uji${tail("0a")}`.replace("Dinas Ejaan 0a", `Dinas${sign}Ejaan 0a`));
    for (const line of again) {
      const seen = await coordinator.do("ImportCheck", {}, { source: "innovations", file_name: "uji.csv", content: [header, line].join("\n") });
      assert.deepEqual([seen.new, seen.same], [0, 1], line);
    }
  });

  test("two innovations of one name get two slugs", async () => {
    await importFile(coordinator, "innovations", rows(line("Kembar Nama", { region: "Kota Satu" }), line("Kembar Nama", { region: "Kota Dua" })));
    const { items } = await list("?q=kembar+nama");
    assert.deepEqual(items.map((it) => it.slug).sort(), ["kembar-nama", "kembar-nama-2"]);
  });

  test("a name with markup and formula is kept as text", async () => {
    const name = "=<script>alert(1)</script>";
    await importFile(coordinator, "innovations", rows(line(name, { region: "Kota Skrip" })));
    const { items } = await list("?wilayah=Kota+Skrip");
    assert.equal(items[0].name, name);
    for (const path of ["/katalog?wilayah=Kota+Skrip", `/inovasi/${items[0].slug}`]) {
      const page = await coordinator.page(path);
      assert.equal(page.status, 200, path);
      assert.ok(!page.text.includes("<script>alert"), path);
      assert.ok(page.text.includes("&lt;script&gt;") || page.text.includes("&lt;script>"), path);
    }
  });

  for (const [what, source, content, code] of [
    ["a wrong header", "innovations", "judul,instansi\nA,B\n", "import_header"],
    ["the header of the other file", "innovations", AGENCIES, "import_header"],
    ["nothing", "innovations", "", "import_header"],
    ["a header alone", "innovations", `${INNOVATION_HEADER}\n`, "import_empty"],
    ["5,000 rows", "innovations", rows(...Array.from({ length: 5000 }, (_, n) => line(`Inovasi ${n}`))), "import_too_many_rows"],
  ]) {
    test(`${what}: the file is refused, nothing is written`, async () => {
      const before = await count("innovation");
      const answer = await check(source, content);
      refused(answer, code);
      assert.equal(await count("innovation"), before);
    });
  }

  test("an agency whose parent is nowhere is refused", async () => {
    const preview = ok(await check("agencies", `${AGENCY_HEADER}\nPKM-X,Puskesmas X,puskesmas,ENTAH,tidak,yes\n`));
    assert.deepEqual(preview.bad.map((it) => [it.row, it.column, it.code]), [[2, "induk", "import_parent_unknown"]]);
  });

  test("over a million bytes is refused", async () => {
    const answer = await check("innovations", rows(line("x".repeat(199))).padEnd(1_000_001, "\n"));
    refused(answer, "body_too_large");
  });

  test("a spreadsheet's file with BOM and semicolons reads the same", async () => {
    const preview = ok(await check("innovations", `\ufeff${rows(line("Dari Lembar Kerja")).replaceAll(",", ";")}`));
    assert.deepEqual([preview.new, preview.bad], [1, []]);
  });
});

/** A file of tests/fixtures/cases, decoded as the page does it (the page's own decoding: import.journey.mjs). */
const fixture = (name) => readFileSync(repo(`tests/fixtures/cases/${name}`), "utf8");

describe("files as spreadsheets write them", () => {
  for (const name of ["import-crlf.csv", "import-lf.csv"]) {
    test(`${name}: rows are numbered as the spreadsheet does, empty ones included`, async () => {
      const preview = ok(await check("innovations", fixture(name)));
      assert.deepEqual(preview.bad.map((it) => [it.row, it.column]), [[4, "jenis"], [7, "tahun"]]);
      assert.deepEqual(preview.rows.map((it) => it.row), [2, 3, 6]);
    });
  }

  test("agencies are numbered alike, though parents are written first", async () => {
    const preview = ok(await check("agencies", `${AGENCY_HEADER}\r\n"BARU-2","Anak\r\ndua baris",unit,BARU-1,tidak,yes\r\n\r\nBARU-3,Anak,unit,BARU-1,tidak,yes\r\nBARU-1,Induk,dinas,,ya,yes\r\n`));
    assert.deepEqual(preview.rows.map((it) => [it.row, it.matched]), [[5, "BARU-1"], [4, "BARU-3"]]);
    assert.deepEqual(preview.bad.map((it) => it.row), [2]);
  });

  test("a row with several faults is one refused row, in the preview, in the result and in the list", async () => {
    const content = fixture("import-several-faults.csv");
    const preview = ok(await check("innovations", content));
    assert.deepEqual([preview.new, preview.refused, preview.bad.length], [1, 2, 5]);
    const done = await importFile(coordinator, "innovations", content, "beberapa.csv");
    assert.deepEqual([done.added, done.refused], [1, 2]);
    const [kept] = (await coordinator.all("ImportList")).filter((it) => it.file_name === "beberapa.csv");
    assert.deepEqual([kept.added, kept.refused], [1, 2]);
  });

  for (const [name, row] of [["import-trailing-columns.csv", 1], ["import-sep-line.csv", 2]]) {
    test(`${name} is read without a question`, async () => {
      const preview = ok(await check("innovations", fixture(name)));
      assert.deepEqual([preview.new, preview.bad, preview.header_row, preview.titled], [2, [], row, false]);
    });
  }

  test("a title above the column names is left out only after somebody said where they are", async () => {
    const content = fixture("import-title-row.csv");
    const { digest, ...preview } = ok(await check("innovations", content));
    assert.deepEqual([preview.new, preview.bad, preview.header_row, preview.titled], [2, [], 3, true]);
    const body = { id: uuid(), source: "innovations", file_name: "judul.csv", content, digest };
    for (const header_row of [undefined, null, 1, 2]) refused(await coordinator.call("ImportRun", {}, { ...body, header_row }), "import_header_row", { field: "header_row" });
    assert.equal(ok(await coordinator.call("ImportRun", {}, { ...body, header_row: 3 })).added, 2);
  });

  test("a missing column is named; a row with a lost letter is refused by its cell", async () => {
    const header = INNOVATION_HEADER.replace(",tahun,", ",");
    refused(await check("innovations", `${header}\nA,B,C,D,metode,,pemda,asli,yes,\n`), "import_column_missing", { field: "tahun" });
    const preview = ok(await check("innovations", rows(line("Gerakan Jum\ufffdat"))));
    assert.deepEqual(preview.bad.map((it) => [it.row, it.column, it.code]), [[2, "nama", "import_letters"]]);
  });
});

describe("confirming", () => {
  test("something else than was previewed is refused", async () => {
    const { digest } = ok(await check("innovations", rows(line("Pratinjau A"))));
    const body = { id: uuid(), source: "innovations", file_name: "uji.csv", content: rows(line("Pratinjau B")), digest };
    refused(await coordinator.call("ImportRun", {}, body), "import_changed");
    assert.equal((await list("?q=pratinjau")).total, 0);
  });

  test("a catalogue that changed since the preview is refused", async () => {
    const content = rows(line("Balapan Impor"), line("Balapan Kedua"));
    const { digest } = ok(await check("innovations", content));
    await importFile(coordinator, "innovations", rows(line("Balapan Impor")));
    refused(await coordinator.call("ImportRun", {}, { id: uuid(), source: "innovations", file_name: "uji.csv", content, digest }), "import_changed");
    assert.equal((await list("?q=balapan+kedua")).total, 0);
  });

  test("twice with one key writes once; five at the same moment too", async () => {
    const content = rows(line("Sekali Saja"));
    const { digest } = ok(await check("innovations", content));
    const [key, body] = [uuid(), { id: uuid(), source: "innovations", file_name: "uji.csv", content, digest }];
    const answers = await race(5, (n, options) => coordinator.call("ImportRun", {}, body, { key, ...options }));
    assert.deepEqual([...new Set(answers.map((it) => it.text))].length, 1, answers.map((it) => it.text).join());
    assert.equal((await list("?q=sekali+saja")).total, 1);
    assert.equal((await coordinator.all("ImportList")).filter((it) => it.id === body.id).length, 1);
  });
});

describe("the agency of an innovation that the source does not know", () => {
  const REASON = "Kantor lama dilebur ke dinas ini.";
  const give = (it, parts = {}) => coordinator.call("InnovationAgencySet", { innovation: it.id }, { was: it.agency, agency: "DLH", reason: REASON, ...parts });
  const loose = async (name) => {
    const added = await importFile(coordinator, "innovations", rows(line(name, { agency: "Kantor Lama", region: "Kabupaten Bangka Barat", province: "Kepulauan Bangka Belitung" })));
    assert.equal(added.added, 1);
    return (await list(`?q=${encodeURIComponent(name)}`)).items[0];
  };

  test("is said by the coordinator with a reason: found under it, and known to the same file again", async () => {
    const it = await loose("Sungai Bersih Uji");
    assert.equal(it.agency_code, null);
    refused(await give(it, { reason: "ya" }), "reason_needed", { field: "reason" });
    refused(await give(it, { agency: "ENTAH" }), "unknown_value", { field: "agency" });
    refused(await give(it, { was: "Kantor Lain" }), "stale_version");
    ok(await give(it));
    const [now] = (await list("?q=sungai+bersih+uji&instansi=DLH")).items;
    assert.deepEqual([now.agency_code, now.agency], ["DLH", "Dinas Lingkungan Hidup"]);
    const { reason, before_text, after_text } = await server.row("SELECT reason, before_text, after_text FROM event WHERE action = 'innovation.agency_set' AND subject_id = ?1", it.id);
    assert.deepEqual([reason, before_text, after_text], [REASON, "Kantor Lama", "Dinas Lingkungan Hidup"]);
    const again = await importFile(coordinator, "innovations", rows(line("Sungai Bersih Uji", { agency: "Kantor Lama", region: "Kabupaten Bangka Barat", province: "Kepulauan Bangka Belitung" })));
    assert.deepEqual([again.added, again.same], [0, 1]);
    // A slip is mended the same way.
    ok(await give(now, { agency: "DINKES" }));
  });

  test("of another region, or while it is judged: never", async () => {
    await importFile(coordinator, "innovations", rows(line("Sungai Tetangga Uji")));
    const [elsewhere] = (await list("?q=sungai+tetangga+uji")).items;
    refused(await give(elsewhere), "not_local");
    const it = await loose("Sungai Dinilai Uji");
    const edition = await makeEdition(coordinator);
    const judges = [];
    for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "judge", { edition: edition.id }));
    edition.entries = await edition.enter([it]);
    await edition.assign(edition.entries, judges);
    await edition.open();
    refused(await give(it), "innovation_judged");
  });
});
