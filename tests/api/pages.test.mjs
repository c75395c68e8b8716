// Public pages: complete documents without script, one h1, open graph, every link leads somewhere.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { standard } from "./support/standard.mjs";

let world, guest;
before(async () => {
  world = await standard();
  ({ guest } = world);
});
after(() => world?.server.stop());

const text = (html) =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&quot;", '"')
    .replace(/&#x?\w+;/g, (it) => String.fromCodePoint(it.startsWith("&#x") ? parseInt(it.slice(3), 16) : parseInt(it.slice(2), 10)))
    .replace(/\s+/g, " ");

async function page(path, status = 200) {
  const answer = await guest.page(path);
  assert.equal(answer.status, status, path);
  assert.match(answer.header("content-type"), /^text\/html; ?charset=utf-8/);
  const html = answer.text;
  assert.match(html, /^<!doctype html>/i, path);
  assert.match(html, /<html[^>]* lang="?id"?/, path);
  assert.match(html, /<title>[^<]{3,}<\/title>/, path);
  assert.match(html, /<meta name="?viewport"?/, path);
  assert.equal([...html.matchAll(/<h1[\s>]/g)].length, 1, `${path} has one h1`);
  assert.equal([...html.matchAll(/<main[\s>]/g)].length, 1, `${path} has one main`);
  // Attributes by name, their values taken out: what a visitor typed may stand in one.
  const tags = html.replace(/="[^"]*"/g, '=""');
  assert.doesNotMatch(tags, /<[^>]*\sstyle=/, `${path}: no style attribute`);
  assert.doesNotMatch(tags, /<[^>]*\son\w+=/, `${path}: no inline handler`);
  for (const [tag] of html.matchAll(/<script[^>]*>/g)) assert.match(tag, /\ssrc=/, `${path}: no inline script`);
  assert.doesNotMatch(html, /<style[\s>]/, `${path}: no inline style`);
  for (const [, url] of html.matchAll(/<(?:script|link|img|iframe|source)[^>]+(?:src|href)="?(https?:)?\/\/(?!klisida\.example)/g)) assert.fail(`${path} loads from elsewhere: ${url}`);
  assert.doesNotMatch(html, /\{\{|undefined|\[object|NaN|Option\(|Some\(|None\b/, `${path}: no leftover`);
  return { html, text: text(html), answer };
}

describe("the home page, help and rules", () => {
  for (const path of ["/", "/bantuan", "/bantuan/inovator", "/privasi", "/aksesibilitas", "/papan", "/katalog"]) {
    test(`${path} is a whole document with a description and open graph tags`, async () => {
      const { html } = await page(path);
      for (const name of ["og:title", "og:description", "og:type", "og:url", "og:site_name"]) assert.match(html, new RegExp(`<meta[^>]+property="?${name}"?`), `${path} ${name}`);
      assert.match(html, /<meta[^>]+name="?description"?/, path);
    });
  }

  test("anything else is the designed 404 with a way back and a code to quote", async () => {
    for (const path of ["/tidak/ada", "/admin", "/.git/config", "/.env", "/wp-login.php", "/index.php", "/api-docs", "/openapi.json", "/debug", "/papan/tidak-ada", "/inovasi/tidak-ada", "/instansi/tidak-ada", "/bantuan/tidak-ada", "/bantuan/README"]) {
      const { html } = await page(path, 404);
      assert.match(html, /href="?\/"?[\s>]/);
    }
  });
});

describe("the catalogue", () => {
  test("shows the count, pages, and a plain GET form with search and selects", async () => {
    const { html, text: words } = await page("/katalog");
    assert.ok(words.includes("293"), "how many there are");
    assert.match(html, /<form[^>]+method="?get"?/i);
    for (const name of ["q", "jenis", "wilayah", "instansi", "tahun", "tahap"]) assert.match(html, new RegExp(`name="?${name}"?`), name);
    assert.equal(new Set([...html.matchAll(/href="?\/inovasi\/([\w-]+)/g)].map((it) => it[1])).size, 24);
    assert.match(html, /href="?\/katalog\?sesudah=[0-9a-f]+/);
  });

  test("finds by folded words, kind, region, agency, year; keeps what was asked in the form", async () => {
    const { html, text: words } = await page("/katalog?q=SIDILAN%20cuti");
    assert.ok(words.includes("SIDILAN CUTI"));
    assert.match(html, /value="?SIDILAN cuti/);
    const region = await page("/katalog?wilayah=Kabupaten+Bangka+Barat");
    assert.ok(region.text.includes("13"));
    assert.match(region.html, /<option[^>]*selected[^>]*>\s*Kabupaten Bangka Barat|<option[^>]*value="Kabupaten Bangka Barat"[^>]*selected/);
    const undecided = await page("/katalog?jenis=belum");
    assert.ok(undecided.text.includes("60"));
    assert.ok(/belum ditentukan/i.test(undecided.text));
  });

  test("a stage narrows the list, is kept in the form and in the pages of the list", async () => {
    const outside = await page("/katalog?tahap=luar");
    assert.ok(outside.text.includes("293"), "everything imported is outside the clinic");
    assert.match(outside.html, /<option value="luar" selected/);
    assert.match(outside.html, /href="\/katalog\?tahap=luar&amp;sesudah=[0-9a-f]+"/);
    assert.ok((await page("/katalog?tahap=design")).text.includes("Tidak ada yang cocok"));
  });

  test("nothing found says so and offers a way on", async () => {
    const { text: words, html } = await page("/katalog?q=zzzzqqqq");
    assert.ok(/tidak ada|belum ada|tidak ditemukan|0 inovasi/i.test(words));
    assert.match(html, /href="?\/katalog"?/);
  });

  test("signs without a letter or digit find nothing and say why", async () => {
    for (const q of ["%", "_", "'", "😀"]) {
      const { text: words, html } = await page(`/katalog?q=${encodeURIComponent(q)}`);
      assert.ok(words.includes("Kata kunci tidak memuat huruf atau angka"), q);
      assert.doesNotMatch(html, /href="?\/inovasi\//, q);
    }
  });

  test("a misspelled word is asked back as the catalogue spells it, and the way leads to results", async () => {
    const { html, text: words } = await page("/katalog?q=puskesms");
    assert.ok(words.includes("Maksud Anda: “puskesmas”"), words.slice(0, 400));
    assert.match(html, /href="\/katalog\?q=puskesmas"/);
    assert.match((await page("/katalog?q=puskesmas")).html, /href="?\/inovasi\//);
    assert.ok(!(await page("/katalog?q=puskesmas")).text.includes("Maksud Anda"));
    assert.ok(!(await page("/katalog?q=zzzzqqqq")).text.includes("Maksud Anda"));
  });

  test("kind and year are searched: what no text holds is read as a filter, what some hold is offered", async () => {
    const read = await page("/katalog?q=metode%20jebus");
    assert.ok(read.text.includes("Tidak ada yang memuat “metode jebus”. Ini hasil untuk “jebus”, jenis Metode."), read.text.slice(0, 500));
    assert.match(read.html, /<option value="metode" selected/);
    assert.match(read.html, /href="?\/inovasi\//);
    const year = await page("/katalog?q=2022");
    assert.ok(/Ini hasil untuk tahun 2022|Maksud Anda: tahun 2022/.test(year.text), year.text.slice(0, 500));
  });

  test("whatever is typed is shown as text", async () => {
    const { html } = await page(`/katalog?q=${encodeURIComponent('"><script>alert(1)</script><img src=x onerror=alert(1)>')}`);
    assert.ok(!html.includes("<script>alert"));
    assert.ok(!html.includes("<img src=x"));
  });
});

describe("an innovation and an agency", () => {
  test("its page says what is known, with missing parts in words", async () => {
    const { items } = await world.coordinator.do("InnovationList", {}, undefined, { query: "?jenis=belum" });
    const { text: words, html } = await page(`/inovasi/${items[0].slug}`);
    assert.ok(words.includes(items[0].name));
    assert.ok(/belum ditentukan/i.test(words));
    assert.match(html, /<meta[^>]+property="?og:title"?/);
  });

  test("an agency's page lists its innovations; its code is found in any case and has one address", async () => {
    const { items } = await world.coordinator.do("InnovationList", {}, undefined, { query: "?instansi=PKM-JEBUS" });
    const { text: words } = await page("/instansi/pkm-jebus");
    assert.ok(items.every((it) => words.includes(it.name)));
    const upper = await guest.page("/instansi/PKM-JEBUS");
    assert.ok([200, 301, 308].includes(upper.status));
    if (upper.status !== 200) assert.equal(upper.header("location"), "/instansi/pkm-jebus");
  });

  test("an agency without innovations has a page too", async () => {
    const all = await world.coordinator.do("AgencyList");
    for (const { code, name } of all.slice(0, 58)) {
      const answer = await guest.page(`/instansi/${code.toLowerCase()}`);
      assert.equal(answer.status, 200, code);
      assert.ok(text(answer.text).includes(name), code);
    }
  });
});

describe("boards", () => {
  test("the published one: every row with rank, entry, agency, score, criteria and judges, readable without script", async () => {
    const { board } = await guest.do("BoardShow", { slug: world.published.slug });
    const { text: words, html } = await page(`/papan/${world.published.slug}`);
    for (const row of board.rows) {
      assert.ok(words.includes(row.name), row.name);
      assert.ok(words.includes(row.agency), row.agency);
      for (const value of [row.score, ...row.criteria]) assert.ok(words.includes(`${Math.floor(value / 100)},${String(value % 100).padStart(2, "0")}`), `${row.name} ${value}`);
    }
    assert.ok(words.includes(board.edition));
    assert.match(html, /href="?[^"\s>]*\/csv/);
    for (const name of ["og:title", "og:description"]) assert.match(html, new RegExp(`property="?${name}"?`));
  });

  test("the open one says that it is closed until published, and when", async () => {
    const { text: words } = await page(`/papan/${world.open.slug}`);
    assert.ok(/tertutup|belum diumumkan/i.test(words));
    assert.match(words, /\d{1,2} \p{L}+ 20\d\d pukul \d\d\.\d\d WIB/u);
  });

  test("the list names published and running editions and no draft", async () => {
    const { html } = await page("/papan");
    for (const it of [world.published, world.open, world.closed]) assert.ok(html.includes(`/papan/${it.slug}`), it.slug);
    for (const it of [world.draft, world.other]) assert.ok(!html.includes(it.slug));
  });
});

describe("for machines", () => {
  test("the sitemap names every page with the own origin, robots.txt names the sitemap and keeps the app out", async () => {
    const read = async (path) => {
      const map = await guest.page(path);
      assert.equal(map.status, 200, path);
      assert.match(map.header("content-type"), /xml/);
      return [...map.text.matchAll(/<loc>([^<]+)<\/loc>/g)].map((it) => it[1]);
    };
    const parts = await read("/sitemap.xml");
    assert.deepEqual(parts, ["https://klisida.example/sitemap-0.xml", "https://klisida.example/sitemap-1.xml"]);
    const urls = (await Promise.all(parts.map((it) => read(new URL(it).pathname)))).flat();
    for (const nowhere of ["/sitemap-2.xml", "/sitemap-01.xml", "/sitemap-x.xml"]) assert.equal((await guest.page(nowhere)).status, 404, nowhere);
    assert.ok(urls.every((it) => it.startsWith("https://klisida.example/")));
    assert.equal(urls.filter((it) => it.includes("/inovasi/")).length, 293);
    assert.ok(urls.includes(`https://klisida.example/papan/${world.published.slug}`));
    assert.ok(!urls.join().includes(world.draft.slug));
    assert.equal(new Set(urls).size, urls.length);
    const robots = await guest.page("/robots.txt");
    assert.match(robots.text, /Sitemap: https:\/\/klisida\.example\/sitemap\.xml/);
    assert.match(robots.text, /Disallow: \/(app|api)/);
  });

  test("every link of every page leads to a page: walked from the home page", async () => {
    const app = /^\/(masuk|undangan|app|assets|icons|manifest|sw\.js|favicon)/;
    const seen = new Set(["/"]);
    const queue = ["/"];
    const dead = [];
    while (queue.length > 0 && seen.size < 700) {
      const path = queue.shift();
      const answer = await guest.page(path);
      // A row of a board leads on to its innovation.
      const next = answer.status === 308 ? answer.header("location") : null;
      if (next?.startsWith("/") && !next.startsWith("//")) {
        if (!seen.has(next)) queue.push(next);
        seen.add(next);
        continue;
      }
      if (answer.status !== 200) {
        dead.push(`${path} ${answer.status}`);
        continue;
      }
      if (!/html/.test(answer.header("content-type"))) continue;
      // Searches multiply; their links are those of the plain catalogue.
      if (/^\/katalog\?(?!sesudah=[0-9a-f]+$)/.test(path)) continue;
      for (const [, link] of answer.text.matchAll(/<a\b[^>]*?\shref=(?:"([^"]*)"|([^\s>]+))/g).map((it) => [it[0], it[1] ?? it[2]])) {
        const plain = link.replaceAll("&amp;", "&").split("#")[0];
        if (plain === "" || /^(https:|mailto:|tel:)/.test(plain)) continue;
        assert.match(plain, /^\//, `${path} links to ${plain}`);
        if (!app.test(plain) && !seen.has(plain)) {
          seen.add(plain);
          queue.push(plain);
        }
      }
    }
    assert.deepEqual(dead, []);
    assert.ok(seen.size > 300, `${seen.size} pages`);
  });
});
