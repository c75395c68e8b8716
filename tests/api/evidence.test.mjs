// Evidence: files that arrive once, hostile ones that never do, and who may see them. (Articles 8, 13; assurance F, G20, D14)

import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { after, before, describe, test } from "node:test";
import { COOKIE, ok, race, refused } from "./support/client.mjs";
import { address } from "./support/contract.mjs";
import { announce, announcement, link, record, upload } from "./support/evidence-world.mjs";
import { note, planItem } from "./support/clinic.mjs";
import { GOOD, hostile, jpeg, jpegOf, legitimate } from "./support/files.mjs";
import { sha256, uuid } from "./support/ids.mjs";
import { ORIGIN } from "./support/server.mjs";
import { leave } from "./support/seed.mjs";
import { standard } from "./support/standard.mjs";

const MIB = 1024 * 1024;
const DAY = 86_400_000;
const REASON = "Alasan contoh untuk uji.";

let world, server, innovator, agency, own;
before(async () => {
  world = await standard();
  ({ server, innovator, agency } = world);
  own = await record(world);
});
after(() => world?.server.stop());

const row = (evidence) => server.row("SELECT * FROM evidence WHERE id = ?1", evidence);
const actions = async (evidence) => (await server.rows("SELECT action FROM event WHERE subject_id = ?1 ORDER BY n", evidence)).map((it) => it.action);
const objects = async () => (await (await server.mf.getR2Bucket("FILES")).list()).objects.map((it) => it.key);
const put = (client, evidence, content, options) => client.call("EvidencePut", { evidence }, content, options);

/** Sends an upload by hand: `act` gets the request with its headers sent. */
async function byHand(client, evidence, headers, act) {
  const url = await server.mf.ready;
  const path = address("EvidencePut", { evidence });
  const request = http.request({
    agent: false,
    host: url.hostname,
    port: url.port,
    method: "PUT",
    path,
    headers: {
      host: new URL(ORIGIN).host,
      "mf-original-url": ORIGIN + path,
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "x-klisida": "1",
      "content-type": "application/octet-stream",
      cookie: `${COOKIE}=${client.cookie}`,
      ...headers,
    },
  });
  return act(request);
}

/** Sends the first `count` bytes of an upload, then pulls the plug. */
const cut = (client, evidence, content, count) =>
  byHand(client, evidence, { "content-length": content.length }, async (request) => {
    request.on("error", () => {});
    const closed = new Promise((resolve) => request.on("close", resolve));
    request.flushHeaders();
    if (count > 0) await new Promise((resolve) => request.write(content.subarray(0, count), resolve));
    request.destroy();
    await closed;
  });

