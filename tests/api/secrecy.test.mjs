// Two worlds that differ only in what one judge gave: nobody who is not entitled can tell them apart, by
// status, headers, body or the work the server did. And no secret is ever in a log. (G3, C07, G04)

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Client } from "./support/client.mjs";
import { address, nowhere, routes } from "./support/contract.mjs";
import { canary, secret, uuid } from "./support/ids.mjs";
import { reach } from "./support/clinic.mjs";
import { standard } from "./support/standard.mjs";
import { CRITERIA, DAY, from, importFile, innovations, join, makeEdition, score, sheet } from "./support/world.mjs";

const SECRET = canary("catatan");
let worlds;

/** Judge 2 gives these marks wherever something is still open, and has given them where it is closed. */
async function live(world, marks, note) {
  const { server, judge2, open, closed } = world;
  const shown = await judge2.do("SheetShow", { assignment: open.of(judge2, open.entries[0]) });
  await score(judge2, open.of(judge2, open.entries[0]), marks, { version: shown.item.version, notes: { solusi: note } });
  await score(judge2, open.of(judge2, open.entries[1]), marks, { notes: { kebaruan: note } });
  await score(judge2, open.of(judge2, open.entries[2]), marks.slice(0, 3), { lock: false, notes: {} });
  const total = [20, 30, 20, 20, 10].reduce((sum, weight, n) => sum + weight * marks[n], 0);
  for (const entry of closed.entries)
    await server.run(
      `UPDATE sheet SET ${CRITERIA.map((it, n) => `${it} = ${marks[n]}`).join(", ")}, total = ?1, notes = ?2 WHERE assignment_id = ?3`,
      total,
      JSON.stringify({ solusi: note }),
      closed.of(judge2, entry),
    );
}

before(async () => {
  worlds = [await standard(), await standard()];
  await live(worlds[0], [10, 11, 12, 13, 14], `${SECRET}a`);
  await live(worlds[1], [90, 91, 92, 93, 94], `${SECRET}b`);
});
after(() => Promise.all((worlds ?? []).map((it) => it.server.stop({ broken: ["sheet_holds_the_marks_of_its_newest_event"] }))));

/** What an answer says, without what differs between any two requests: its code, its instant. */
function said(answer, since) {
  const plain = (text) => text.replace(/KL-[0-9A-Z]{6}/g, "KL").replace(/\b1[789]\d{11}\b/g, (it) => (Number(it) > since ? "T" : it));
  const headers = Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== "date"));
  return { status: answer.status, headers: plain(JSON.stringify(headers)), body: plain(answer.text), work: answer.d1 };
}

test("the worlds do differ for the judge who gave the marks", async () => {
  const [one, two] = await Promise.all(worlds.map((it) => it.judge2.send({ path: address("SheetShow", { assignment: it.open.of(it.judge2, it.open.entries[0]) }) })));
  assert.notEqual(said(one, 0).body, said(two, 0).body);
});

/** Where the parameter has nothing to do with marks. */
const NOWHERE = nowhere([...new Set([...routes.values()].flatMap((it) => it.parameters))]);

const OTHERS = ["guest", "admin", "coordinator", "clinic", "head", "agency", "innovator", "leadership", "judge1", "judge3", "idle", "foreign"];
const since = Date.now() - 12 * 60_000;

