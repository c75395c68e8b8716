// A database of a size: `n` innovations, records, people, events, invitations, imports, activities, boards, made by SQL and not
// through the API. What the people of the tests own themselves is the same at every size, so that pages show the same. Kept under
// build/fixtures by the digest of what it is made of: migrations, this file, and what a noun adds (`many` in tests/api/nouns).

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manyOf } from "../nouns.mjs";
import { Client } from "./client.mjs";
import { sha256 } from "./ids.mjs";
import { ACTIVITY, ADMIN, ASSIGNMENT, EDITION, ENTRY, INNOVATION, PERSON, T, id, idOf, upTo } from "./many.mjs";
import { repo } from "./repo.mjs";
import { migrations, start } from "./server.mjs";

const HOME = repo("build/fixtures");
/** Own things of the people of the tests: more than a page, the same at every size. */
const OWN = 60;
/** Innovations of the own agency, and those of them that are in the clinic. */
const INNOVATIONS = 30, RECORDS = 20;
/** Rules that this database leaves out, for it holds rows to be read and no histories. */
export const BROKEN = ["published_edition_has_all_its_versions", "delivery_has_a_validated_plan"];

const INVITATION = "6", IMPORT = "7", SESSION = "a";

/** Who is signed in, with roles and home. */
export const PEOPLE = {
  admin: [["administrator"], null],
  coordinator: [["coordinator"], null],
  clinic: [["clinic"], null],
  head: [["agency_head"], "OWN"],
  agency: [["agency_coordinator"], "OWN"],
  innovator: [["innovator"], "OWN"],
  leadership: [["leadership"], null],
  judge: [["judge"], null],
};
const cookie = (who) => createHash("sha256").update(`kunci contoh ${who}`).digest("base64url");