describe("a file", () => {
  test("is announced, sent, listed in the history and read again byte for byte", async () => {
    const content = jpeg(200_000);
    const evidence = await announce(innovator, own, content, { name: "Foto \"peluncuran\" é.jpg" });
    assert.equal((await row(evidence)).stored_at, null, "announced is not stored");
    refused(await innovator.call("EvidenceFile", { evidence }), "file_pending");
    ok(await put(innovator, evidence, content));
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
    const events = await server.rows("SELECT innovation_id, person_id FROM event WHERE subject_id = ?1", evidence);
    assert.deepEqual(events, Array(2).fill({ innovation_id: own, person_id: innovator.person }));
    const answer = await innovator.call("EvidenceFile", { evidence });
    assert.equal(sha256(answer.bytes), sha256(content));
    assert.equal(answer.header("content-type"), "image/jpeg");
    assert.equal(answer.header("content-disposition"), "inline; filename=\"Foto _peluncuran_ _.jpg\"; filename*=UTF-8''Foto%20%22peluncuran%22%20%C3%A9.jpg");
    const { object_key: key } = await row(evidence);
    assert.ok(!key.includes("peluncuran") && !key.includes(evidence) && key.length >= 32, "the key in the store is random (F05)");
  });

  test("runs nothing in a browser and is kept nowhere (F06)", async () => {
    for (const kind of Object.keys(GOOD)) {
      const evidence = await upload(innovator, own, GOOD[kind], { kind });
      const answer = await innovator.call("EvidenceFile", { evidence });
      assert.equal(answer.header("content-security-policy"), "sandbox; default-src 'none'", kind);
      assert.equal(answer.header("x-content-type-options"), "nosniff");
      assert.equal(answer.header("cross-origin-resource-policy"), "same-origin");
      assert.equal(answer.header("cache-control"), "no-store");
      assert.match(answer.header("content-disposition"), ["jpg", "png", "webp"].includes(kind) ? /^inline; / : /^attachment; /);
    }
  });

  test("sent again does nothing and gets the same answer; other bytes are refused", async () => {
    const evidence = await announce(innovator, own, GOOD.png, { kind: "png" });
    const first = ok(await put(innovator, evidence, GOOD.png));
    assert.deepEqual(ok(await put(innovator, evidence, GOOD.png)), first);
    assert.deepEqual(ok(await put(agency, evidence, GOOD.png)), first, "also by the agency's coordinator");
    const other = Buffer.from(GOOD.png);
    other[other.length - 20] ^= 1;
    refused(await put(innovator, evidence, other), "file_stored");
    refused(await put(innovator, evidence, GOOD.jpg), "file_stored");
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
  });

  test("sent twice at once is stored once", async () => {
    const evidence = await announce(innovator, own);
    const answers = await race(2, (_, options) => put(innovator, evidence, GOOD.jpg, options));
    // Of two at once one may have to wait for the look at the other; asking later gives it the same answer.
    const last = ok(await put(innovator, evidence, Buffer.alloc(0)));
    assert.ok(answers.some((it) => it.status === 200));
    for (const it of answers) assert.deepEqual(it.status === 200 ? ok(it) : refused(it, "file_waits").code, it.status === 200 ? last : "file_waits");
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
  });

  test("must be exactly what was announced", async () => {
    const evidence = await announce(innovator, own);
    const changed = Buffer.from(GOOD.jpg);
    changed[40] ^= 1;
    for (const content of [changed, GOOD.jpg.subarray(1), Buffer.concat([GOOD.jpg, Buffer.from("x")]), Buffer.alloc(0), GOOD.pdf]) refused(await put(innovator, evidence, content), "file_digest");
    assert.equal((await row(evidence)).stored_at, null);
    ok(await put(innovator, evidence, GOOD.jpg));
  });

  test("comes from the own pages, as bytes", async () => {
    const evidence = await announce(innovator, own);
    refused(await put(innovator, evidence, GOOD.jpg, { headers: { "content-type": "application/json" } }), "wrong_media_type");
    refused(await put(innovator, evidence, GOOD.jpg, { headers: { "content-type": "image/jpeg" } }), "wrong_media_type");
    refused(await put(innovator, evidence, GOOD.jpg, { headers: { "sec-fetch-site": "cross-site" } }), "cross_site");
    refused(await put(innovator, evidence, GOOD.jpg, { headers: { "x-klisida": undefined } }), "cross_site");
  });

  test("of 10 MiB is taken, one byte more is refused before and while it comes (F01)", async () => {
    const innovation = await record(world);
    const full = jpeg(10 * MIB);
    assert.equal(full.length, 10 * MIB);
    const evidence = await upload(innovator, innovation, full);
    assert.equal((await innovator.call("EvidenceFile", { evidence })).bytes.length, 10 * MIB);
    const over = Buffer.alloc(10 * MIB + 1);
    refused(await innovator.call("EvidenceAdd", { innovation }, announcement(over)), "file_too_large", { field: "size" });
    const waiting = await announce(innovator, innovation);
    // Refused by its declared length, while its first bytes come; the rest is never sent, so nothing can be cut off by the refusal.
    const declared = await byHand(innovator, waiting, { "content-length": over.length }, async (request) => {
      request.on("error", () => {});
      request.write(over.subarray(0, 1_000));
      const [response] = await once(request, "response");
      const answer = JSON.parse((await response.toArray()).join(""));
      request.destroy();
      return answer;
    });
    assert.equal(declared.code, "file_too_large");
    // Without a length it is read no further than announced.
    const answer = await byHand(innovator, waiting, { "transfer-encoding": "chunked" }, async (request) => {
      request.on("error", () => {});
      request.end(jpeg(100_000));
      const [response] = await once(request, "response");
      return JSON.parse((await response.toArray()).join(""));
    });
    assert.equal(answer.code, "file_digest");
    assert.equal((await row(waiting)).stored_at, null);
  });

  test("is announced with what the form checks too", async () => {
    const add = (options) => innovator.call("EvidenceAdd", { innovation: own }, announcement(GOOD.jpg, options));
    refused(await add({ note: "x".repeat(301) }), "text_too_long", { field: "note" });
    refused(await add({ captured_at: Date.now() + 2 * DAY }), "date_in_future", { field: "captured_at" });
    refused(await add({ digest: "A".repeat(64) }), "wrong_type", { field: "sha256" });
    refused(await add({ name: "  " }), "text_missing", { field: "name" });
    refused(await add({ size: -1 }), "wrong_type");
  });
});

describe("an upload that is cut", () => {
  const content = jpeg(300_000);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    test(`after ${tenth} tenths is sent again and arrives once`, async () => {
      const evidence = await announce(innovator, own, content);
      await cut(innovator, evidence, content, (content.length * tenth) / 10);
      const before = (await objects()).length;
      const saved = ok(await put(innovator, evidence, content));
      assert.deepEqual(ok(await put(innovator, evidence, content)), saved);
      assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
      assert.equal((await objects()).length, before + 1);
      assert.equal(sha256((await innovator.call("EvidenceFile", { evidence })).bytes), sha256(content));
    });
  }

  test("between the store and the database is completed by the next attempt", async () => {
    for (const fault of ["before:3", "after:3"]) {
      const evidence = await announce(innovator, own, content);
      const before = (await objects()).length;
      refused(await put(innovator, evidence, content, { headers: { "x-harness-fault": fault } }), "internal");
      assert.equal((await objects()).length, before + 1, "the bytes lie there already");
      ok(await put(innovator, evidence, content));
      assert.equal((await objects()).length, before + 1);
      assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"], fault);
    }
  });

  /** Sends pieces without saying how many bytes will come; `between` runs after the first. */
  const chunked = (evidence, pieces, between = () => {}) =>
    byHand(innovator, evidence, { "transfer-encoding": "chunked" }, async (request) => {
      request.on("error", () => {});
      const response = once(request, "response");
      await new Promise((resolve) => request.write(pieces[0], resolve));
      await between();
      for (const piece of pieces.slice(1)) request.write(piece);
      request.end();
      const [answer] = await response;
      return { status: answer.statusCode, ...JSON.parse((await answer.toArray()).join("")) };
    });

  test("without a length is counted and digested: too short, too long or changed at its end leaves nothing in the store", async () => {
    const evidence = await announce(innovator, own, content);
    const before = await objects();
    const half = content.length / 2;
    const changed = Buffer.from(content);
    changed[changed.length - 1] ^= 1;
    const wrong = [[content.subarray(0, half)], [content.subarray(0, half), content.subarray(half, -1)], [content, Buffer.from("x")], [changed.subarray(0, half), changed.subarray(half)]];
    for (const pieces of wrong) {
      assert.equal((await chunked(evidence, pieces)).code, "file_digest");
      assert.equal((await row(evidence)).stored_at, null);
      assert.deepEqual(await objects(), before);
    }
    const answer = await chunked(evidence, [content.subarray(0, half), content.subarray(half)]);
    assert.equal(answer.status, 200);
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
  });

  test("whose evidence is taken away meanwhile leaves nothing in the store", async () => {
    const evidence = await announce(innovator, own, content);
    const before = await objects();
    const half = content.length / 2;
    const answer = await chunked(evidence, [content.subarray(0, half), content.subarray(half)], () => innovator.do("EvidenceRemove", { evidence }, { reason: REASON }));
    assert.equal(answer.code, "not_found");
    assert.deepEqual(await objects(), before);
    assert.equal((await row(evidence)).stored_at, null);
  });
});

