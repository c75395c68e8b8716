// The schema lint: what every migration, past and to come, must leave behind (docs/architecture.md, "The Worker").
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { before, describe, test } from "node:test";
import { growing, schema } from "../support/keys.mjs";

const folder = join(import.meta.dirname, "../../worker/migrations");
const files = readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
const read = (name) => readFileSync(join(folder, name), "utf8");
/** A migration without its comments, for searching. */
const code = (name) => read(name).replace(/--[^\n]*/g, "");

let db;
let tables;

before(() => {
  db = new DatabaseSync(":memory:");
  db.exec("PRAGMA foreign_keys = ON");
  for (const name of files) db.exec(read(name));
  tables = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
});

const columns = (table) => db.prepare("SELECT name, type, \"notnull\" AS required, pk FROM pragma_table_info(?)").all(table);
const keys = (table) => db.prepare("SELECT id, seq, \"table\" AS target, \"from\" AS column, \"to\" AS target_column, on_delete, on_update FROM pragma_foreign_key_list(?)").all(table);

describe("migrations", () => {
  test("are numbered without gaps, and there are some", () => {
    assert.ok(files.length >= 1);
    files.forEach((name, index) => assert.match(name, new RegExp(`^${String(index + 1).padStart(4, "0")}_[a-z0-9_]+\\.sql$`)));
  });

  test("hold no transaction, no pragma, no virtual table", () => {
    for (const name of files) {
      // A trigger's BEGIN … END is followed by SELECT or another statement, a transaction's by nothing.
      assert.doesNotMatch(code(name), /\bBEGIN\s*(TRANSACTION|IMMEDIATE|EXCLUSIVE|DEFERRED)?\s*;/i, name);
      assert.doesNotMatch(code(name), /\b(COMMIT|ROLLBACK|SAVEPOINT|PRAGMA)\b/i, name);
      assert.doesNotMatch(code(name), /\bCREATE\s+VIRTUAL\b/i, name);
    }
  });

  test("rebuild no table that others refer to", () => {
    const referred = new Set(tables.flatMap((table) => keys(table.name).map((key) => key.target)));
    for (const name of files) {
      for (const [, table] of code(name).matchAll(/\bDROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?(\w+)/gi)) {
        assert.ok(!referred.has(table), `${name} drops ${table}`);
      }
      for (const [, table] of code(name).matchAll(/\bALTER\s+TABLE\s+(\w+)\s+RENAME\s+TO\b/gi)) {
        assert.ok(!referred.has(table), `${name} renames ${table}`);
      }
    }
  });
});

describe("tables", () => {
  test("are STRICT, every one", () => {
    const strict = new Map(db.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all().map((row) => [row.name, row.strict]));
    for (const { name } of tables) assert.equal(strict.get(name), 1, `${name} is not STRICT`);
  });

  test("have no REAL and no ANY column", () => {
    for (const { name } of tables) {
      for (const column of columns(name)) assert.match(column.type, /^(TEXT|INTEGER|INT|BLOB)$/, `${name}.${column.name}`);
    }
  });

  test("have a primary key that cannot be null", () => {
    for (const { name } of tables) {
      // The guard holds no row: its trigger drops what passes, its CHECKs refuse the rest.
      if (name === "guard") continue;
      const primary = columns(name).filter((column) => column.pk > 0);
      assert.ok(primary.length > 0, `${name} has no primary key`);
      // An INTEGER PRIMARY KEY is the rowid, which is never null.
      for (const column of primary) {
        assert.ok(column.required || (primary.length === 1 && column.type === "INTEGER"), `${name}.${column.name} may be null`);
      }
    }
  });

  test("keep truth values and states inside a CHECK", () => {
    for (const { name, sql } of tables) {
      for (const column of columns(name)) {
        if (!/^(kind|state|recorded|standing|entrants|carrier|source|method)$/.test(column.name) || column.type !== "TEXT") continue;
        assert.match(sql, new RegExp(`CHECK\\s*\\([^;]*\\b${column.name}\\b`), `${name}.${column.name} takes any text`);
      }
    }
  });
});