function sql(n) {
  const out = [];
  const run = (text) => out.push(text);
  // Agencies: OWN (of the people), BIG with units (its page is looked at), 40 more.
  run(`INSERT INTO agency (code, name, sort, parent_code, obligation) VALUES ('OWN', 'Dinas Sendiri', 'dinas', NULL, 'ya'), ('BIG', 'Dinas Besar', 'dinas', NULL, 'ya'), ('BIG-1', 'Unit Besar', 'puskesmas', 'BIG', 'tidak')`);
  run(`${upTo(40)} INSERT INTO agency (code, name, sort, parent_code, obligation) SELECT printf('A%02d', n), printf('Dinas %02d', n), 'dinas', NULL, 'ya' FROM c`);
  Object.entries(PEOPLE).forEach(([who, [roles, home]], n) => {
    run(`INSERT INTO person (id, name, username, verifier, home_code, created_at, seen_at) VALUES ('${idOf(PERSON, n + 1)}', '${who}', '${who}', '$argon2id$uji', ${home ? `'${home}'` : "NULL"}, ${T}, ${T})`);
    for (const role of roles.filter((it) => it !== "judge")) run(`INSERT INTO grant_ (person_id, role, agency_code, granted_at) VALUES ('${idOf(PERSON, n + 1)}', '${role}', ${home ? `'${home}'` : "NULL"}, ${T})`);
    run(`INSERT INTO session (id, secret_hash, person_id, label, remembered, created_at, seen_at) VALUES ('${idOf(SESSION, n + 1)}', '${sha256(cookie(who))}', '${idOf(PERSON, n + 1)}', 'uji', 0, ${T}, ${T})`);
  });
  // People: n of them at other agencies, and those of the own agency.
  run(`${upTo(n)} INSERT INTO person (id, name, username, verifier, home_code, created_at, seen_at) SELECT ${id(PERSON, "n + 100")}, 'Orang ' || n, 'orang.' || n, '$argon2id$uji', iif(n <= ${OWN}, 'OWN', printf('A%02d', n % 40 + 1)), ${T}, ${T} FROM c`);
  run(`${upTo(n)} INSERT INTO grant_ (person_id, role, agency_code, granted_at) SELECT ${id(PERSON, "n + 100")}, 'innovator', iif(n <= ${OWN}, 'OWN', printf('A%02d', n % 40 + 1)), ${T} FROM c`);
  run(`INSERT INTO import_batch (id, at, person_id, source, file_name, digest, added, same, refused) ${upTo(n)} SELECT ${id(IMPORT, "n")}, ${T} + n, '${ADMIN}', 'innovations', 'uji.csv', printf('%064x', n), 1, 0, 0 FROM c`);
  // Innovations: the own agency's, then most of the rest at BIG and its unit.
  run(
    `${upTo(n)} INSERT INTO innovation (id, slug, import_key, name, agency_name, agency_code, region, province, year_from, year_to, kind, carrier, replication, unverified, search_text, sort_name, import_id, created_at) ` +
      `SELECT ${id(INNOVATION, "n")}, 'inovasi-' || n, 'k' || n, 'Inovasi ' || n, 'Dinas', CASE WHEN n <= ${INNOVATIONS} THEN 'OWN' WHEN n % 5 < 2 THEN 'BIG-1' WHEN n % 5 < 4 THEN 'BIG' ELSE printf('A%02d', n % 40 + 1) END, iif(n % 3 = 0, 'Kota Uji', 'Kabupaten Uji'), 'Provinsi Uji', 2021 + n % 2, 2021 + n % 2, iif(n % 2 = 0, 'metode', 'proses'), 'pemda', 0, 0, printf('inovasi %d padi %s', n, CASE WHEN n = 50 THEN 'langka sekali' ELSE 'sawah' END), printf('inovasi %06d', n), ${id(IMPORT, 1)}, ${T} + n FROM c`,
  );
  // Records: the own ones, then the lanes of the clinic. All innovations have one but some of the own agency's.
  run(
    `${upTo(n)} INSERT INTO record (innovation_id, number, agency_code, place, desk, hold, lane, since, created_at, created_by, facilitator_id) SELECT ${id(INNOVATION, "n")}, printf('INV-2026-%05d', n), iif(n <= ${INNOVATIONS}, 'OWN', printf('A%02d', n % 40 + 1)), CASE WHEN n % 10 > 6 THEN 'selesai' ELSE 'drum_up' END, iif(n % 10 < 5, 'clinic', 'innovator'), 'none', CASE WHEN n % 10 > 6 THEN 'done' WHEN n % 10 < 5 THEN 'ours' ELSE 'theirs' END, ${T} + n, ${T}, '${ADMIN}', iif(n % 2 = 0, '${idOf(PERSON, 3)}', NULL) FROM c WHERE n <= ${RECORDS} OR n > ${INNOVATIONS}`,
  );
  run(`${upTo(RECORDS)} INSERT INTO record_member (innovation_id, person_id, lead, added_at) SELECT ${id(INNOVATION, "n")}, '${idOf(PERSON, 6)}', 1, ${T} FROM c`);
  run(`${upTo(n)} INSERT INTO record_member (innovation_id, person_id, lead, added_at) SELECT ${id(INNOVATION, "n")}, ${id(PERSON, "n + 100")}, iif(n <= ${RECORDS}, 0, 1), ${T} FROM c WHERE n <= ${RECORDS} OR n > ${INNOVATIONS}`);
  // Editions with boards: of long ago, published; one that runs, with a judge; the same work at every size.
  const rubric = `'{"criteria":[${["kebaruan", "kemanfaatan", "solusi", "replikasi", "kompatibilitas"].map((it) => `{"criterion":"${it}","weight":20,"look_at":"x","bands":["a","b","c","d","e"]}`).join()}]}'`;
  const tie = `'["kemanfaatan","replikasi","kebaruan","solusi","kompatibilitas"]'`;
  const editions = Math.max(OWN, n / 10) + 1;
  run(
    `${upTo(editions)} INSERT INTO edition (id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain, sample, recorded, published, created_at, created_by, opened_at, closed_at) SELECT ${id(EDITION, "n")}, 'edisi-' || n, 'Kompetisi ' || n, 2026, 'terbuka', iif(n = 1, ${T}, 1), iif(n = 1, 9000000000000, 2000 + n), 3, ${rubric}, ${tie}, 0, iif(n = 1, 'opened', 'published'), iif(n = 1, 0, 1), ${T} + n, '${ADMIN}', 1, iif(n = 1, NULL, 2) FROM c`,
  );
  run(`${upTo(editions)} INSERT INTO edition_phase (edition_id, n, name, percent) SELECT ${id(EDITION, "n")}, 1, 'Penilaian', 100 FROM c`);
  const board = (row) => `json_object('slug', 'edisi-' || n, 'rows', json_array(json_object('rank', 1, 'score', 9000, 'slug', ${row}, 'name', 'Inovasi', 'agency', 'Dinas')))`;
  run(
    `${upTo(editions)} INSERT INTO board (slug, edition_id, name, year, recorded, opens_at, closes_at, sample, rules, published_at, board, versions) SELECT 'edisi-' || n, ${id(EDITION, "n")}, 'Kompetisi ' || n, 2026, iif(n = 1, 'opened', 'published'), 1, iif(n = 1, 9000000000000, 2000 + n), 0, '{}', iif(n = 1, NULL, 2000 + n), iif(n = 1, NULL, ${board("'inovasi-' || (n % 20 + 41)")}), iif(n = 1, NULL, '[]') FROM c`,
  );
  const dossier = `'{"summary":"a b c","criteria":["","","","",""],"links":[]}'`;
  const judge = idOf(PERSON, 8);
  run(`INSERT INTO grant_ (person_id, role, edition_id, granted_at) VALUES ('${judge}', 'judge', '${idOf(EDITION, 1)}', ${T})`);
  run(`${upTo(30)} INSERT INTO entry (id, edition_id, innovation_id, number, dossier, dossier_frozen, ready) SELECT ${id(ENTRY, "n")}, '${idOf(EDITION, 1)}', ${id(INNOVATION, "n + 60")}, n, ${dossier}, ${dossier}, 1 FROM c`);
  run(`${upTo(30)} INSERT INTO assignment (id, edition_id, entry_id, judge_id, created_at) SELECT ${id(ASSIGNMENT, "n")}, '${idOf(EDITION, 1)}', ${id(ENTRY, "n")}, '${judge}', ${T} FROM c`);
  // The record: of the running edition, and of one innovation; most of it saved on the way.
  run(`${upTo(n + 250)} INSERT INTO event (at, person_id, action, edition_id, subject_id, subject, request_id) SELECT ${T} + n, '${ADMIN}', iif(n <= 150, 'assignment.changed', 'dossier.saved'), '${idOf(EDITION, 1)}', '', '', 'uji' FROM c`);
  run(`${upTo(n + 250)} INSERT INTO event (at, person_id, action, innovation_id, subject_id, subject, request_id) SELECT ${T} + n, '${ADMIN}', iif(n <= 150, 'record.handed_in', 'part.saved'), '${idOf(INNOVATION, 1)}', '', '', 'uji' FROM c`);
  run(`${upTo(n)} INSERT INTO invitation (id, kind, token_hash, role, note, created_by, created_at, expires_at) SELECT ${id(INVITATION, "n")}, 'invitation', printf('%064x', n), 'innovator', '', '${ADMIN}', ${T} + n, ${T} + 1000000 + n FROM c`);
  for (const text of manyOf(n)) run(text);
  return out;
}