describe("hostile files (G20, F02, F03, F04, D14)", () => {
  const corpus = hostile();
  let innovation;
  before(async () => {
    innovation = await record(world);
  });

  test("there are plenty of them", () => assert.ok(corpus.length >= 100));

  for (const { label, kind, name, content } of corpus) {
    test(label, async () => {
      const body = announcement(content, { kind, name });
      const announced = await innovator.call("EvidenceAdd", { innovation }, body);
      const answer = announced.status === 200 ? await put(innovator, body.id, content) : announced;
      assert.equal(answer.status, 422, `${answer.status} ${answer.text.slice(0, 200)}`);
      assert.match(answer.body.code, /^(file_(kind|mismatch|encrypted|owner_password|unreadable|active|broken|bomb|place)|text_too_long)$/);
      // The refusal ended its announcement: the record lists nothing, and its place is free for the next of them.
      if (announced.status === 200) refused(await innovator.call("EvidenceRemove", { evidence: body.id }, { reason: REASON }), "not_found");
    });
  }

  test("not one of them is in the store", async () => {
    assert.deepEqual(await server.rows("SELECT id FROM evidence WHERE innovation_id = ?1 AND stored_at IS NOT NULL", innovation), []);
    const keys = (await server.rows("SELECT object_key FROM evidence WHERE innovation_id = ?1", innovation)).map((it) => it.object_key);
    const stored = new Set(await objects());
    assert.deepEqual(keys.filter((key) => stored.has(key)), []);
  });

  test("ends its announcement: the record lists nothing, the history says why, and whoever asks again is told so", async () => {
    const bad = Buffer.concat([GOOD.jpg, Buffer.from("<html><script>alert(2)</script>")]);
    const own = await record(world, { listed: true });
    const evidence = await announce(innovator, own, bad);
    for (let n = 0; n < 2; n++) refused(await put(innovator, evidence, bad), "file_mismatch");
    assert.deepEqual((await innovator.do("RecordShow", { innovation: own })).evidence, []);
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.refused"]);
    refused(await put(world.foreign, evidence, bad), "forbidden");
    await server.run("UPDATE innovation SET stage = NULL WHERE id = ?1", own);
  });

  test("a long name is shortened before its ending, and a folder is no part of it", async () => {
    const long = `SK Kepala UPT Puskesmas ${"tentang tim inovasi ".repeat(8)}(ttd).pdf`;
    for (const [name, stored] of [[long, `${long.slice(0, 146)}.pdf`], ["C:\\Unduhan\\surat  tugas .pdf", "surat tugas.pdf"]]) {
      const body = announcement(GOOD.pdf, { kind: "pdf", name });
      ok(await innovator.call("EvidenceAdd", { innovation }, body));
      assert.equal((await server.row("SELECT name FROM evidence WHERE id = ?1", body.id)).name, stored);
      ok(await innovator.call("EvidenceRemove", { evidence: body.id }, { reason: REASON }));
    }
  });

  test("a name is stored without what nobody sees in it", async () => {
    for (const [name, stored] of [["surat\u202efdp.exe.pdf", "suratfdp.exe.pdf"], ["surat\0.pdf", "surat.pdf"]]) {
      const body = announcement(GOOD.pdf, { kind: "pdf", name });
      ok(await innovator.call("EvidenceAdd", { innovation }, body));
      assert.equal((await server.row("SELECT name FROM evidence WHERE id = ?1", body.id)).name, stored);
      ok(await innovator.call("EvidenceRemove", { evidence: body.id }, { reason: REASON }));
    }
  });

  test("the refusal says what is wrong", async () => {
    const expected = {
      "a PDF under a password": "file_encrypted",
      "a document under a password": "file_encrypted",
      "a document with macros": "file_active",
      "a PDF with a script": "file_active",
      "a document with a template elsewhere": "file_active",
      "a path that climbs out": "file_active",
      "a photo that says where it was taken": "file_place",
      "a flood of pixels, PNG": "file_bomb",
      "a bomb by its ratio": "file_bomb",
      "a PDF that only its owner may change": "file_owner_password",
      "a script among packed objects that begin with a digit": "file_active",
      "packed objects spelled oddly": "file_active",
      "a form of the XFA kind": "file_active",
      "a script packed in hexadecimal digits": "file_unreadable",
      "packed objects hidden in another stream": "file_unreadable",
      "packed objects cut before their end": "file_unreadable",
      "a PDF that says nothing but packed objects": "file_unreadable",
      "packed objects that unfold to too much together": "file_bomb",
      "a PDF with objects beyond number": "file_bomb",
      "a template on a server": "file_active",
      "HTML after a PDF": "file_mismatch",
      "half of a pdf": "file_broken",
      "half of a docx": "file_broken",
      "html called pdf": "file_mismatch",
      "HTML before a PDF": "file_mismatch",
      "HTML after a photo": "file_mismatch",
    };
    for (const [label, code] of Object.entries(expected)) {
      const { kind, name, content } = corpus.find((it) => it.label === label);
      const evidence = await announce(innovator, innovation, content, { kind, name });
      refused(await put(innovator, evidence, content), code);
    }
  });
});

