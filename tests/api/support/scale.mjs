// An edition of a given size, put into the database as rows: 500 entries with 20 judges each are 10,000 sheets, which
// nobody makes through the API. The same sizes always give the same rows. `fixture` keeps the whole database of a size
// under target/, by the digest of what made it.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "./client.mjs";
import { secret, sha256, uuid } from "./ids.mjs";
import { repo } from "./repo.mjs";
import { migrations, start } from "./server.mjs";
import { CRITERIA, dossier, Edition, firstAdministrator, join as invite, rubric, TIE_CHAIN, WEIGHTS } from "./world.mjs";

/** The most that an edition may hold (domain/src/competition.rs). */
export const FULL = { entries: 500, judges: 20 };
/** What the test command measures. */
export const TENTH = { entries: 50, judges: 20 };

/** Characters of a note on one criterion. */
const NOTE = 200;

const quote = (text) => `'${text.replaceAll("'", "''")}'`;
const id = (kind, n) => `printf('0190%04x-0000-7000-8000-%012x', ${kind}, ${n})`;
const mark = (c) => `(40 + ((e.n * 7 + j.n * 13 + ${c * 29}) % 61))`;
const marks = `json_object(${CRITERIA.map((it, c) => `'${it}', ${mark(c)}`).join(", ")})`;
const notes = `json_object(${CRITERIA.map((it) => `'${it}', substr('Catatan juri ' || j.n || ' untuk entri ' || e.n || '. ' || ${quote("Contoh alasan yang ditulis juri. ".repeat(NOTE / 20))}, 1, ${NOTE})`).join(", ")})`;

/** Adds an edition of this size, every sheet locked, closed and not published. Answers it as its coordinator's. */
export async function scale(server, coordinator, { entries, judges }, { name = "Kompetisi ukur besar (contoh)", slug = "ukur-besar" } = {}) {
  const edition = "01900001-0000-7000-8000-000000000001";
  const now = Date.now();
  const [opened, closed] = [now - 2 * 86_400_000, now - 3_600_000];
  const upTo = `WITH RECURSIVE e(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM e WHERE n < ${entries}), j(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM j WHERE n < ${judges})`;
  const pair = `((e.n - 1) * ${judges} + j.n)`;
  const by = quote(coordinator.person);
  const text = quote(JSON.stringify(dossier()));
  const sheet = `json_object('marks', ${marks}, 'notes', ${notes})`;
  for (const statement of [
    `${upTo} INSERT INTO person (id, username, name, verifier, created_at) SELECT ${id(2, "j.n")}, 'juri-ukur-' || j.n, 'Juri Ukur ' || j.n, '$argon2id$tidak-dapat-masuk', ${opened} FROM j`,
    `INSERT INTO edition (id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain, sample, recorded, next_number, created_at, created_by, opened_at, closed_at)
     VALUES ('${edition}', ${quote(slug)}, ${quote(name)}, 2026, 'terbuka', ${opened}, ${closed}, 3, ${quote(JSON.stringify(rubric()))}, ${quote(JSON.stringify(TIE_CHAIN))}, 1, 'closed', ${entries + 1}, ${opened}, ${by}, ${opened}, ${closed})`,
    `INSERT INTO edition_phase (edition_id, n, name, percent) VALUES ('${edition}', 1, 'Penilaian', 100)`,
    `${upTo} INSERT INTO grant_ (person_id, role, edition_id, granted_at, granted_by) SELECT ${id(2, "j.n")}, 'judge', '${edition}', ${opened}, ${by} FROM j`,
    `${upTo} INSERT INTO innovation (id, slug, import_key, name, agency_name, region, province, carrier, replication, unverified, search_text, sort_name, created_at, listed)
     SELECT ${id(3, "e.n")}, 'inovasi-ukur-dengan-nama-yang-cukup-panjang-' || e.n, 'ukur-' || e.n, 'Inovasi ukur nomor ' || e.n || ' dengan nama yang cukup panjang', 'Dinas Contoh Ukuran Kabupaten', 'Kabupaten Bangka Barat', 'Kepulauan Bangka Belitung', 'pemda', 0, 0, 'ukur', 'ukur', ${opened}, 0 FROM e`,
    `${upTo} INSERT INTO entry (id, edition_id, innovation_id, number, dossier, dossier_frozen, ready, criteria) SELECT ${id(4, "e.n")}, '${edition}', ${id(3, "e.n")}, e.n, ${text}, ${text}, 1, 5 FROM e`,
    `${upTo} INSERT INTO assignment (id, edition_id, entry_id, judge_id, created_at) SELECT ${id(5, pair)}, '${edition}', ${id(4, "e.n")}, ${id(2, "j.n")}, ${opened} FROM e, j`,
    `${upTo} INSERT INTO sheet (assignment_id, version, state, ${CRITERIA.join(", ")}, notes, saved_at, receipt, total)
     SELECT ${id(5, pair)}, 2, 'locked', ${CRITERIA.map((_, c) => mark(c)).join(", ")}, ${notes}, ${closed - 1000}, 'UKUR-' || ${pair}, ${CRITERIA.map((_, c) => `${mark(c)} * ${WEIGHTS[c]}`).join(" + ")} FROM e, j`,
    ...["saved", "locked"].map(
      (act, n) => `${upTo} INSERT INTO sheet_event (assignment_id, version, act, at, person_id, sheet) SELECT ${id(5, pair)}, ${n + 1}, '${act}', ${closed - 2000 + n * 1000}, ${id(2, "j.n")}, ${sheet} FROM e, j`,
    ),
    `INSERT INTO board (slug, edition_id, name, year, recorded, opens_at, closes_at, sample, rules) VALUES (${quote(slug)}, '${edition}', ${quote(name)}, 2026, 'closed', ${opened}, ${closed}, 1, ${quote(JSON.stringify({ weights: WEIGHTS, tie_chain: TIE_CHAIN }))})`,
  ])
    await server.run(statement);
  return Object.assign(new Edition(coordinator, edition), { slug, name });
}

