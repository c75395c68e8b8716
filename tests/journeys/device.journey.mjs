// What a shared computer keeps of somebody: while they are signed in, after they left, and for whoever comes next.
// (B11, G08; docs/decisions/0025-sealed-devices.md)
import { Client, ok } from "../api/support/client.mjs";
import { canary } from "../api/support/ids.mjs";
import { from, innovations, makeEdition, join, sheet } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { axe, unfold } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { password, person, sent, signIn, told } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

let edition, one, two;
const mine = () => edition.sheets[one.person][0];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  await (await office(browser)).context.close();
  const coordinator = new Client(server, { name: "coordinator" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  const draft = await makeEdition(coordinator);
  const judges = [];
  for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "judge", { edition: draft.id }));
  const found = await innovations(coordinator, 3, "");
  draft.entries = await draft.enter(found);
  await draft.assign(draft.entries, judges);
  await draft.open();
  const shown = await draft.show();
  draft.sheets = Object.fromEntries(judges.map((judge) => [judge.person, shown.assignments.filter((it) => it.judge === judge.person)]));
  [edition, one, two] = [draft, ...judges];
});

async function signOut(page, choice) {
  await page.getByText("Menu", { exact: true }).click();
  await page.getByRole("button", { name: "Keluar", exact: true }).click();
  if (choice) await page.getByRole("button", { name: choice }).click();
  await expect(page).toHaveURL(/\/masuk\?keluar=/);
}

/** The score sheet of the first entry, with a note. */
async function write(page, assignment, mark, note) {
  await page.goto(`/app/juri/${assignment}`);
  await unfold(page, "Kebaruan");
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill(String(mark));
  const more = page.getByRole("button", { name: "Tambah catatan Kebaruan" });
  const field = page.getByLabel("Catatan Kebaruan");
  await expect(more.or(field)).toBeVisible();
  if (await more.isVisible()) await more.click();
  await field.fill(note);
}

/** Everything that scripts of this origin can find on the device, as text: bytes byte by byte. */
async function dump(page) {
  return page.evaluate(async () => {
    const bytes = (it) => Array.from(new Uint8Array(it), (byte) => String.fromCharCode(byte)).join("");
    const all = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((done, lost) => Object.assign(indexedDB.open(name), { onsuccess: (it) => done(it.target.result), onerror: lost }));
      for (const room of database.objectStoreNames) {
        const rows = await new Promise((done) => {
          const found = [];
          database.transaction(room).objectStore(room).openCursor().onsuccess = ({ target: { result: at } }) => {
            if (!at) return done(found);
            found.push([at.key, at.value]);
            at.continue();
          };
        });
        for (const [key, value] of rows) {
          const text = value instanceof ArrayBuffer ? bytes(value) : value instanceof CryptoKey ? `CryptoKey extractable=${value.extractable}` : String(value);
          all.push({ at: `${name}/${room}`, key: String(key), text });
        }
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const it of await cache.keys()) all.push({ at: `caches/${name}`, key: it.url, text: bytes(await (await cache.match(it)).arrayBuffer()) });
    }
    for (const [at, storage] of Object.entries({ localStorage, sessionStorage })) for (const key of Object.keys(storage)) all.push({ at, key, text: storage.getItem(key) });
    return all;
  });
}

/** No word of these is anywhere on the device, in UTF-8 or UTF-16. */
async function clean(page, words) {
  const found = await dump(page);
  for (const { at, key, text } of found)
    for (const word of words) {
      const forms = [word, Buffer.from(word, "utf8").toString("latin1"), Buffer.from(word, "utf16le").toString("latin1"), Buffer.from(word, "utf16le").swap16().toString("latin1")];
      for (const form of forms) expect(text.includes(form) || key.includes(form), `${at} ${key} holds ${word}`).toBe(false);
    }
  return found;
}

const drafts = (found) => found.filter((it) => /\/(drafts|files)$/.test(it.at));
const answers = (found) => found.filter((it) => it.at.endsWith("/cache"));