describe("legitimate files", () => {
  for (const { label, kind, name, content } of legitimate()) test(label, async () => void (await upload(innovator, own, content, { kind, name })));
});

describe("room", () => {
  const fill = async (innovation, sizes) => {
    for (const size of sizes)
      await server.run(
        `INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, note, captured_at, on_site, person_id, announced_at, stored_at)
         VALUES (?1, ?2, '{"for":"launch"}', 'a.pdf', 'pdf', ?3, ?4, ?1, '', 1, 1, ?5, 1, 1)`,
        uuid(),
        innovation,
        size,
        "0".repeat(64),
        innovator.person,
      );
  };

  test("50 MB an innovation, given back by what is taken away; a link still fits", async () => {
    const innovation = await record(world);
    await fill(innovation, [10 * MIB, 10 * MIB, 10 * MIB, 10 * MIB, 10 * MIB - GOOD.jpg.length + 1]);
    refused(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)), "evidence_full");
    ok(await innovator.call("EvidenceAdd", { innovation }, link()));
    const { id } = await server.row("SELECT id FROM evidence WHERE innovation_id = ?1 AND kind = 'pdf' LIMIT 1", innovation);
    ok(await innovator.call("EvidenceRemove", { evidence: id }, { reason: REASON }));
    await upload(innovator, innovation);
  });

  test("two at once for the last place: one gets it", async () => {
    const innovation = await record(world);
    await fill(innovation, [10 * MIB, 10 * MIB, 10 * MIB, 10 * MIB, 10 * MIB - GOOD.jpg.length]);
    const answers = await race(2, (_, options) => innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg), options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
  });
});

describe("a link", () => {
  test("is there at once and has no bytes; only https", async () => {
    const body = link();
    ok(await innovator.call("EvidenceAdd", { innovation: own }, body));
    assert.ok((await row(body.id)).stored_at);
    refused(await innovator.call("EvidenceFile", { evidence: body.id }), "not_found");
    refused(await put(innovator, body.id, GOOD.jpg), "not_found");
    for (const url of ["http://contoh.example", "javascript:alert(1)", "https://x y"]) refused(await innovator.call("EvidenceAdd", { innovation: own }, link(url)), "link_not_https", { field: "url" });
  });
});

describe("who sees it", () => {
  test("another agency's evidence does not exist (C03)", async () => {
    const innovation = await record(world, { agency: "DISKOMINFO", members: [] });
    refused(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)), "not_found");
    const evidence = await upload(innovator, own);
    await server.run("UPDATE evidence SET innovation_id = ?2 WHERE id = ?1", evidence, innovation);
    for (const client of [innovator, agency, world.head]) {
      refused(await client.call("EvidenceFile", { evidence }), "not_found");
      refused(await put(client, evidence, GOOD.jpg), "not_found");
      refused(await client.call("EvidenceSet", { evidence }, { public: true, consent: true }), "not_found");
      refused(await client.call("EvidenceRemove", { evidence }, { reason: REASON }), "not_found");
    }
  });

  test("a leaked address dies with the session, and with the place on the team (F08)", async () => {
    const innovation = await record(world, { members: [innovator] });
    const evidence = await upload(innovator, innovation);
    refused(await world.guest.call("EvidenceFile", { evidence }), "sign_in_needed");
    await leave(world, innovation, innovator);
    refused(await innovator.call("EvidenceFile", { evidence }), "not_found");
  });

  test("a file that the store lost is said to be lost, to the public not found, and stands in the log by its id", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    await server.run("UPDATE record SET published_at = 1 WHERE innovation_id = ?1", innovation);
    await server.run("UPDATE evidence SET public = 1, consent_by = ?2, consent_at = 1 WHERE id = ?1", evidence, innovator.person);
    const see = () => world.guest.page(`/bukti/${evidence}`);
    assert.equal((await see()).status, 200);
    const { object_key: key } = await row(evidence);
    await (await server.mf.getR2Bucket("FILES")).delete(key);
    const answer = await innovator.call("EvidenceFile", { evidence });
    refused(answer, "file_lost");
    await server.logged(`the object of evidence ${evidence} is missing`);
    assert.ok(server.logs.some(({ message }) => message.includes(answer.body.request_id) && message.includes('"outcome":"broken"')));
    assert.equal((await see()).status, 404);
    await server.run("UPDATE record SET published_at = NULL WHERE innovation_id = ?1", innovation);
  });

  test("a deleted record takes its evidence along", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    await server.run("UPDATE record SET deleted_at = 1 WHERE innovation_id = ?1", innovation);
    refused(await innovator.call("EvidenceFile", { evidence }), "not_found");
  });
});