/** A server of its own over the database of this size, with its administrator and coordinator signed in. */
export async function fixture(size) {
  const hash = createHash("sha256");
  for (const { sql } of migrations()) hash.update(sql);
  for (const file of ["scale.mjs", "world.mjs"]) hash.update(readFileSync(repo(`tests/api/support/${file}`)));
  const home = repo("target/fixture");
  const kept = join(home, `${size.entries}x${size.judges}-${hash.digest("hex").slice(0, 16)}`);
  if (!existsSync(kept)) {
    mkdirSync(home, { recursive: true });
    const fresh = mkdtempSync(join(home, "new-"));
    const server = await start();
    const admin = await firstAdministrator(server);
    const coordinator = await invite(server, admin, "coordinator");
    const edition = await scale(server, coordinator, size);
    await server.stop({ keep: true });
    cpSync(server.state, join(fresh, "state"), { recursive: true });
    rmSync(server.state, { recursive: true, force: true });
    const account = ({ person, username, password }) => ({ person, username, password });
    writeFileSync(join(fresh, "about.json"), JSON.stringify({ admin: account(admin), coordinator: account(coordinator), edition: { id: edition.id, slug: edition.slug, name: edition.name } }));
    try {
      renameSync(fresh, kept);
    } catch {
      // Another process was quicker: its rows are the same.
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const about = JSON.parse(readFileSync(join(kept, "about.json"), "utf8"));
  const own = mkdtempSync(join(tmpdir(), "klisida-api-"));
  cpSync(join(kept, "state"), own, { recursive: true });
  const server = await start({ state: own });
  // As rows too: signing in takes Argon2id's 19 MiB, which would hide what everything else needs.
  const enter = async (account, name) => {
    const cookie = secret();
    const now = Date.now();
    await server.run(
      "INSERT INTO session (id, secret_hash, person_id, label, remembered, created_at, seen_at) VALUES (?1, ?2, ?3, 'uji', 0, ?4, ?4)",
      uuid(), sha256(cookie), account.person, now,
    );
    return Object.assign(new Client(server, { name, cookie }), account);
  };
  const [admin, coordinator] = [await enter(about.admin, "administrator"), await enter(about.coordinator, "coordinator")];
  return { server, admin, coordinator, edition: Object.assign(new Edition(coordinator, about.edition.id), about.edition) };
}