test("after a judge signed out no byte of a mark or a text is on the device", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  const note = canary("nilai");
  await signIn(page, one);
  await write(page, mine().id, 73, note);
  await sent(page);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  // While signed in: ciphertext, and a key that gives itself to nobody.
  const during = await dump(page);
  expect(drafts(during).length).toBeGreaterThan(0);
  for (const it of [...drafts(during), ...answers(during)]) expect(it.text.startsWith("~1."), `${it.at} ${it.key}`).toBe(true);
  expect(during.filter((it) => it.text.startsWith("CryptoKey")).map((it) => it.text)).toContain("CryptoKey extractable=false");
  expect(during.some((it) => it.text.includes("CryptoKey extractable=true"))).toBe(false);
  expect(during.some((it) => it.at.startsWith("caches/") && it.key.includes("/api"))).toBe(false);

  await signOut(page);
  await expect(page.getByText("Tidak ada isian Anda yang tertinggal di perangkat ini.")).toBeVisible();
  await axe(page, "door after leaving");
  const after = await clean(page, [note, one.fullName, one.username, "Kebaruan\":73", "kebaruan\":73"]);
  expect(drafts(after)).toEqual([]);
  expect(answers(after)).toEqual([]);
  expect(after.filter((it) => it.text.startsWith("CryptoKey") || it.key.startsWith("key/") || ["me", "ring"].includes(it.key))).toEqual([]);
  // That this browser is known stays: it opens nothing, and whoever signs in again here need not wait for others.
  expect((await context.cookies()).map((it) => it.name).filter((it) => it.startsWith("__Host-klisida"))).toEqual(["__Host-klisida-peramban"]);
  eye.calm();
  await context.close();
});

test("unsent work stays as ciphertext: not opened, not seen and not sent by the next person, sent by its own", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  const note = canary("luring");
  await signIn(page, one);
  await write(page, mine().id, 61, canary("dulu"));
  await sent(page);
  await page.reload();
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("61");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await unfold(page, "Kebaruan");
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill("64");
  await page.getByLabel("Catatan Kebaruan").fill(note);
  await expect(page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Di perangkat ini \d/ })).toBeVisible();
  // Without signal the server cannot be told, and the person goes all the same.
  await signOut(page, "Keluar, simpan isian di perangkat ini");
  await expect(page.getByText("Isian yang belum terkirim terkunci di perangkat ini.", { exact: false })).toBeVisible();
  const left = await clean(page, [note, one.fullName, one.username]);
  expect(drafts(left)).toHaveLength(1);
  expect(drafts(left)[0].text).toMatch(/^~1\.[0-9a-f-]{36}\.[A-Za-z0-9+/=]+$/);
  expect(answers(left)).toEqual([]);
  expect(left.some((it) => it.text.startsWith("CryptoKey"))).toBe(false);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeHidden();
  await expect(page.getByText(one.fullName)).toHaveCount(0);

  // Next contact: the session ends before anybody is recognised by its cookie.
  await context.setOffline(false);
  await page.goto("/app");
  await expect(page).toHaveURL(/\/masuk/);
  // By the cookie, or at the server, where the farewell may have arrived although its answer did not.
  const over = async () => !(await context.cookies()).some((it) => it.name === "__Host-klisida") || (await context.request.get("/api/v1/session")).status() === 401;
  await expect.poll(over).toBe(true);

  const writes = [];
  page.on("request", (it) => it.method() !== "GET" && writes.push(`${it.method()} ${new URL(it.url()).pathname}`));
  await signIn(page, two);
  await page.goto("/app/kiriman");
  await expect(page.getByText(/Semua terkirim/)).toBeVisible();
  await expect(page.getByText(/belum terkirim$/)).toHaveCount(0);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await clean(page, [note]);
  await signOut(page);
  expect(writes.filter((it) => it.includes("/judging/")), "nothing of the first judge went out").toEqual([]);
  expect(drafts(await dump(page)), "and it still lies there").toHaveLength(1);

  await signIn(page, one);
  await page.goto(`/app/juri/${mine().id}`);
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("64");
  await expect(page.getByLabel("Catatan Kebaruan")).toHaveValue(note);
  await expect.poll(async () => JSON.stringify((await one.do("SheetShow", { assignment: mine().id })).sheet)).toContain(note);
  await signOut(page);
  expect(drafts(await dump(page))).toEqual([]);
  eye.calm();
  await context.close();
});