describe("the small picture of a photo", () => {
  const small = (client, evidence, content = jpeg(), options) => client.call("EvidenceSmallPut", { evidence }, content, options);
  const listed = async (client, innovation, evidence) => (await client.do("RecordShow", { innovation })).evidence.find((it) => it.id === evidence).small;
  const open = async (innovation, evidence) => {
    ok(await agency.call("EvidenceSet", { evidence }, { public: true, consent: true }));
    await server.run("UPDATE record SET published_at = 1 WHERE innovation_id = ?1", innovation);
  };

  test("is made once, with its measures, and is kept nowhere for those who are signed in", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    assert.equal(await listed(innovator, innovation, evidence), null);
    refused(await innovator.call("EvidenceSmall", { evidence }), "not_found");
    ok(await small(innovator, evidence));
    assert.deepEqual(await listed(innovator, innovation, evidence), { width: 1, height: 1 });
    const answer = await innovator.call("EvidenceSmall", { evidence });
    assert.deepEqual([sha256(answer.bytes), answer.header("cache-control"), answer.header("content-type")], [sha256(jpeg()), "no-store", "image/jpeg"]);
    assert.equal(answer.header("content-security-policy"), "sandbox; default-src 'none'");
    ok(await small(innovator, evidence, jpegOf(300, 200)));
    assert.deepEqual(await listed(innovator, innovation, evidence), { width: 1, height: 1 }, "nobody puts another picture in its place");
    assert.equal(sha256((await innovator.call("EvidenceSmall", { evidence })).bytes), sha256(jpeg()));
  });

  test("is judged by its content: a JPEG of at most 16 kB and 400 pixels a side, of a photo that is there", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    for (const content of [GOOD.png, GOOD.pdf, Buffer.from("<svg/>"), Buffer.alloc(0)]) refused(await small(innovator, evidence, content), "file_mismatch");
    refused(await small(innovator, evidence, jpegOf(401, 300)), "file_too_large");
    refused(await small(innovator, evidence, jpeg(16 * 1024 + 1)), "file_too_large");
    assert.equal((await row(evidence)).small_sha256, null);
    refused(await small(innovator, await upload(innovator, innovation, GOOD.pdf, { kind: "pdf" })), "not_found");
    refused(await small(innovator, await announce(innovator, innovation)), "file_pending");
    ok(await small(world.clinic, evidence), "by the clinic, which publishes older ones");
  });

  test("is public only while its photo is, for five minutes and known by its tag", async () => {
    const innovation = await record(world, { listed: true });
    const evidence = await upload(innovator, innovation);
    ok(await small(innovator, evidence));
    const address = `/bukti/${evidence}/kecil`;
    const page = (headers) => world.guest.page(address, headers);
    assert.equal((await page()).status, 404);
    await open(innovation, evidence);
    const seen = await page();
    assert.equal(seen.status, 200);
    assert.equal(seen.header("cache-control"), "public, max-age=300");
    const tag = seen.header("etag");
    const again = await page({ "if-none-match": tag });
    assert.deepEqual([again.status, again.header("etag"), again.header("cache-control"), again.text], [304, tag, "public, max-age=300", ""]);
    assert.equal((await page({ "if-none-match": "\"other\"" })).status, 200);
    const { slug } = await server.row("SELECT slug FROM innovation WHERE id = ?1", innovation);
    await server.run("INSERT INTO showcase (innovation_id, content, at, person_id) VALUES (?1, ?2, 1, ?3)", innovation, JSON.stringify({ summary: "a", problem: "b", solution: "c", benefit: "d", indicators: [], place: { at: "outside" }, timeline: [] }), innovator.person);
    const shown = (await world.guest.page(`/inovasi/${slug}`)).text;
    assert.match(shown, new RegExp(`<a href="/bukti/${evidence}"><img[^>]*src="${address}"[^>]*>`));
    assert.match(shown, /<img[^>]*alt="Contoh bukti untuk uji."[^>]*width="1" height="1"/);
    ok(await agency.call("EvidenceSet", { evidence }, { public: false, consent: false }));
    assert.equal((await page({ "if-none-match": tag })).status, 404, "a tag opens nothing");
  });

  test("goes with its photo", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    ok(await small(innovator, evidence));
    const { object_key: key } = await row(evidence);
    assert.equal((await objects()).filter((it) => it.startsWith(key)).length, 2);
    ok(await innovator.call("EvidenceRemove", { evidence }, { reason: REASON }));
    assert.deepEqual((await objects()).filter((it) => it.startsWith(key)), []);
    refused(await small(innovator, evidence), "not_found");
    refused(await innovator.call("EvidenceSmall", { evidence }), "not_found");
  });
});

