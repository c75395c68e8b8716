// People and competitions, made the way people make them: through the API.

import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { Client, ok } from "./client.mjs";
import { secret, sha256, uuid } from "./ids.mjs";
import { repo } from "./repo.mjs";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The five criteria of Article 8, in order. */
export const CRITERIA = ["kebaruan", "kemanfaatan", "solusi", "replikasi", "kompatibilitas"];
export const WEIGHTS = [20, 30, 20, 20, 10];
export const TIE_CHAIN = ["kemanfaatan", "replikasi", "kebaruan", "solusi", "kompatibilitas"];

export const AGENCIES = readFileSync(repo("data/agencies.csv"), "utf8");
export const INNOVATIONS = readFileSync(repo("data/innovations.csv"), "utf8");
export const AGENCY_HEADER = "kode,nama,jenis,induk,wajib_satu_inovasi,verified";
export const INNOVATION_HEADER = "nama,instansi,wilayah,provinsi,tahun,jenis,jenis_dari,kelompok,kategori_baris,verified,asal_replikasi";

export const OUTSIDE = { home: "outside" };
export const from = (agency) => ({ home: "agency", agency });

/** A good password, different each time. */
export const password = () => `empat kata acak ${secret().slice(0, 12)}`;

/** The settings of an edition that may be saved as they are. */
export function setup(changes = {}) {
  const now = Date.now();
  return {
    name: `Kompetisi uji ${randomInt(1e9)}`,
    year: 2026,
    entrants: "terbuka",
    opens_at: now - HOUR,
    closes_at: now + 7 * DAY,
    min_judges: 3,
    rubric: rubric(),
    tie_chain: TIE_CHAIN,
    sample: false,
    ...changes,
  };
}

export const rubric = (weights = WEIGHTS) => ({
  criteria: CRITERIA.map((criterion, n) => ({
    criterion,
    weight: weights[n],
    look_at: `yang dilihat pada ${criterion}`,
    bands: ["sangat kurang", "kurang", "cukup", "baik", "sangat baik"].map((band) => `${criterion} ${band}`),
  })),
});

export const dossier = (words = "Ringkasan contoh untuk juri.") => ({
  summary: words,
  criteria: CRITERIA.map((it) => `Uraian contoh tentang ${it}.`),
  links: [{ label: "Contoh tautan", url: "https://contoh.example/berkas" }],
});

/** A sheet of five marks. */
export const sheet = (marks, notes = {}) => ({
  marks: Object.fromEntries(CRITERIA.map((it, n) => [it, marks[n]]).filter(([, mark]) => mark !== undefined)),
  notes,
});

/** Inserts the first administrator's link as `cargo xtask start --empty` does; returns its secret. */
export async function bootstrapLink(server, { life = DAY } = {}) {
  const token = secret();
  const now = Date.now();
  await server.run(
    "INSERT INTO invitation (id, kind, token_hash, created_at, expires_at) VALUES (?1, 'bootstrap', ?2, ?3, ?4)",
    uuid(),
    sha256(token),
    now,
    now + life,
  );
  return token;
}

let people = 0;

/** Makes an account from a link and returns its browser, signed in, with `person`, `username`, `password`. */
export async function redeem(server, token, { name, username, word = password() } = {}) {
  people += 1;
  const account = { name: name ?? `Orang ${people}`, username: username ?? `orang${people}-${randomInt(1e6)}`, password: word };
  const client = new Client(server, { name: account.name });
  const me = await client.do("LinkRedeem", {}, { token, ...account });
  return Object.assign(client, { person: me.actor.person, username: account.username, password: word, fullName: account.name });
}

/** The first administrator of an empty database. */
export const firstAdministrator = async (server) => redeem(server, await bootstrapLink(server), { name: "Ayu Administrator" });

/** Invites a person into a role and redeems the invitation. */
export async function join(server, inviter, role, { home = OUTSIDE, edition = null, ...account } = {}) {
  const { token } = await inviter.do("InvitationCreate", {}, { id: uuid(), role, home, edition, note: `untuk ${role}` });
  return redeem(server, token, account);
}

/** Imports a file as the coordinator does: preview, then confirm. */
export async function importFile(coordinator, source, content, file_name = `${source}.csv`) {
  const preview = await coordinator.do("ImportCheck", {}, { source, file_name, content });
  return coordinator.do("ImportRun", {}, { id: uuid(), source, file_name, content, digest: preview.digest });
}

/** Both real files. */
export async function importReal(coordinator) {
  await importFile(coordinator, "agencies", AGENCIES);
  await importFile(coordinator, "innovations", INNOVATIONS);
}

/** Innovations of the catalogue, in the order of the list. */
export async function innovations(client, count, query = "") {
  const found = [];
  let after = "";
  do {
    const { items, next } = await client.do("InnovationList", {}, undefined, { query: `?sesudah=${after}${query}` });
    found.push(...items);
    after = next;
  } while (after && found.length < count);
  return found.slice(0, count);
}

/** An edition in the hands of its coordinator. */
export class Edition {
  constructor(coordinator, id) {
    this.coordinator = coordinator;
    this.id = id;
  }