test("a device without room: leaving says what cannot be kept, and whoever leaves all the same is gone", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  const note = canary("penuh");
  await signIn(page, one);
  await page.goto(`/app/juri/${mine().id}`);
  await unfold(page, "Kebaruan");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  // As browsers refuse when no room is left.
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill("58");
  await expect(page.getByText("Penyimpanan di perangkat ini penuh.", { exact: false }).first()).toBeVisible();
  const more = page.getByRole("button", { name: "Tambah catatan Kebaruan" });
  if (await more.isVisible()) await more.click();
  await page.getByLabel("Catatan Kebaruan").fill(note);

  await page.getByText("Menu", { exact: true }).click();
  await page.getByRole("button", { name: "Keluar", exact: true }).click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await dialog.getByRole("button", { name: "Keluar, simpan isian di perangkat ini" }).click();
  await expect(dialog.getByRole("alert").or(dialog.getByText("Penyimpanan di perangkat ini penuh", { exact: false })).first()).toBeVisible();
  await axe(page, "leaving a full device");
  await expect(page, "still here, nothing was thrown away").toHaveURL(new RegExp(`/app/juri/${mine().id}$`));
  await dialog.getByRole("button", { name: "Batal" }).click();
  await expect(page.getByLabel("Catatan Kebaruan")).toHaveValue(note);

  // Leaving all the same: not even the mark that the server still has to be told fits on the device.
  await page.getByText("Menu", { exact: true }).click();
  await page.getByRole("button", { name: "Keluar", exact: true }).click();
  await page.getByRole("button", { name: "Keluar dan hapus isian" }).click();
  await expect(page).toHaveURL(/\/masuk\?keluar=bersih/);
  await clean(page, [note, one.fullName, one.username]);
  await context.setOffline(false);
  await page.goto("/app");
  await expect(page).toHaveURL(/\/masuk/);
  await expect(page.getByText(one.fullName)).toHaveCount(0);
  const over = async () => !(await context.cookies()).some((it) => it.name === "__Host-klisida") || (await context.request.get("/api/v1/session")).status() === 401;
  await expect.poll(over).toBe(true);
  eye.calm();
  await context.close();
});

for (const locks of [true, false])
  test(`two tabs of one judge: both texts are kept, one is chosen, each is sent once (${locks ? "the browser's locks" : "a lease in the store"})`, async ({ browser }) => {
    const { page, context, eye } = await person(browser);
    // Tabs that hear nothing of each other, as where the browser has no channel.
    await context.addInitScript(() => delete globalThis.BroadcastChannel);
    if (!locks) await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
    const assignment = edition.sheets[one.person][locks ? 1 : 2].id;
    const [first, second] = [canary("tab-satu"), canary("tab-dua")];
    await signIn(page, one);
    expect(await page.evaluate(() => typeof navigator.locks)).toBe(locks ? "object" : "undefined");
    await write(page, assignment, 70, canary("awal"));
    await sent(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto(`/app/juri/${assignment}`);
      await expect(tab.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("70");
      await unfold(tab, "Kebaruan");
      await expect(tab.getByLabel("Catatan Kebaruan")).toBeVisible();
    }
    const taken = [];
    context.on("response", async (it) => {
      const request = it.request();
      if (request.method() === "PUT" && it.status() === 200) taken.push([(await request.allHeaders())["idempotency-key"], request.postData()]);
    });
    await context.setOffline(true);
    await page.getByLabel("Catatan Kebaruan").fill(first);
    await expect(page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Di perangkat ini \d/ })).toBeVisible();
    await other.getByLabel("Catatan Kebaruan").fill(second);
    await expect(other.getByRole("heading", { name: "Lembar ini juga berubah di tempat lain" })).toBeVisible();
    await expect(other.getByText(first)).toBeVisible();
    await context.setOffline(false);
    await other.getByRole("button", { name: "Semua: di perangkat ini" }).click();
    await sent(other);
    await expect.poll(async () => (await one.do("SheetShow", { assignment })).sheet.notes.kebaruan).toBe(second);
    // Looked at again, the first tab has the choice that was made in the second.
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await expect(page.getByLabel("Catatan Kebaruan")).toHaveValue(second);
    await expect(page.getByRole("heading", { name: "Lembar ini juga berubah di tempat lain" })).toHaveCount(0);
    const keys = taken.map(([key]) => key);
    expect(new Set(keys).size, JSON.stringify(taken)).toBe(keys.length);
    expect(new Set(taken.map(([, body]) => body)).size, JSON.stringify(taken)).toBe(taken.length);
    eye.calm();
    await context.close();
  });

test("two tabs of one judge see each other, and different criteria need no choice", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  const assignment = edition.sheets[one.person].at(-1).id;
  await signIn(page, one);
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(`/app/juri/${assignment}`);
    await expect(tab.getByLabel("Nilai Memberi solusi", { exact: true })).toBeVisible();
  }
  await page.getByLabel("Nilai Memberi solusi", { exact: true }).fill("81");
  await page.getByLabel("Nilai Kompatibilitas", { exact: true }).focus();
  await expect(other.getByLabel("Nilai Memberi solusi", { exact: true }), "without being looked at again").toHaveValue("81");
  await context.setOffline(true);
  await page.getByLabel("Nilai Kompatibilitas", { exact: true }).fill("72");
  await other.getByLabel("Nilai Dapat direplikasikan", { exact: true }).fill("63");
  await other.getByRole("heading", { level: 1 }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await context.setOffline(false);
  for (const tab of [page, other]) {
    await expect(tab.getByLabel("Nilai Kompatibilitas", { exact: true })).toHaveValue("72");
    await expect(tab.getByLabel("Nilai Dapat direplikasikan", { exact: true })).toHaveValue("63");
    await expect(tab.getByRole("heading", { name: "Lembar ini juga berubah di tempat lain" })).toHaveCount(0);
  }
  await expect.poll(async () => (await one.do("SheetShow", { assignment })).sheet.marks).toMatchObject({ solusi: 81, replikasi: 63, kompatibilitas: 72 });
  eye.calm();
  await context.close();
});