describe("foreign keys", () => {
  test("never cascade", () => {
    for (const { name } of tables) {
      for (const key of keys(name)) {
        assert.match(key.on_delete, /^(NO ACTION|RESTRICT)$/, `${name}.${key.column}`);
        assert.match(key.on_update, /^(NO ACTION|RESTRICT)$/, `${name}.${key.column}`);
      }
    }
  });

  test("point at tables that exist", () => {
    const names = new Set(tables.map((table) => table.name));
    for (const { name } of tables) {
      for (const key of keys(name)) assert.ok(names.has(key.target), `${name}.${key.column} -> ${key.target}`);
    }
    assert.deepEqual(db.prepare("PRAGMA foreign_key_check").all(), []);
  });

  test("stand on every column that is called after a table", () => {
    const names = new Set(tables.map((table) => table.name));
    for (const { name } of tables) {
      const own = new Set(keys(name).map((key) => key.column));
      for (const column of columns(name)) {
        const target = column.name.replace(/_id$/, "");
        if (column.name.endsWith("_id") && names.has(target)) assert.ok(own.has(column.name), `${name}.${column.name} is not held to ${target}`);
      }
    }
  });

  test("are found by an index, but for records that are only ever added to", () => {
    const record = new Set(growing(db).map((it) => it.table));
    for (const { name } of tables) {
      if (record.has(name)) continue;
      const indexed = new Set(columns(name).filter((column) => column.pk === 1).map((column) => column.name));
      for (const index of db.prepare("SELECT name FROM pragma_index_list(?)").all(name)) {
        const first = db.prepare("SELECT name FROM pragma_index_info(?) WHERE seqno = 0").get(index.name);
        if (first?.name) indexed.add(first.name);
      }
      // Persons are switched off and agencies stay: nothing is looked up by them but what a query needs.
      for (const key of keys(name).filter((key) => key.seq === 0 && !["person", "agency"].includes(key.target))) assert.ok(indexed.has(key.column), `${name}.${key.column} has no index`);
    }
  });
});