describe("shown to the public", () => {
  const see = (evidence) => world.guest.page(`/bukti/${evidence}`);

  test("only with the coordinator's word on consent, while the innovation is public, until it is taken back", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation, GOOD.pdf, { kind: "pdf", name: "Surat dari Ibu Contoh.pdf" });
    assert.equal((await see(evidence)).status, 404);
    refused(await innovator.call("EvidenceSet", { evidence }, { public: true, consent: true }), "forbidden");
    refused(await agency.call("EvidenceSet", { evidence }, { public: true, consent: false }), "consent_needed", { field: "consent" });
    assert.equal((await row(evidence)).public, 0);
    ok(await agency.call("EvidenceSet", { evidence }, { public: true, consent: true }));
    const { consent_by: by, consent_at: at } = await row(evidence);
    assert.deepEqual([by, typeof at], [agency.person, "number"]);
    assert.equal((await see(evidence)).status, 404, "the clinic has not published the innovation");
    await server.run("UPDATE innovation SET listed = 1, stage = 'drum_up', import_id = (SELECT id FROM import_batch LIMIT 1) WHERE id = ?1", innovation);
    assert.equal((await see(evidence)).status, 404, "what was imported is always in the catalogue: that publishes no file");
    await server.run("UPDATE record SET published_at = 1 WHERE innovation_id = ?1", innovation);
    const shown = await see(evidence);
    assert.equal(shown.status, 200);
    assert.equal(sha256(shown.bytes), sha256(GOOD.pdf));
    assert.equal(shown.header("content-type"), "application/pdf");
    assert.match(shown.header("content-disposition"), /^attachment; /);
    assert.doesNotMatch(shown.header("content-disposition"), /Ibu/, "the person's own name of the file stays inside");
    assert.equal(shown.header("content-security-policy"), "sandbox; default-src 'none'");
    assert.equal(shown.header("cache-control"), "no-store", "what is taken back is in no cache");
    assert.equal(shown.header("etag"), null);
    await server.run("UPDATE record SET published_at = NULL WHERE innovation_id = ?1", innovation);
    assert.equal((await see(evidence)).status, 404, "taken back: gone at once");
    await server.run("UPDATE record SET published_at = 1 WHERE innovation_id = ?1", innovation);
    assert.equal((await see(evidence)).status, 200);
    ok(await agency.call("EvidenceSet", { evidence }, { public: false, consent: false }));
    assert.equal((await see(evidence)).status, 404);
    // Published by hand and without a showcase, which is no state to leave behind.
    await server.run("UPDATE record SET published_at = NULL WHERE innovation_id = ?1", innovation);
    await server.run("UPDATE innovation SET stage = NULL WHERE id = ?1", innovation);
  });

  test("not before it has arrived", async () => {
    const evidence = await announce(innovator, own);
    refused(await agency.call("EvidenceSet", { evidence }, { public: true, consent: true }), "file_pending");
  });

  test("an address that is none is a page that is none", async () => {
    for (const id of ["x", uuid(), "", `${uuid()}/`, uuid().toUpperCase()]) assert.equal((await see(id)).status, 404, id);
  });
});

describe("taken away", () => {
  test("is gone for everybody, with its bytes; who, when and why stays", async () => {
    const innovation = await record(world, { listed: true });
    const evidence = await upload(innovator, innovation);
    ok(await agency.call("EvidenceSet", { evidence }, { public: true, consent: true }));
    const { object_key: key } = await row(evidence);
    refused(await innovator.call("EvidenceRemove", { evidence }, { reason: "x" }), "reason_needed", { field: "reason" });
    ok(await innovator.call("EvidenceRemove", { evidence }, { reason: REASON }));
    refused(await innovator.call("EvidenceFile", { evidence }), "not_found");
    refused(await put(innovator, evidence, GOOD.jpg), "not_found");
    assert.equal((await world.guest.page(`/bukti/${evidence}`)).status, 404);
    assert.ok(!(await objects()).includes(key));
    assert.ok((await row(evidence)).erased_at);
    const { reason, person_id: by } = await server.row("SELECT reason, person_id FROM event WHERE subject_id = ?1 AND action = 'evidence.dropped'", evidence);
    assert.deepEqual([reason, by], [REASON, innovator.person]);
    refused(await innovator.call("EvidenceRemove", { evidence }, { reason: REASON }), "not_found");
    await server.run("UPDATE innovation SET stage = NULL WHERE id = ?1", innovation);
  });

  test("what could not be deleted at once the night deletes", async () => {
    const evidence = await upload(innovator, own);
    const { object_key: key } = await row(evidence);
    await server.run("UPDATE evidence SET dropped_at = 1 WHERE id = ?1", evidence);
    await server.sweep();
    assert.ok(!(await objects()).includes(key));
    assert.ok((await row(evidence)).erased_at);
  });

  test("while its bytes come leaves none of them, also when they land after it", async () => {
    const evidence = await announce(innovator, own);
    const { object_key: key } = await row(evidence);
    ok(await innovator.call("EvidenceRemove", { evidence }, { reason: REASON }));
    assert.equal((await row(evidence)).erased_at, null, "they may still be coming");
    await (await server.mf.getR2Bucket("FILES")).put(key, GOOD.jpg);
    await server.sweep();
    assert.ok((await objects()).includes(key), "not at once: a slow sender is still sending");
    await server.run("UPDATE evidence SET dropped_at = ?2 WHERE id = ?1", evidence, Date.now() - 2 * 3_600_000);
    await server.sweep();
    assert.ok(!(await objects()).includes(key));
    assert.ok((await row(evidence)).erased_at);
  });

  test("what was announced and never came is given up after a day", async () => {
    const [old, young] = [await announce(innovator, own), await announce(innovator, own)];
    await server.run("UPDATE evidence SET announced_at = ?2 WHERE id = ?1", old, Date.now() - DAY - 1000);
    await server.sweep();
    assert.ok((await row(old)).dropped_at);
    refused(await put(innovator, old, GOOD.jpg), "not_found");
    ok(await put(innovator, young, GOOD.jpg));
  });
});