test("a refused write whose page was left stays in the outbox with its text, until it is thrown away there", async ({ browser }) => {
  const { page, context } = await person(browser);
  const coordinator = new Client(server, { name: "coordinator" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  const guest = await join(server, coordinator, "innovator", { home: from("DINKES") });
  await signIn(page, guest);
  await page.goto("/app/hadir");
  await page.getByLabel("Kode kegiatan").fill("ZZZZZZ");
  let release;
  const left = new Promise((done) => (release = done));
  await page.route("**/api/v1/check-in", async (route) => {
    await left;
    await route.continue();
  });
  const asked = page.waitForRequest("**/api/v1/check-in");
  await page.getByRole("button", { name: "Catat kehadiran saya" }).click();
  await asked;
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Kegiatan", exact: true }).click();
  await expect(page.getByLabel("Kode kegiatan")).toHaveCount(0);
  release();
  await expect(page.getByRole("banner").getByRole("link", { name: "1 belum terkirim" })).toBeVisible();
  await page.goto("/app/kiriman");
  await expect(page.getByText("Belum diterima")).toBeVisible();
  await expect(page.getByText("Kode kegiatan tidak dikenal.", { exact: false })).toBeVisible();
  await page.getByText("Isi yang Anda tulis").click();
  await expect(page.getByText("ZZZZZZ", { exact: true })).toBeVisible();
  await axe(page, "outbox with a refused write");
  // Its own page offers to mend it.
  await page.goto("/app/hadir");
  await expect(page.getByText("Kode kegiatan tidak dikenal.", { exact: false })).toBeVisible();
  await context.close();
});

test("thrown away is thrown away", async ({ browser }) => {
  const { page, context } = await person(browser);
  await signIn(page, one);
  await write(page, mine().id, 50, canary("tetap"));
  await sent(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("50");
  await context.setOffline(true);
  await unfold(page, "Kebaruan");
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill("51");
  await expect(page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Di perangkat ini \d/ })).toBeVisible();
  await signOut(page, "Keluar dan hapus isian");
  expect(drafts(await dump(page))).toEqual([]);
  await context.setOffline(false);
  await signIn(page, one);
  await page.goto(`/app/juri/${mine().id}`);
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("50");
  await context.close();
});

test("without signal the app opens for whoever is signed in, and for nobody once the cookie is gone", async ({ browser }) => {
  const { page, context } = await person(browser);
  await signIn(page, one);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await context.setOffline(true);
  await page.goto("/app/juri");
  await page.getByText("Menu", { exact: true }).click();
  await expect(page.getByRole("banner").getByText(one.fullName)).toBeVisible();
  await context.clearCookies();
  await page.goto("/app/juri");
  await expect(told(page, "Belum tersambung.")).toBeVisible();
  await expect(page.getByText(one.fullName)).toHaveCount(0);
  const left = await clean(page, [one.fullName, one.username]);
  expect(answers(left)).toEqual([]);
  expect(left.some((it) => it.text.startsWith("CryptoKey"))).toBe(false);
  await context.close();
});

test("the device's memory ends at the session's own limit", async ({ browser }) => {
  const { page, context } = await person(browser);
  await page.clock.install();
  await signIn(page, one);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await context.setOffline(true);
  await page.clock.setFixedTime(Date.now() + 11 * 3_600_000);
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await page.clock.setFixedTime(Date.now() + 12 * 3_600_000 + 1_000);
  await page.goto("/app/juri");
  await expect(told(page, "Belum tersambung.")).toBeVisible();
  await context.close();
});

test("a second tab follows: out with its person, over to the next one", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  await signIn(page, one);
  const other = await context.newPage();
  await other.goto(`/app/juri/${mine().id}`);
  await expect(other.getByLabel("Nilai Kebaruan", { exact: true })).toBeAttached();
  await signOut(page);
  await expect(other).toHaveURL(/\/masuk/);
  await expect(other.getByLabel("Nilai Kebaruan", { exact: true })).toHaveCount(0);
  await signIn(other, one);
  // The cookie changes hands beside a tab that heard nothing: it notices when it is looked at again.
  await other.evaluate(
    ([username, word]) =>
      fetch("/api/v1/session", { method: "POST", headers: { "content-type": "application/json", "x-klisida": "1" }, body: JSON.stringify({ username, password: word, remember: false }) }),
    [two.username, two.password],
  );
  await other.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(other.getByLabel("Kata sandi", { exact: true })).toHaveCount(0);
  await expect(other.getByText(`Selamat bekerja, ${two.fullName}`)).toBeVisible();
  eye.calm();
  await context.close();
});