describe("append-only tables", () => {
  test("are the record of events, of sheets and of publications at least", () => {
    const names = growing(db).map((it) => it.table);
    for (const word of [/event/, /sheet/, /publication|board/]) {
      assert.ok(names.some((name) => word.test(name)), `no append-only table for ${word}: ${names}`);
    }
  });

  // Rows are made up and nothing is asked of them but their keys. Each is tried with its nullable columns empty and filled, since a
  // partial index looks at one or the other; that the attack bites where no trigger stands says that it was one.
  const made = (columns, seed, filled) =>
    Object.fromEntries(
      columns.map(({ name, type, required, pk }, n) => [name, !required && !pk && !filled ? null : type === "INTEGER" ? 1000 * seed + n + 1 : `${seed}-${name}`]),
    );
  const placed = (verb, table, row) => {
    const names = Object.keys(row);
    return { text: `${verb} INTO ${table} (${names.map((it) => `"${it}"`)}) VALUES (${names.map(() => "?")})`, values: Object.values(row) };
  };
  const run = (on, { text, values }) => on.prepare(text).run(...values);
  const bare = (table, keep) => {
    const it = schema();
    it.exec("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON");
    const kinds = keep ? /./ : /^$/;
    for (const { name, sql } of it.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?").all(table)) if (!kinds.test(sql)) it.exec(`DROP TRIGGER ${name}`);
    return it;
  };

  for (const { table, columns, keys } of growing(schema())) {
    for (const key of keys) {
      test(`${table} refuses a row with the ${key.name} of another: INSERT OR REPLACE and UPDATE OR REPLACE take nothing away`, () => {
        let bit = 0;
        for (const filled of [false, true]) {
          const old = { ...made(columns, 1, filled), ...(key.columns[0] === "rowid" ? { rowid: 77 } : {}) };
          const other = { ...made(columns, 2, filled), ...(key.columns[0] === "rowid" ? { rowid: 78 } : {}) };
          const same = Object.fromEntries(key.columns.map((it) => [it, old[it]]));
          const moved = { text: `UPDATE OR REPLACE ${table} SET ${key.columns.map((it) => `"${it}" = ?`)} WHERE "${columns[0].name}" = ?`, values: [...Object.values(same), other[columns[0].name]] };
          for (const attack of [[placed("INSERT OR REPLACE", table, { ...other, ...same })], [placed("INSERT", table, other), moved]]) {
            const left = (on) => on.prepare(`SELECT * FROM ${table} WHERE "${columns[0].name}" = ?`).all(old[columns[0].name]).map((it) => JSON.stringify(it));
            const [open, held] = [bare(table, false), bare(table, true)];
            for (const on of [open, held]) run(on, placed("INSERT", table, old));
            const before = left(held);
            assert.equal(before.length, 1);
            for (const step of attack) run(open, step);
            if (JSON.stringify(left(open)) === JSON.stringify(before)) continue;
            bit += 1;
            for (const step of attack.slice(0, -1)) run(held, step);
            assert.throws(() => run(held, attack.at(-1)), /append_only/, `${attack.at(-1).text}, nullable columns ${filled ? "filled" : "empty"}`);
            assert.deepEqual(left(held), before);
          }
        }
        assert.ok(bit >= 2, "the attack is one");
      });
    }
  }

  test("have their keys read right: a hidden rowid, a partial index, an expression", () => {
    const it = new DatabaseSync(":memory:");
    it.exec(`CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY, b TEXT, c TEXT) STRICT;
      CREATE UNIQUE INDEX a_held ON a (b) WHERE c IS NULL;
      CREATE UNIQUE INDEX a_folded ON a (ifnull(c, ''), b);
      CREATE TRIGGER a_no_delete BEFORE DELETE ON a BEGIN SELECT RAISE(ABORT, 'append_only: a'); END;`);
    const keys = Object.fromEntries(growing(it)[0].keys.map(({ name, columns }) => [name.replace(/^sqlite_.*/, "primary"), columns]));
    assert.deepEqual(keys, { rowid: ["rowid"], a_held: ["b"], a_folded: ["b", "c"], primary: ["id"] });
  });
});

test("0016: what was said before the record kept it is taken from the history, where it still says why", () => {
  const it = new DatabaseSync(":memory:");
  for (const name of files.filter((name) => name < "0016")) it.exec(read(name));
  const id = (n) => String(n).padStart(36, "0");
  it.exec(`INSERT INTO agency (code, name, sort, obligation) VALUES ('DLH', 'Dinas', 'dinas', 'ya');
    INSERT INTO person (id, name, username, verifier, created_at) VALUES ('${id(1)}', 'Wulan', 'wulan', '$argon2id$x', 1), ('${id(2)}', 'Tari', 'tari', '$argon2id$x', 1);
    INSERT INTO grant_ (person_id, role, granted_at) VALUES ('${id(2)}', 'clinic', 1)`);
  const record = (n, place, desk, hold, events) => {
    it.exec(`INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, carrier, replication, unverified, search_text, sort_name, created_at) VALUES ('${id(n)}', 'i-${n}', 'i-${n}', 'Inovasi', 'Dinas', 'DLH', '', '', 'pemda', 0, 0, 'x', 'x', 1);
      INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, revision, created_at, created_by) VALUES ('${id(n)}', 'INV-2026-${n}', 'DLH', '${place}', '${desk}', '${hold}', 'theirs', 1, 1, 1, '${id(1)}')`);
    events.forEach(([action, by, reason], at) => it.prepare("INSERT INTO event (at, person_id, action, innovation_id, reason, request_id) VALUES (?, ?, ?, ?, ?, 'uji')").run(100 + at, by && id(by), action, id(n), reason ?? null));
  };
  record(11, "diagnose", "innovator", "none", [["record.handed_in", 1], ["record.returned", 1, "Lengkapi angkanya."], ["part.saved", 1]]);
  record(12, "diagnose", "innovator", "paused", [["record.led_back", 2, "Masalahnya lain."], ["record.paused", 2, "Menunggu anggaran."]]);
  record(13, "diagnose", "innovator", "none", [["record.led_back", 2, "Ulangi."], ["record.handed_in", 1]]);
  record(14, "design", "innovator", "none", [["record.returned", 1, "Sudah dijawab."], ["review.announced", 2, "Jelas."]]);
  record(15, "diagnose", "clinic", "stopped", [["record.stopped", 1, "Digabung."]]);
  it.exec(`INSERT INTO review (id, innovation_id, stage, revision, hearing, held_on, finding, reasons, parts, person_id, at, announced_at) VALUES ('${id(90)}', '${id(14)}', 'diagnose', 1, 'presentation', 1, 'valid', 'Ide jelas.', '[]', '${id(2)}', 90, 101)`);
  it.exec(read(files.find((name) => name.startsWith("0016"))));
  const told = (n) => {
    const row = it.prepare("SELECT told_course, told_hold FROM record WHERE innovation_id = ?").get(id(n));
    return [row.told_course, row.told_hold].map((text) => {
      const { step, by, reason, side, stage, at } = JSON.parse(text) ?? {};
      return text && [step.step, step.with, reason, Number(by), side, stage, at];
    });
  };
  assert.deepEqual(told(11), [["return", undefined, "Lengkapi angkanya.", 1, "agency_coordinator", "diagnose", 101], null]);
  assert.deepEqual(told(12), [["go_back", "diagnose", "Masalahnya lain.", 2, "clinic", "diagnose", 100], ["pause", undefined, "Menunggu anggaran.", 2, "clinic", "diagnose", 101]]);
  assert.deepEqual(told(13), [null, null]);
  assert.deepEqual(told(14), [["decide", "valid", "Ide jelas.", 2, "clinic", "diagnose", 101], null]);
  assert.deepEqual(told(15), [null, ["stop", undefined, "Digabung.", 1, "agency_coordinator", "diagnose", 100]]);
});

test("0017: only a summary that is the catalogue's line and nothing else is emptied; what somebody wrote stays, counted as words are", () => {
  const it = new DatabaseSync(":memory:");
  for (const name of files.filter((name) => name < "0017")) it.exec(read(name));
  const id = (n) => String(n).padStart(36, "0");
  it.exec(`INSERT INTO person (id, name, username, verifier, created_at) VALUES ('${id(1)}', 'Wulan', 'wulan', '$argon2id$x', 1);
    INSERT INTO edition (id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain, sample, created_at, created_by)
      VALUES ('${id(2)}', 'kompetisi', 'Kompetisi', 2026, 'terbuka', 1, 3600001, 3, '{}', '[]', 0, 1, '${id(1)}')`);
  const own = "Uraian yang panjang.";
  const line = "Kelas Apung dari Dinas Pendidikan, Kota Lain: inovasi metode, tahun 2022.";
  const rows = [
    // Summary, criteria, what the catalogue says it is replicated from, frozen; then summary, ready and criteria afterwards.
    [line, [], null, false, ["", 0, 0]],
    [` ${line}\n`, [], null, false, ["", 0, 0]],
    [line.replace("2022", "2021–2022"), [own], null, false, ["", 0, 1]],
    [line.replace("2022", "belum diketahui"), [], null, false, ["", 0, 0]],
    [line.replace("inovasi metode", "jenis belum ditentukan"), [], null, false, ["", 0, 0]],
    [line.replace("inovasi metode", "inovasi pengembangan sdm"), [], null, false, ["", 0, 0]],
    [`${line} Replikasi dari Kab. Jauh.`, [], "Kab. Jauh", false, ["", 0, 0]],
    // Written by somebody, before or after it: kept, and it counts.
    [`${line} Warga datang sekali saja.`, [], null, false, [true, 1, 0]],
    [`${line}\nWarga datang sekali saja.`, [], null, false, [true, 1, 0]],
    [`${line} Replikasi dari Kab. Jauh. Warga datang sekali saja.`, [], "Kab. Jauh", false, [true, 1, 0]],
    [`${line} Dimulai lagi, tahun 2023 oleh warga.`, [], null, false, [true, 1, 0]],
    ["Layanan ini: inovasi kecil, tahun 2022.", [], null, false, [true, 1, 0]],
    // Somebody's words may be in it, or the catalogue says something else by now: kept, and not counted.
    [`Warga datang sekali saja. ${line}`, [], null, false, [true, 0, 0]],
    [line.replace("Kelas Apung", "Kelas Terapung"), [], null, false, [true, 0, 0]],
    [`${line} Replikasi dari Kab. Jauh.`, [], null, false, [true, 0, 0]],
    [line, [], null, true, [true, 1, 0]],
    // Words.
    [own, ["satu\ndua\ttiga", "satu  dua   tiga", "satu – dua …", "satu dua", "\n\n-\n"], null, false, [true, 1, 2]],
    [own, ['kutip "dua" \\ tiga', own, own, own, own], null, false, [true, 1, 5]],
  ];
  rows.forEach(([summary, criteria, from, frozen], n) => {
    const dossier = JSON.stringify({ summary, criteria: [0, 1, 2, 3, 4].map((c) => criteria[c] ?? ""), links: [] });
    it.prepare(`INSERT INTO innovation (id, slug, import_key, name, agency_name, region, province, carrier, replication, replicated_from, unverified, search_text, sort_name, created_at)
      VALUES (?, ?, ?, 'Kelas Apung', 'Dinas Pendidikan', 'Kota Lain', '', 'pemda', 0, ?, 0, 'x', 'x', 1)`).run(id(100 + n), `i-${n}`, `i-${n}`, from);
    it.prepare("INSERT INTO entry (id, edition_id, innovation_id, number, dossier, dossier_frozen, ready) VALUES (?, ?, ?, ?, ?, ?, 1)").run(id(200 + n), id(2), id(100 + n), n + 1, dossier, frozen ? dossier : null);
  });
  it.exec(read(files.find((name) => name.startsWith("0017"))));
  rows.forEach(([summary, , , , expected], n) => {
    const row = it.prepare("SELECT dossier ->> '$.summary' AS summary, ready, criteria, version FROM entry WHERE id = ?").get(id(200 + n));
    const [left, ...counts] = expected;
    assert.deepEqual([row.summary, row.ready, row.criteria, row.version], [left === true ? summary : left, ...counts, left === true ? 1 : 2], summary);
  });
});

test("the list of common passwords is there, as it is looked up: lower case, 8 characters and more (A02)", () => {
  const words = db.prepare("SELECT word FROM common_password").all().map((row) => row.word);
  assert.ok(words.length >= 3_000, String(words.length));
  for (const word of words) assert.ok(word.length >= 8 && word === word.toLowerCase(), word);
  for (const word of ["qwertyuiop", "sayangku"]) assert.ok(words.includes(word), word);
});