/** The rules that must hold over what was made, too. */
async function make(server, n) {
  for (const text of sql(n)) await server.run(text);
}

function digest(n) {
  const hash = createHash("sha256").update(String(n));
  for (const { sql } of migrations()) hash.update(sql);
  for (const name of ["large.mjs", "many.mjs"]) hash.update(readFileSync(repo(`tests/api/support/${name}`)));
  for (const text of manyOf(n)) hash.update(text);
  return hash.digest("hex").slice(0, 16);
}

/** A server with the database of a size; its people by name. */
export async function large(n) {
  mkdirSync(HOME, { recursive: true });
  const kept = join(HOME, `${n}-${digest(n)}`);
  if (!existsSync(kept)) {
    for (const old of readdirSync(HOME)) if (old.startsWith(`${n}-`)) rmSync(join(HOME, old), { recursive: true, force: true });
    const first = await start();
    try {
      await make(first, n);
    } catch (error) {
      await first.stop();
      throw error;
    }
    await first.stop({ keep: true, broken: BROKEN });
    const fresh = mkdtempSync(join(HOME, "new-"));
    cpSync(first.state, fresh, { recursive: true });
    rmSync(first.state, { recursive: true, force: true });
    try {
      renameSync(fresh, kept);
    } catch {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const own = mkdtempSync(join(tmpdir(), "klisida-api-"));
  cpSync(kept, own, { recursive: true });
  const server = await start({ state: own });
  const now = Date.now();
  await server.run("UPDATE session SET created_at = ?1, seen_at = ?1", now);
  await server.run("UPDATE edition SET opens_at = ?1, closes_at = ?2 WHERE recorded = 'opened'", now - 1, now + 86_400_000);
  await server.run("UPDATE board SET opens_at = ?1, closes_at = ?2 WHERE recorded = 'opened'", now - 1, now + 86_400_000);
  // What a write leaves behind, too: the choices as the last import stored them.
  await server.sweep();
  const people = Object.fromEntries(Object.keys(PEOPLE).map((who, at) => [who, Object.assign(new Client(server, { name: who, cookie: cookie(who) }), { person: idOf(PERSON, at + 1) })]));
  return { server, ...people, guest: new Client(server, { name: "anonymous" }), innovation: (at) => idOf(INNOVATION, at), edition: idOf(EDITION, 1), activity: idOf(ACTIVITY, 1), entry: idOf(ENTRY, 1), assignment: idOf(ASSIGNMENT, 1), editions: Math.max(OWN, n / 10) + 1 };
}