  /** Its workspace now. */
  show(by = this.coordinator) {
    return by.do("EditionShow", { edition: this.id });
  }

  async version() {
    return (await this.show()).version;
  }

  /** Enters innovations; returns the entries' ids in the same order. */
  async enter(found, { dossiers = true } = {}) {
    const entries = found.map((it) => ({ id: uuid(), innovation: it.id }));
    await this.coordinator.do("EntryAdd", { edition: this.id }, { version: await this.version(), entries });
    if (dossiers) for (const { id } of entries) await this.describe(id);
    return entries.map((it) => it.id);
  }

  async describe(entry, text = dossier()) {
    const { entry: line } = await this.coordinator.do("EntryShow", { entry });
    return this.coordinator.do("DossierSet", { entry }, { version: line.version, dossier: text });
  }

  /** Puts existing people on the panel. */
  async seat(...judges) {
    for (const judge of judges) {
      await this.coordinator.do("SeatCreate", { edition: this.id }, { version: await this.version(), person: judge.person });
    }
  }

  /** A new judge by invitation. */
  invite(server, account = {}) {
    return join(server, this.coordinator, "judge", { ...account, edition: this.id });
  }

  /** Assigns every judge to every entry; returns nothing, see [`assignment`]. */
  async assign(entries, judges, { on = true, reason = null } = {}) {
    const changes = entries.flatMap((entry) => judges.map((judge) => ({ id: uuid(), entry, judge: judge.person, on })));
    await this.coordinator.do("AssignmentSet", { edition: this.id }, { version: await this.version(), changes, reason });
  }

  /** The id of a judge's assignment for an entry. */
  async assignment(entry, judge) {
    const { assignments } = await this.show();
    return assignments.find((it) => it.entry === entry && it.judge === judge.person)?.id;
  }

  async step(route, body = {}) {
    return this.coordinator.do(route, { edition: this.id }, { version: await this.version(), ...body });
  }

  /** Opens it, whatever is incomplete. */
  async open() {
    const { version, totals } = await this.show();
    return this.coordinator.do("EditionOpen", { edition: this.id }, { version, incomplete: totals.incomplete });
  }

  /** Closes it, whatever is missing. */
  async close(reason = "Semua lembar sudah terkunci.") {
    const { version, totals } = await this.show();
    return this.coordinator.do("EditionClose", { edition: this.id }, { version, reason, short: totals.short });
  }

  /** The results with the sheets of every entry, as a person finds them who opens each. */
  async results() {
    const results = await this.coordinator.do("ResultRead", { edition: this.id }, {});
    const sheets = [];
    for (const { entry } of results.entries) sheets.push(...(await this.coordinator.do("ResultSheets", { edition: this.id, entry }, {})));
    return { ...results, sheets };
  }

  publish(parts = {}) {
    return this.step("EditionPublish", { id: uuid(), password: this.coordinator.password, acknowledged: true, note: null, ...parts });
  }
}

/** Makes an edition: entered, described, assigned to all judges, and opened when asked. */
export async function makeEdition(coordinator, { settings = {}, entries: found = [], judges = [], seated = [], open = false } = {}) {
  const id = uuid();
  await coordinator.do("EditionCreate", {}, { id, setup: setup(settings) });
  const edition = new Edition(coordinator, id);
  edition.entries = found.length > 0 ? await edition.enter(found) : [];
  await edition.seat(...judges, ...seated);
  if (edition.entries.length > 0 && judges.length > 0) await edition.assign(edition.entries, judges);
  if (open) await edition.open();
  const shown = await edition.show();
  edition.slug = shown.slug;
  edition.name = shown.setup.name;
  edition.sheets = Object.fromEntries(judges.map((judge) => [judge.person, shown.assignments.filter((it) => it.judge === judge.person)]));
  /** The assignment of a judge for an entry, as it was made. */
  edition.of = (judge, entry) => edition.sheets[judge.person].find((it) => it.entry === entry).id;
  return edition;
}

/** Saves the own sheet, and locks it unless told not to; returns the version now stored. */
export async function score(judge, assignment, marks, { lock = true, notes = {}, version = 0 } = {}) {
  const saved = await judge.do("SheetPut", { assignment }, { version, sheet: sheet(marks, notes) });
  if (!lock) return saved.version;
  return (await judge.do("SheetLockSet", { assignment }, { version: saved.version })).version;
}

/** Moves the stored closing instant, so that a deadline passes without waiting. What was stored before it stays before it. */
export async function moveClosing(server, edition, instant) {
  const newest = "(SELECT max(v.at) + 1 FROM sheet_event v JOIN assignment a ON a.id = v.assignment_id WHERE a.edition_id = ?2)";
  await server.run(`UPDATE edition SET closes_at = max(?1, coalesce(${newest}, 0)) WHERE id = ?2`, instant, edition.id);
  await server.run("UPDATE board SET closes_at = (SELECT closes_at FROM edition WHERE id = ?1) WHERE edition_id = ?1", edition.id);
  if (instant > Date.now()) return;
  const { closes_at } = await server.row("SELECT closes_at FROM edition WHERE id = ?1", edition.id);
  while (Date.now() <= closes_at) await server.row("SELECT 1");
}

export { ok };