for (const name of OTHERS) {
  test(`${name} cannot tell them apart: every GET of the API, every edition, every sheet`, async () => {
    const [a] = worlds;
    const requests = [];
    for (const [route, { method }] of routes) {
      if (method !== "GET") continue;
      for (const edition of ["open", "closed", "draft", "published", "other"]) {
        const it = a[edition];
        const of = (judge, n) => it.sheets[a[judge].person]?.find((one) => one.entry === it.entries[n])?.id;
        for (const n of [0, 1, 2]) requests.push(address(route, { ...NOWHERE, edition: it.id, entry: it.entries[n], assignment: of("judge2", n) ?? uuid(), slug: it.slug, version: 1, after: 0, list: "reviews" }));
      }
    }
    for (const path of new Set(requests)) {
      const [one, two] = await Promise.all(worlds.map((world) => (world[name] ?? new Client(world.server)).send({ path })));
      assert.deepEqual(said(two, since), said(one, since), path);
      assert.ok(!one.text.includes(SECRET), path);
    }
  });

  test(`${name} cannot tell them apart: pages, and asking for what is sealed`, async () => {
    const [a] = worlds;
    for (const path of ["/", "/papan", "/katalog", "/sitemap.xml", ...["open", "closed", "draft"].flatMap((it) => [`/papan/${a[it].slug}`, `/papan/${a[it].slug}/csv`, `/papan/${a[it].slug}/versi/1`])]) {
      const [one, two] = await Promise.all(worlds.map((world) => world[name].page(path)));
      assert.deepEqual(said(two, since), said(one, since), path);
    }
    for (const edition of ["open", ...(name === "coordinator" ? [] : ["closed"])]) {
      const [one, two] = await Promise.all(worlds.map((world) => world[name].send({ method: "POST", path: address("ResultRead", { edition: world[edition].id }), body: {}, headers: { "idempotency-key": uuid() } })));
      assert.ok(one.status >= 400);
      assert.deepEqual(said(two, since), said(one, since), `results of the ${edition} edition`);
      const [three, four] = await Promise.all(
        worlds.map((world) => world[name].send({ method: "POST", path: address("ResultSheets", { edition: world[edition].id, entry: world[edition].entries[0] }), body: {}, headers: { "idempotency-key": uuid() } })),
      );
      assert.ok(three.status >= 400);
      assert.deepEqual(said(four, since), said(three, since), `sheets of the ${edition} edition`);
    }
    const assignment = a.open.of(a.judge2, a.open.entries[0]);
    for (const [route, body] of [["SheetPut", { version: 0, sheet: sheet([1]) }], ["SheetLockSet", { version: 1 }], ["SheetReopenSet", { version: 3, reason: "Alasan contoh." }], ["ConflictSet", { reason: "Alasan contoh." }]]) {
      const { method } = routes.get(route);
      const [one, two] = await Promise.all(worlds.map((world) => world[name].send({ method, path: address(route, { assignment }), body, headers: { "idempotency-key": uuid() } })));
      assert.ok(one.status >= 400);
      assert.deepEqual(said(two, since), said(one, since), `${route} of another judge's sheet`);
    }
  });
}