test("ended from elsewhere with unsent work there: said so, locked, and back after the own sign-in", async ({ browser }) => {
  const { page, context } = await person(browser);
  const note = canary("diakhiri");
  await signIn(page, one);
  await write(page, mine().id, 58, canary("awal"));
  await sent(page);
  const { session } = await page.evaluate(async () => (await fetch("/api/v1/session")).json());
  await one.do("DeviceEnd", { session }, {});
  await page.getByLabel("Catatan Kebaruan").fill(note);
  const dialog = page.getByRole("dialog", { name: "Masuk lagi untuk mengirim" });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByText("dikunci di perangkat ini", { exact: false })).toBeVisible();
  await expect.poll(async () => (await dump(page)).some((it) => it.text.startsWith("CryptoKey"))).toBe(false);
  await clean(page, [note, one.fullName]);
  await page.goto("/app");
  await expect(page).toHaveURL(/\/masuk/);
  expect(drafts(await clean(page, [note])).length).toBeGreaterThan(0);
  await signIn(page, one);
  await expect.poll(async () => JSON.stringify((await one.do("SheetShow", { assignment: mine().id })).sheet)).toContain(note);
  await context.close();
});

test("what an earlier version kept in clear is sealed and sent by its own person, and its answers are gone", async ({ browser }) => {
  const { page, context } = await person(browser);
  const [note, sealed] = [canary("lama"), canary("bungkus")];
  const assignment = edition.sheets[one.person][1].id;
  await page.goto("/masuk");
  await expect(page.getByLabel("Nama pengguna")).toBeVisible();
  const { item, sheet: base } = await one.do("SheetShow", { assignment });
  const draft = { sheet: sheet([10, 20, 30, 40, 50], { kebaruan: note }), base, version: item.version, state: item.sheet, changed_at: Date.now(), sent_at: null, parcel: null, stale: false, clashes: [], refusal: null, stamp: [7, 1] };
  await page.evaluate(
    async ([who, at, record, kept]) => {
      const database = await new Promise((done) => (indexedDB.open("klisida").onsuccess = (it) => done(it.target.result)));
      const put = (room, key, value) => new Promise((done) => (database.transaction(room, "readwrite").objectStore(room).put(value, key).onsuccess = done));
      await put("drafts", `${who}/sheet/${at}`, record);
      await put("drafts", `${who}/form/lama`, "rusak");
      await put("cache", `${who}/desk`, kept);
      await put("cache", `00000000-0000-7000-8000-000000000000/desk`, kept);
      await put("profile", "me", JSON.stringify({ person: who, name: "Orang Lama" }));
      database.close();
    },
    [one.person, assignment, JSON.stringify({ title: "Entri lama", draft }), JSON.stringify({ at: 1, data: sealed })],
  );
  await page.goto("/app");
  await expect(page).toHaveURL(/\/masuk/);
  await clean(page, [sealed, "Orang Lama"]);
  await signIn(page, one);
  await expect.poll(async () => JSON.stringify((await one.do("SheetShow", { assignment })).sheet)).toContain(note);
  const found = await clean(page, [note, sealed]);
  for (const it of drafts(found)) expect(it.text.startsWith("~1."), it.key).toBe(true);
  await context.close();
});

test("the whole address survives signing in, and no address off the site does", async ({ browser }) => {
  const { page, context } = await person(browser);
  await page.goto("/app/hadir?kode=AB12CD&x=1#bagian");
  await expect(page).toHaveURL(/\/masuk\?ke=/);
  await signIn(page, one, page.url());
  await expect(page).toHaveURL(/\/app\/hadir\?kode=AB12CD&x=1#bagian$/);
  for (const bad of ["//lain.example/app/x", "https://lain.example/app/", "/app/../../lain", "/\\lain.example", "javascript:alert(1)"]) {
    await page.goto(`/masuk?ke=${encodeURIComponent(bad)}`);
    await expect(page, bad).toHaveURL(`${process.env.KLISIDA_ORIGIN}/app`);
  }
  await context.close();
});

