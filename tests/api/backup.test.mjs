// The restore drill: everything that the service keeps goes into one locked file and comes back in an empty place, so that
// nobody outside can tell the difference. (G15)

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePort } from "../support/wrangler.mjs";
import { Client, ok } from "./support/client.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { repo } from "./support/repo.mjs";
import { scale, TENTH } from "./support/scale.mjs";
import { seedEvidence, seedRecord } from "./support/seed.mjs";
import { start } from "./support/server.mjs";
import { standard } from "./support/standard.mjs";
import { setup } from "./support/world.mjs";

const program = process.env.KLISIDA_XTASK ?? repo("target/debug/xtask");

/** Runs the front door; answers what it printed and whether it was content. */
const xtask = (...args) =>
  new Promise((resolve) => {
    execFile(program, args, { cwd: repo("."), maxBuffer: 1 << 26 }, (error, stdout, stderr) => resolve({ good: !error, said: stdout + stderr }));
  });

const done = async (...args) => {
  const { good, said } = await xtask(...args);
  assert.ok(good, said);
  return said;
};
const stopped = async (words, ...args) => {
  const { good, said } = await xtask(...args);
  assert.ok(!good, `it must not succeed:\n${said}`);
  assert.match(said, words);
};

/** Every public page that a visitor reaches from the home page and the sitemap, as status, type and digest. */
async function crawl(server) {
  const client = new Client(server);
  const pages = new Map();
  const queue = ["/", "/sitemap.xml", "/robots.txt"];
  while (queue.length > 0) {
    const path = queue.shift();
    if (pages.has(path)) continue;
    const answer = await client.page(path);
    pages.set(path, `${answer.status} ${answer.header("content-type")} ${sha256(answer.bytes)}`);
    if (!/html|xml/.test(answer.header("content-type") ?? "")) continue;
    for (const [, href] of answer.text.matchAll(/(?:href="|<loc>https:\/\/klisida\.example)(\/[^"#<]*)/g)) {
      const next = href.replaceAll("&amp;", "&");
      if (!/^\/(app|masuk|undangan|api|assets|icons|sw\.js|manifest)/.test(next)) queue.push(next);
    }
  }
  return pages;
}

/** Everything stored, table by table. */
async function everything(server) {
  const tables = await server.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY name");
  const all = {};
  // A digest of the rows in any order, so that a failure names the table and does not print ten thousand sheets.
  for (const { name } of tables) all[name] = sha256((await server.rows(`SELECT * FROM "${name}"`)).map((it) => JSON.stringify(it)).sort().join("\n"));
  return all;
}

const violated = async (admin) => (await admin.do("InvariantList")).filter((it) => it.violations > 0);

let port, state, folder, server, world, edition;
const files = new Map();
const path = (name) => join(folder, name);


before(async () => {
  port = await freePort();
  state = repo(`.wrangler/state-${port}`);
  folder = mkdtempSync(join(tmpdir(), "klisida-drill-"));
  world = await standard();
  server = world.server;
  edition = await scale(server, world.coordinator, TENTH);
  const bucket = await server.mf.getR2Bucket("FILES");
  const record = await seedRecord(world);
  for (const [n, bytes] of [Buffer.from("satu"), randomBytes(3_000_000), Buffer.alloc(0x10000, "é")].entries()) {
    const evidence = await seedEvidence(world, record, { file: `berkas-${n}.jpg` });
    await server.run("UPDATE evidence SET sha256 = ?2, size = ?3 WHERE id = ?1", evidence, sha256(bytes), bytes.length);
    await bucket.put(evidence, bytes);
    files.set(evidence, bytes);
    if (n > 0) continue;
    // The small picture of a photo lies beside it.
    const small = Buffer.from("kecil");
    await server.run("UPDATE evidence SET small_sha256 = ?2, small_width = 4, small_height = 3 WHERE id = ?1", evidence, sha256(small));
    await bucket.put(`${evidence}.small`, small);
    files.set(`${evidence}.small`, small);
  }
  // Waits for its bytes: nothing to copy.
  await seedEvidence(world, record, { stored: false });
  // What D1's own export gets wrong: a line feed beside a backslash and an n, quotes, the end of a statement, a transaction,
  // signs outside the first plane; and a text that no statement could hold.
  const nasty = `'Jum''at'; -- \\n\n\r\nBEGIN TRANSACTION; COMMIT; 😀 "é" /* [ \` ${"x'y".repeat(60_000)}`;
  await server.run("UPDATE edition SET rubric = json_set(rubric, '$.criteria[0].look_at', ?2) WHERE id = ?1", edition.id, nasty);
  ok(await world.coordinator.call("EditionPublish", { edition: edition.id }, { version: await versionOf(edition), id: uuid(), password: world.coordinator.password, acknowledged: true, note: null }));
});
after(async () => {
  try {
    await server?.stop();
  } finally {
    for (const it of [state, folder]) rmSync(it, { recursive: true, force: true });
  }
});

const versionOf = async ({ id }) => (await server.row("SELECT version FROM edition WHERE id = ?1", id)).version;

test("backup, empty, restore: the same pages, rows and files, and the numbers go on", async () => {
  const pages = await crawl(server);
  assert.ok(pages.size > 40, `${pages.size} public pages`);
  assert.ok([...pages.keys()].some((it) => it.startsWith(`/papan/${edition.slug}`)));
  const rows = await everything(server);
  assert.deepEqual(await violated(world.admin), []);
  const next = await server.row("SELECT (SELECT max(n) FROM event) AS event, (SELECT max(id) FROM grant_) AS grant_id");
  await server.stop({ keep: true });
  // The folder of a test server is the `v3` of a local one.
  mkdirSync(state, { recursive: true });
  renameSync(server.state, join(state, "v3"));

  const key = await done("backup-key", path("key.txt"));
  const recipient = /age1[a-z0-9]+/.exec(key)[0];
  assert.equal(statSync(path("key.txt")).mode & 0o777, 0o600, "only its owner reads the key");
  await done("backup", "--out", path("one.age"), "--to", recipient, "--port", String(port));
  const locked = readFileSync(path("one.age"));
  for (const secret of ["Ayu Administrator", "satu", "CREATE TABLE", world.admin.username]) assert.ok(!locked.includes(secret), `${secret} is readable`);

  await stopped(/not empty/, "restore", path("one.age"), "--identity", path("key.txt"), "--port", String(port));
  renameSync(state, `${state}-before`);
  try {
    await done("backup-key", path("other.txt"));
    await stopped(/does not open/, "restore", path("one.age"), "--identity", path("other.txt"), "--port", String(port));
    const broken = Buffer.from(locked);
    broken[broken.length - 5_000] ^= 1;
    writeFileSync(path("broken.age"), broken);
    await stopped(/failed/, "restore", path("broken.age"), "--identity", path("key.txt"), "--port", String(port));
    assert.ok(!existsSync(join(state, "v3/d1")), "a broken backup wrote nothing");
    await done("restore", path("one.age"), "--identity", path("key.txt"), "--port", String(port));
  } finally {
    rmSync(`${state}-before`, { recursive: true, force: true });
  }

  server = await start({ state: join(state, "v3") });
  for (const it of Object.values(world)) if (it instanceof Client) it.server = server;
  assert.deepEqual(await everything(server), rows);
  assert.deepEqual([...(await crawl(server))].sort(), [...pages].sort());
  assert.deepEqual(await violated(world.admin), []);
  const bucket = await server.mf.getR2Bucket("FILES");
  assert.deepEqual((await bucket.list()).objects.map((it) => it.key).sort(), [...files.keys()].sort());
  for (const [name, bytes] of files) assert.equal(sha256(Buffer.from(await (await bucket.get(name)).arrayBuffer())), sha256(bytes), name);
  // New rows get the next numbers, and what must not change still cannot.
  ok(await world.coordinator.call("EditionCreate", {}, { id: uuid(), setup: setup() }));
  const now = await server.row("SELECT (SELECT max(n) FROM event) AS event, (SELECT count(*) FROM event WHERE n > ?1) AS newer", next.event);
  assert.deepEqual(now, { event: next.event + 1, newer: 1 });
  await assert.rejects(server.run("DELETE FROM event"), /append_only/);
  await assert.rejects(server.run("UPDATE publication_input SET part = part"), /append_only/);
  await assert.rejects(server.run("INSERT INTO grant_ (person_id, role, granted_at) VALUES ('niemand', 'clinic', 1)"), /FOREIGN KEY/);
});

describe("what is refused before anything is read", () => {
  test("no key, a secret key in place of the public one, a name that is taken, a short passphrase", async () => {
    await stopped(/for whom/, "backup", "--out", path("no.age"), "--port", String(port));
    await stopped(/secret key/, "backup", "--out", path("no.age"), "--to", path("key.txt"), "--port", String(port));
    await stopped(/there already/, "backup", "--out", path("key.txt"), "--to", "age1x", "--port", String(port));
    writeFileSync(path("short.txt"), "kurz\n");
    await stopped(/15 characters/, "restore", path("one.age"), "--passphrase", path("short.txt"), "--port", String(port));
    assert.ok(!existsSync(path("no.age")));
  });
});