describe("many at once", () => {
  test("eight files of 10 MB never lie in memory together, and all arrive", async () => {
    const innovations = await Promise.all([1, 2].map(() => record(world)));
    const files = await Promise.all(
      Array.from({ length: 8 }, async (_, n) => {
        const content = jpeg(10 * MIB);
        return { evidence: await announce(innovator, innovations[n % 2], content), content };
      }),
    );
    const before = (await innovator.call("HealthShow")).d1.memory;
    const answers = await Promise.all(files.map(({ evidence, content }) => put(innovator, evidence, content)));
    for (const [n, { evidence }] of files.entries()) {
      let answer = answers[n];
      // Another was being looked at: the bytes lie there, and are looked at when somebody asks.
      for (let tries = 0; answer.status === 503 && tries < 20; tries += 1) {
        refused(answer, "file_waits");
        assert.ok(Number(answer.header("retry-after")) > 0);
        answer = await put(innovator, evidence, Buffer.alloc(0));
      }
      ok(answer);
      assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
    }
    const after = (await innovator.call("HealthShow")).d1.memory;
    const more = Math.round((after - before) / MIB);
    assert.ok(more < 24, `${more} MB more`);
  });
});

describe("asking without bytes", () => {
  const content = jpeg(200_000);

  test("says that nothing has arrived, or completes what has", async () => {
    const evidence = await announce(innovator, own, content);
    refused(await put(innovator, evidence, Buffer.alloc(0)), "file_digest");
    // Everything was stored, then the answer was lost.
    refused(await put(innovator, evidence, content, { headers: { "x-harness-fault": "before:3" } }), "internal");
    assert.equal((await row(evidence)).stored_at, null);
    const saved = ok(await put(innovator, evidence, Buffer.alloc(0)));
    assert.deepEqual(ok(await put(innovator, evidence, Buffer.alloc(0))), saved);
    assert.deepEqual(ok(await put(innovator, evidence, content)), saved);
    assert.deepEqual(await actions(evidence), ["evidence.added", "evidence.stored"]);
    refused(await put(world.foreign, evidence, Buffer.alloc(0)), "forbidden");
  });

  test("never makes a refused file be taken; the same file may be chosen again", async () => {
    const bad = Buffer.concat([GOOD.jpg, Buffer.from("<html><script>alert(1)</script>")]);
    const before = await objects();
    const evidence = await announce(innovator, own, bad);
    refused(await put(innovator, evidence, bad), "file_mismatch");
    refused(await put(innovator, evidence, Buffer.alloc(0)), "file_mismatch");
    assert.deepEqual(await objects(), before, "nothing of it lies in the store");
    const again = await announce(innovator, own, bad);
    refused(await put(innovator, again, bad), "file_mismatch");
    assert.deepEqual(await server.rows("SELECT id FROM evidence WHERE sha256 = ?1 AND stored_at IS NOT NULL", sha256(bad)), [], "nothing is there, so nothing is called so");
  });
});

describe("what is said of a piece that was sent", () => {
  const shown = async (innovation, evidence) => (await innovator.do("RecordShow", { innovation })).evidence.find((it) => it.id === evidence);
  const said = (changes = {}) => ({ version: 1, purpose: { for: "monitoring" }, note: " Kader memeriksa lansia. ", on_site: false, tie: null, ...changes });
  const describe_ = (by, evidence, changes) => by.call("EvidenceDescribe", { evidence }, said(changes));

  test("is said anew by the team, with the version seen, and stands in the history", async () => {
    const innovation = await record(world);
    const evidence = await upload(innovator, innovation);
    ok(await describe_(innovator, evidence));
    const now = await shown(innovation, evidence);
    assert.deepEqual([now.purpose, now.note, now.on_site, now.version, now.tie], [{ for: "monitoring" }, "Kader memeriksa lansia.", false, 2, null]);
    refused(await describe_(agency, evidence, { note: "Yang lain." }), "stale_version", { current_version: 2 });
    refused(await describe_(innovator, evidence, { version: 2, note: "x".repeat(301) }), "text_too_long", { field: "note" });
    ok(await describe_(innovator, evidence, { version: 2, note: "", on_site: true }));
    const lines = (await innovator.all("HistoryList", { innovation })).filter((it) => it.action === "evidence.described");
    assert.deepEqual(
      lines.map((it) => [it.before, it.after]),
      [
        ["Pemantauan: Kader memeriksa lansia.", "Pemantauan · dilihat di lokasi"],
        ["Kemampuan berinovasi: Contoh bukti untuk uji. · dilihat di lokasi", "Pemantauan: Kader memeriksa lansia."],
      ],
    );
  });

  test("of two at the same moment one wins", async () => {
    const evidence = await upload(innovator, await record(world));
    const answers = await race(2, (n, options) => innovator.call("EvidenceDescribe", { evidence }, said({ note: `Keterangan ${n}` }), options));
    assert.deepEqual(answers.map((it) => it.status).sort(), [200, 409]);
  });

  test("ties it to a note, a line of the plan or a figure of this record, and to nothing of another", async () => {
    const innovation = await record(world);
    const other = await record(world);
    const evidence = await upload(innovator, innovation);
    const item = planItem();
    for (const [part, content] of [
      ["rencana", { type: "plan", value: [item] }],
      ["indikator", { type: "indicators", value: [{ name: "Lama layanan", unit: "hari", baseline: 1, target: 1, result: null, less_is_better: true }] }],
    ])
      await server.run(
        "INSERT INTO record_part (innovation_id, part, version, content, done, at, person_id) VALUES (?1, ?2, 1, ?3, 0, 1, ?4)",
        innovation, part, JSON.stringify(content), innovator.person,
      );
    const launch = { place: "Puskesmas contoh", ceremony: "informal", text: "Peluncuran contoh." };
    const [mine, theirs] = [await note(server, innovation, innovator.person, "launch", launch), await note(server, other, innovator.person, "launch", launch)];
    let version = 1;
    for (const tie of [{ to: "note", what: mine }, { to: "item", what: item.id }, { to: "indicator", what: "Lama layanan" }]) {
      ok(await describe_(innovator, evidence, { version, tie }));
      version += 1;
      assert.deepEqual((await shown(innovation, evidence)).tie, tie);
    }
    for (const tie of [{ to: "note", what: theirs }, { to: "item", what: uuid() }, { to: "indicator", what: "Entah" }])
      refused(await describe_(innovator, evidence, { version, tie }), "unknown_value", { field: "tie" });
  });
});

