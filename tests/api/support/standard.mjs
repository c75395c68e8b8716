// The standard world: somebody in every role, and an edition in every standing. Made once through the
// API and kept for a few minutes as a folder, so that each test file starts from its own copy.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { Client } from "./client.mjs";
import { migrations, start, workerDir } from "./server.mjs";
import { Edition, firstAdministrator, from, importReal, innovations, join, makeEdition, score } from "./world.mjs";
import { repo } from "./repo.mjs";

/** Sessions of coordinators end after an hour without a request; a kept world is younger than this. */
const KEEP = 10 * 60_000;

/** Marks of the closed and the published edition: entry by entry, judge by judge. */
export const MARKS = [
  [
    [90, 80, 70, 60, 50],
    [80, 80, 80, 80, 80],
    [70, 90, 60, 80, 100],
  ],
  [
    [60, 60, 60, 60, 60],
    [55, 65, 75, 45, 35],
    [61, 62, 63, 64, 65],
  ],
  [
    [95, 95, 95, 95, 95],
    [90, 100, 90, 100, 90],
    [88, 99, 77, 66, 55],
  ],
];

async function build(server) {
  const admin = (await firstAdministrator(server)).as("administrator");
  const coordinator = (await join(server, admin, "coordinator", { name: "Koko Koordinator" })).as("coordinator");
  await importReal(coordinator);
  const people = {
    admin,
    coordinator,
    clinic: (await join(server, coordinator, "clinic", { name: "Kiki Klinik" })).as("clinic"),
    head: (await join(server, coordinator, "agency_head", { name: "Heri Kepala", home: from("DINKES") })).as("agency head"),
    agency: (await join(server, coordinator, "agency_coordinator", { name: "Inah Instansi", home: from("DINKES") })).as("agency coordinator"),
    innovator: (await join(server, coordinator, "innovator", { name: "Ino Inovator", home: from("PKM-JEBUS") })).as("innovator"),
    leadership: (await join(server, admin, "leadership", { name: "Pipin Pimpinan" })).as("leadership"),
  };
  const all = await innovations(coordinator, 12, "&wilayah=Kabupaten+Bangka+Barat");
  const elsewhere = all.filter((it) => !["DINKES", "PKM-JEBUS"].includes(it.agency_code)).slice(0, 3);

  // The open edition brings its judges by invitation; they sit on the panels of the others too.
  const open = await makeEdition(coordinator, { entries: elsewhere });
  const judges = [];
  for (const name of ["Juju Juri", "Jono Juri", "Jeni Juri"]) judges.push((await open.invite(server, { name })).as(`judge ${judges.length + 1}`));
  people.idle = (await open.invite(server, { name: "Jaka Juri" })).as("judge without entries");
  await open.assign(open.entries, judges);
  await open.open();
  Object.assign(open, { name: (await open.show()).setup.name, slug: (await open.show()).slug, judges: judges.map((it) => it.person) });
  await score(judges[0], await open.assignment(open.entries[0], judges[0]), [71, 72, 73, 74, 75]);
  await score(judges[1], await open.assignment(open.entries[0], judges[1]), [61, 62, 63, 64, 65], { lock: false });

  const editions = { open, draft: await makeEdition(coordinator, { entries: elsewhere, judges }) };
  for (const name of ["closed", "published"]) {
    const edition = await makeEdition(coordinator, { entries: elsewhere, judges, open: true });
    for (const [n, entry] of edition.entries.entries())
      for (const [j, judge] of judges.entries()) await score(judge, edition.of(judge, entry), MARKS[n][j]);
    await edition.close();
    if (name === "published") await edition.publish();
    editions[name] = edition;
  }
  editions.other = await makeEdition(coordinator, { entries: elsewhere });
  people.foreign = (await editions.other.invite(server, { name: "Jauh Juri" })).as("judge of another edition");
  await editions.other.assign(editions.other.entries, [people.foreign]);

  for (const edition of Object.values(editions)) {
    const shown = await edition.show();
    edition.sheets = Object.groupBy(shown.assignments, (it) => it.judge);
  }
  [people.judge1, people.judge2, people.judge3] = judges;
  return { people, editions };
}

const describe = ({ people, editions }) => ({
  people: Object.fromEntries(
    Object.entries(people).map(([key, { name, cookie, person, username, password, fullName }]) => [key, { name, cookie, person, username, password, fullName }]),
  ),
  editions: Object.fromEntries(Object.entries(editions).map(([key, { id, slug, name, entries, sheets }]) => [key, { id, slug, name, entries, sheets }])),
});

function revive(server, { people, editions }) {
  const world = { server };
  for (const [key, { name, cookie, ...rest }] of Object.entries(people)) world[key] = Object.assign(new Client(server, { name, cookie }), rest);
  for (const [key, { id, ...rest }] of Object.entries(editions)) {
    const edition = Object.assign(new Edition(world.coordinator, id), rest);
    edition.of = (judge, entry) => edition.sheets[judge.person].find((it) => it.entry === entry).id;
    world[key] = edition;
  }
  world.judges = [world.judge1, world.judge2, world.judge3];
  world.guest = new Client(server, { name: "anonymous" });
  return world;
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const name of readdirSync(workerDir).sort()) if (/\.(js|wasm)$/.test(name)) hash.update(readFileSync(joinPath(workerDir, name)));
  for (const { sql } of migrations()) hash.update(sql);
  for (const name of ["entry.js", "around.js"]) hash.update(readFileSync(repo(`worker/${name}`)));
  for (const name of ["standard.mjs", "world.mjs", "client.mjs", "server.mjs"]) hash.update(readFileSync(repo(`tests/api/support/${name}`)));
  return hash.digest("hex").slice(0, 16);
}

/** A copy of the standard world on a server of its own. */
export async function standard() {
  const home = joinPath(tmpdir(), "klisida-api-worlds");
  mkdirSync(home, { recursive: true });
  for (const name of readdirSync(home)) {
    const old = statSync(joinPath(home, name), { throwIfNoEntry: false });
    if (old && Date.now() - old.mtimeMs > 2 * KEEP) rmSync(joinPath(home, name), { recursive: true, force: true });
  }
  const kept = joinPath(home, fingerprint());
  const about = joinPath(kept, "world.json");
  const young = existsSync(about) && Date.now() - statSync(about).mtimeMs < KEEP;
  if (!young) {
    const fresh = mkdtempSync(joinPath(home, "new-"));
    const first = await start();
    let story;
    try {
      story = describe(await build(first));
    } catch (error) {
      await first.stop();
      rmSync(fresh, { recursive: true, force: true });
      throw error;
    }
    await first.stop({ keep: true });
    cpSync(first.state, joinPath(fresh, "state"), { recursive: true });
    rmSync(first.state, { recursive: true, force: true });
    writeFileSync(joinPath(fresh, "world.json"), JSON.stringify(story));
    rmSync(kept, { recursive: true, force: true });
    try {
      renameSync(fresh, kept);
    } catch {
      // Another file was quicker: its world is as good.
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  const own = mkdtempSync(joinPath(tmpdir(), "klisida-api-"));
  cpSync(joinPath(kept, "state"), own, { recursive: true });
  const server = await start({ state: own });
  // Everybody was here just now, so that no request of a test is the one in five minutes that notes it.
  await server.run("UPDATE session SET seen_at = ?1", Date.now());
  return revive(server, JSON.parse(readFileSync(about, "utf8")));
}