describe("two worlds that differ in what one agency keeps to itself", () => {
  const ids = { draft: uuid(), gone: uuid(), later: uuid(), early: uuid() };
  const names = { draft: "Rumah Jamur Warga", gone: "Kios Padi Bersama" };
  const fresh = (id, name) => ({ id, name, idea: "Contoh gagasan untuk warga.", kind: "metode", agency: null });
  const slug = async (client, innovation) => (await client.do("RecordShow", { innovation })).slug;

  test("another agency's draft and a deleted one are in no address: names are free for all, and for imports", async () => {
    const strangers = await Promise.all(worlds.map((it) => join(it.server, it.coordinator, "innovator", { home: from("DLH") })));
    // Only in the first world: a draft of that name, and one that was deleted again.
    await worlds[0].innovator.do("RecordCreate", {}, fresh(ids.draft, names.draft));
    await worlds[0].innovator.do("RecordCreate", {}, fresh(ids.gone, names.gone));
    await worlds[0].innovator.do("RecordDelete", { innovation: ids.gone }, { version: 1 });
    for (const [id, name] of [[ids.later, names.draft], [ids.early, names.gone]]) {
      const [one, two] = await Promise.all(strangers.map((it) => it.send({ method: "POST", path: address("RecordCreate"), body: fresh(id, name), headers: { "idempotency-key": uuid() } })));
      assert.deepEqual([said(two, since).status, said(two, since).body], [said(one, since).status, said(one, since).body]);
      assert.equal(one.status, 200);
      assert.equal(await slug(strangers[1], id), await slug(strangers[0], id), "the address says nothing of the other world");
    }
    const header = "nama,instansi,wilayah,provinsi,tahun,jenis,jenis_dari,kelompok,kategori_baris,verified,asal_replikasi";
    const lines = Object.values(names).map((name) => `${name},Dinas Contoh,Kota Rahasia,,2022,metode,inferred,pemda,asli,yes,`);
    const public_ = await Promise.all(worlds.map(async (it) => {
      await importFile(it.coordinator, "innovations", [header, ...lines].join("\n"));
      return (await it.guest.page("/katalog?wilayah=Kota+Rahasia")).text.match(/\/inovasi\/[a-z0-9-]+/g);
    }));
    assert.deepEqual(public_[0], public_[1], "public addresses neither");
    assert.deepEqual([...new Set(public_[0])].sort(), ["/inovasi/kios-padi-bersama", "/inovasi/rumah-jamur-warga"]);
    for (const path of ["/", "/katalog", "/katalog?q=jamur", "/instansi/pkm-jebus", "/sitemap.xml", "/inovasi/rumah-jamur-warga-2", `/inovasi/rumah-jamur-warga-${ids.draft.slice(-8)}`]) {
      const [one, two] = await Promise.all(worlds.map((it) => it.guest.page(path)));
      assert.deepEqual([said(two, since).status, said(two, since).body], [said(one, since).status, said(one, since).body], path);
    }
  });

  test("a review held back changes no answer to the agency, whatever it tries", async () => {
    const records = [];
    for (const [n, it] of worlds.entries()) {
      const innovation = await reach(it, "diagnose", { desk: "clinic" });
      const { line, revision } = await it.clinic.do("RecordShow", { innovation });
      if (n === 0)
        await it.clinic.do("ReviewAdd", { innovation }, { id: uuid(), version: line.version, revision, hearing: "desk_consultation", held_on: Date.now() - 1000, finding: "not_yet", reasons: `Ditahan ${SECRET}`, parts: ["masalah"], announce: false });
      records.push(innovation);
    }
    const tries = [
      ["innovator", "RecordDelete", (version) => ({ version })],
      ["agency", "PublicationAsk", (version) => ({ version })],
      ["agency", "StepSet", (version) => ({ version, step: { step: "pause" }, reason: "Alasan contoh." })],
      ["agency", "StepSet", (version) => ({ version, step: { step: "resume" }, reason: null })],
      ["innovator", "StepSet", (version) => ({ version, step: { step: "hand_in" }, reason: null })],
      ["innovator", "StepSet", (version) => ({ version, step: { step: "withdraw" }, reason: "Alasan contoh." })],
      ["innovator", "StepSet", (version) => ({ version, step: { step: "hand_in" }, reason: null })],
      ["agency", "StepSet", (version) => ({ version, step: { step: "release" }, reason: null })],
    ];
    const own = (text, n) => text.replaceAll(records[n], "ID").replace(/INV-\d{4}-\d{4}/g, "INV");
    for (const [who, route, body] of tries) {
      const answers = [];
      for (const [n, it] of worlds.entries()) {
        const { line } = await it.innovator.do("RecordShow", { innovation: records[n] });
        const { method } = routes.get(route);
        const answer = await it[who].send({ method, path: address(route, { innovation: records[n] }), body: body(line.version), headers: { "idempotency-key": uuid() } });
        const { status, body: words } = said(answer, since);
        answers.push({ status, words: own(words, n), version: line.version });
      }
      assert.deepEqual(answers[0], answers[1], `${route} ${JSON.stringify(body(0))}`);
      assert.ok(!answers[0].words.includes("review_held"));
    }
  });
});

