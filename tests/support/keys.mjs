// The keys of what only grows, read from the schema itself: whatever INSERT OR REPLACE could take a row away by.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const folder = join(import.meta.dirname, "../../worker/migrations");

/** The schema after every migration, in memory. */
export function schema() {
  const db = new DatabaseSync(":memory:");
  for (const name of readdirSync(folder).filter((it) => it.endsWith(".sql")).sort()) db.exec(readFileSync(join(folder, name), "utf8"));
  return db;
}

/** Tables whose triggers abort a DELETE, each with its columns and its keys: `{ name, columns }`, the rowid as `rowid`. */
export function growing(db) {
  const triggers = db.prepare("SELECT tbl_name AS name, sql FROM sqlite_master WHERE type = 'trigger'").all();
  const tables = new Set(triggers.filter(({ sql }) => /BEFORE\s+DELETE/i.test(sql) && /RAISE\s*\(\s*ABORT/i.test(sql)).map((it) => it.name));
  return [...tables].sort().map((table) => {
    const columns = db.prepare("SELECT name, type, \"notnull\" AS required, pk FROM pragma_table_info(?)").all(table);
    const { wr } = db.prepare("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?").get(table);
    const primary = columns.filter((it) => it.pk > 0).sort((a, b) => a.pk - b.pk);
    const keys = [];
    // Without an INTEGER PRIMARY KEY of its own a table has a hidden one.
    if (!wr) keys.push({ name: "rowid", columns: primary.length === 1 && primary[0].type === "INTEGER" ? [primary[0].name] : ["rowid"] });
    for (const index of db.prepare("SELECT name, origin, partial FROM pragma_index_list(?) WHERE \"unique\" = 1").all(table)) {
      const parts = db.prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno").all(index.name).map((it) => it.name);
      const sql = db.prepare("SELECT sql FROM sqlite_master WHERE name = ?").get(index.name)?.sql ?? "";
      // Of an expression the columns that it names; of a condition those that it looks at.
      const named = columns.map((it) => it.name).filter((name) => parts.includes(name) || (parts.includes(null) && new RegExp(`\\b${name}\\b`).test(sql)));
      const condition = /\bWHERE\b([^]*)$/i.exec(sql)?.[1] ?? "";
      const asked = columns.map((it) => it.name).filter((name) => new RegExp(`\\b${name}\\b`).test(condition));
      keys.push({ name: index.name, columns: named, asked });
    }
    return { table, columns, keys };
  });
}