describe("the date", () => {
  const dated = (by, evidence, seen, captured_at) => by.call("EvidenceDate", { evidence }, { seen, captured_at });
  const shown = async (innovation, evidence) => (await innovator.do("RecordShow", { innovation })).evidence.find((it) => it.id === evidence);

  test("comes from the photo or the file, and is mended by a person, who is marked as its source", async () => {
    const innovation = await record(world, { listed: true });
    const taken = Date.UTC(2026, 5, 3, 2);
    const body = { ...announcement(GOOD.jpg), captured_at: taken, date_from: "photo" };
    await innovator.do("EvidenceAdd", { innovation }, body);
    ok(await put(innovator, body.id, GOOD.jpg));
    assert.deepEqual(await shown(innovation, body.id).then((it) => [it.captured_at, it.date_from]), [taken, "photo"]);
    const right = Date.UTC(2026, 4, 1, 2);
    ok(await dated(innovator, body.id, taken, right));
    assert.deepEqual(await shown(innovation, body.id).then((it) => [it.captured_at, it.date_from]), [right, "typed"]);
    refused(await dated(agency, body.id, taken, right - DAY), "stale_version");
    refused(await dated(innovator, body.id, right, Date.now() + DAY), "date_in_future", { field: "captured_at" });
    refused(await dated(innovator, body.id, right, Date.UTC(1989, 11, 30)), "date_too_early", { field: "captured_at" });
    for (const [captured_at, code] of [[Date.UTC(1985, 0, 1), "date_too_early"], [Date.now() + 3_600_000, "date_in_future"]])
      refused(await innovator.call("EvidenceAdd", { innovation }, { ...announcement(GOOD.jpg), captured_at, date_from: "typed" }), code, { field: "captured_at" });
    const { before_text: was, after_text: said, person_id: by } = await server.row("SELECT before_text, after_text, person_id FROM event WHERE subject_id = ?1 AND action = 'evidence.dated'", body.id);
    assert.match(was, /WIB$/);
    assert.deepEqual([said, by], ["Jumat, 1 Mei 2026 pukul 09.00 WIB", innovator.person]);
    assert.notEqual(was, said);
    await server.run("UPDATE innovation SET stage = NULL WHERE id = ?1", innovation);
  });

  test("says nothing of its source when an older app sent it", async () => {
    const evidence = await upload(innovator, own);
    assert.equal((await shown(own, evidence)).date_from, "file");
  });
});

test("a person adds at most 300 pieces and 300 MB within a day", async () => {
  const innovation = await record(world);
  const other = await record(world);
  const fill = (count, size) =>
    server.run(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?4)
       INSERT INTO evidence (id, innovation_id, purpose, name, kind, size, sha256, object_key, note, captured_at, on_site, person_id, announced_at, dropped_at)
       SELECT substr(?1, 1, 24) || printf('%012d', i), ?2, '{"for":"launch"}', 'contoh.jpg', 'jpg', ?5, ?6, ?1 || i, '', 1, 1, ?3, ?7, ?7 FROM n`,
      uuid(), other, innovator.person, count, size, "0".repeat(64), Date.now(),
    );
  const used = await server.row("SELECT count(*) AS n, ifnull(sum(size), 0) AS bytes FROM evidence WHERE person_id = ?1 AND announced_at > ?2", innovator.person, Date.now() - DAY);
  assert.ok(used.n < 300);
  await fill(299 - used.n, 1);
  const last = await announce(innovator, innovation);
  refused(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)), "evidence_day");
  refused(await innovator.call("EvidenceAdd", { innovation }, link()), "evidence_day");
  ok(await agency.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)));
  // What was taken away counts; a day later there is room again, as far as its bytes go.
  await innovator.do("EvidenceRemove", { evidence: last }, { reason: REASON });
  refused(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)), "evidence_day");
  await server.run("UPDATE evidence SET announced_at = announced_at - ?2 WHERE person_id = ?1", innovator.person, DAY + 1000);
  ok(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)));
  await fill(30, 10 * MIB);
  refused(await innovator.call("EvidenceAdd", { innovation }, announcement(GOOD.jpg)), "evidence_day");
  await server.run("UPDATE evidence SET announced_at = announced_at - ?2 WHERE person_id = ?1", innovator.person, DAY + 1000);
});