describe("the log", () => {
  test("of a whole competition holds no password, secret, cookie, mark, note or name of a user (G04)", async () => {
    const [world] = worlds;
    const { server, coordinator, judges } = world;
    const from = server.logs.length;
    const words = { note: canary("catatan"), password: `${canary("sandi")} tiga kata`, user: `u${canary("nama")}`.slice(0, 40), reason: canary("alasan") };
    const found = (await innovations(coordinator, 60)).filter((it) => it.agency_code === null).slice(0, 2);
    const edition = await makeEdition(coordinator, { entries: found, judges, open: true });
    for (const judge of judges) for (const entry of edition.entries) await score(judge, edition.of(judge, entry), [87, 87, 87, 87, 87], { notes: { solusi: words.note } });
    const made = await coordinator.do("InvitationCreate", {}, { id: uuid(), role: "clinic", home: { home: "outside" }, edition: null, note: words.note });
    const guest = new Client(server);
    await guest.do("LinkLook", {}, { token: made.token });
    await guest.do("LinkRedeem", {}, { token: made.token, name: "Orang Kenari", username: words.user, password: words.password });
    await guest.call("SessionOpen", {}, { username: words.user, password: `${words.password} salah` });
    await guest.call("SessionOpen", {}, { username: words.user, password: words.password });
    await edition.step("EditionExtend", { closes_at: Date.now() + 20 * DAY, reason: words.reason });
    await edition.close(words.reason);
    await edition.results();
    await edition.publish();
    await guest.send({ path: `/api/v1/${words.note}?q=${words.reason}` });
    await guest.page(`/katalog?q=${words.note}`);
    const cookies = [guest, coordinator, ...judges].map((it) => it.cookie);
    const lines = server.logs.slice(from).map((it) => it.message);
    const log = lines.join("\n");
    for (const secretWord of [...Object.values(words), made.token, coordinator.password, ...cookies]) assert.ok(!log.includes(secretWord), `the log holds ${secretWord}`);
    const plain = lines.map((line) => JSON.stringify({ ...JSON.parse(line), at: 0, trips: 0, read: 0, written: 0 })).join("\n");
    assert.doesNotMatch(plain, /[":](8700|87)[",}]/, "neither a total nor a mark");
    assert.ok(lines.length > 40);
    for (const line of lines) {
      assert.ok(!/[\u0000-\u001f\u007f]/.test(line), "one decision, one line");
      const parsed = JSON.parse(line);
      assert.match(parsed.request_id, /^KL-/);
      assert.ok(["ok", "refused", "broken"].includes(parsed.outcome), line);
    }
  });

  test("has exactly one line for each decision: signed in, refused, throttled, published (G03)", async () => {
    const [world] = worlds;
    const { server, coordinator } = world;
    const one = async (act, check) => {
      const from = server.logs.length;
      await act();
      // The line may come after the answer.
      for (let n = 0; n < 500 && server.logs.length === from; n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
      const lines = server.logs.slice(from).map((it) => JSON.parse(it.message));
      assert.equal(lines.length, 1, JSON.stringify(lines));
      check(lines[0]);
    };
    const stranger = new Client(server);
    await one(() => stranger.call("SessionOpen", {}, { username: "tidak.ada", password: secret() }), (it) => assert.deepEqual([it.route, it.status, it.code, it.outcome], ["SessionOpen", 401, "bad_credentials", "refused"]));
    await one(() => world.clinic.call("ImportList"), (it) => assert.deepEqual([it.code, it.person], ["forbidden", world.clinic.person]));
    await one(() => coordinator.call("SessionShow"), (it) => assert.deepEqual([it.outcome, it.person], ["ok", coordinator.person]));
    await one(() => stranger.send({ method: "POST", path: "/api/v1/session", body: {}, headers: { "sec-fetch-site": "cross-site" } }), (it) => assert.equal(it.code, "cross_site"));
  });
});
