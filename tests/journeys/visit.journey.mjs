// What the app costs on the line: a first visit, a return, a release that changes one file, a file that gets lost.
// (docs/decisions/0035-first-visit.md)
import { Client, ok } from "../api/support/client.mjs";
import { join, makeEdition } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { assets, counter } from "./support/counter.mjs";
import { axe, noSideways } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { password, person } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

const BASE = [assets.boot_js, assets.wasm, assets.css, assets.pages_css, assets.workspace_css, assets.theme_js];
const files = (...parts) => [...new Set(parts.flatMap((part) => assets.parts[part]))];
const paths = (seen) => seen.map((it) => it.path).filter((it) => it.startsWith("/assets/"));
const size = (seen) => seen.reduce((total, it) => total + it.size, 0);
const JUDGE = ["door", "home", "desk", "sheet", "own", "courier"];

let line, judge;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  await (await office(browser)).context.close();
  const coordinator = new Client(server, { name: "coordinator" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  judge = await join(server, coordinator, "judge", { edition: (await makeEdition(coordinator)).id });
});
test.beforeEach(async () => {
  line = await counter(process.env.KLISIDA_ORIGIN);
});
test.afterEach(() => line.stop());

/** Waits until the service worker has kept this many parts, as Setelan says it. */
const ready = (page, n, of) => expect(page.getByText(`Siap tanpa sinyal: ${n} dari ${of} bagian.`)).toBeVisible();

async function signIn(page) {
  await page.getByLabel("Nama pengguna").fill(judge.username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(judge.password);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/app/);
}

/** A judge's browser with everything kept that a judge needs. */
async function settled(browser) {
  const it = await person(browser, { onPhone: true });
  await it.page.goto(`${line.origin}/masuk`);
  await signIn(it.page);
  await it.page.goto(`${line.origin}/app/setelan`);
  await ready(it.page, 5, 5);
  return it;
}

/** The page as a whole: nothing lies under the bar at the bottom. */
async function whole(page, name) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 2400 });
  await axe(page, name);
  await noSideways(page, name);
  await page.setViewportSize(before);
}

const controlled = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active.state));

test("a visitor at the door fetches the base and the door, each once", async ({ browser }) => {
  const { context, page, eye } = await person(browser, { onPhone: true });
  await page.goto(`${line.origin}/masuk`);
  await expect(page.getByLabel("Nama pengguna")).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset.kept)).toBe("door");
  const seen = line.take();
  expect(paths(seen).sort()).toEqual([...BASE, assets.print_css, ...files("door")].sort());
  expect(seen.filter((it) => it.path === "/index.html")).toHaveLength(1);
  expect(size(seen), "brotli, quality 5").toBeLessThan(400_000);
  eye.calm();
  await context.close();
});

test("a judge's first visit brings the judge's parts, each file once, and nothing of others'", async ({ browser }) => {
  const { context, page, eye } = await settled(browser);
  const seen = line.take();
  expect(paths(seen).sort()).toEqual([...new Set([...BASE, assets.print_css, ...files(...JUDGE)])].sort());
  expect(size(seen), "brotli, quality 5").toBeLessThan(750_000);
  await whole(page, "settings: ready");

  // A return costs a look at the service worker and nothing of the app.
  await page.goto("about:blank");
  await page.goto(`${line.origin}/app/juri`);
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await page.goto(`${line.origin}/app/setelan`);
  await ready(page, 5, 5);
  expect(line.take().filter((it) => it.path !== "/sw.js")).toEqual([]);
  eye.calm();
  await context.close();
});

test("a release that changes one file brings that file and what names it", async ({ browser }) => {
  const { context, page } = await settled(browser);
  line.take();
  const [part, boot] = line.release(assets.parts.sheet[0]);
  await page.goto(`${line.origin}/app/juri`);
  await expect(page.getByText("Versi baru siap.")).toBeVisible();
  // The page that came from the network names the new files already: what it fetches is kept, and comes once.
  const seen = line.take();
  expect([...new Set(paths(seen))].sort()).toEqual([part, boot].sort());
  await page.getByRole("button", { name: "Muat ulang" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await context.setOffline(true);
  await page.goto(`${line.origin}/app/setelan`);
  await ready(page, 5, 5);
  await page.goto(`${line.origin}/app/juri`);
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await context.close();
});

test("one lost file does not undo the rest, and what is missing is said and can be fetched", async ({ browser }) => {
  const { context, page } = await person(browser, { onPhone: true });
  const [own] = assets.parts.sheet;
  line.lost.add(own);
  await page.goto(`${line.origin}/masuk`);
  await signIn(page);
  await page.goto(`${line.origin}/app/setelan`);
  await ready(page, 4, 5);
  await expect(page.getByText("Belum ada: lembar nilai.")).toBeVisible();
  await whole(page, "settings: a part is missing");
  line.lost.clear();
  line.take();
  await page.getByRole("button", { name: "Unduh sekarang" }).click();
  await ready(page, 5, 5);
  expect(paths(line.take())).toEqual([own]);
  await context.close();
});

test("who saves data fetches what they open, and the rest when they ask for it", async ({ browser }) => {
  const { context, page } = await person(browser, { onPhone: true });
  await context.addInitScript(() => Object.defineProperty(Object.getPrototypeOf(navigator.connection), "saveData", { get: () => true }));
  await page.goto(`${line.origin}/masuk`);
  await signIn(page);
  await controlled(page);
  await page.goto(`${line.origin}/app/setelan`);
  await expect(page.getByText("Penghemat data menyala", { exact: false })).toBeVisible();
  await expect(page.getByText(/^Belum ada: .*lembar nilai/)).toBeVisible();
  expect(paths(line.take())).not.toContain(assets.parts.sheet[0]);
  await page.getByRole("button", { name: "Unduh sekarang" }).click();
  await ready(page, 5, 5);
  await context.close();
});

test("without a network a public page is the one seen last, with its time; one never opened says so and leads on", async ({ browser }) => {
  const { context, page, eye } = await settled(browser);
  await page.goto(`${line.origin}/katalog`);
  await expect(page.getByRole("heading", { level: 1, name: "Katalog inovasi" })).toBeVisible();
  await expect(page.getByText("Tidak ada jaringan.")).toHaveCount(0);
  await expect.poll(() => page.evaluate(async () => Boolean(await caches.match("/katalog", { cacheName: "klisida-dilihat" })))).toBe(true);
  // For a minute the browser itself still has it, as fresh as anybody gets it.
  await (await context.newCDPSession(page)).send("Network.clearBrowserCache");
  await context.setOffline(true);
  await page.goto(`${line.origin}/katalog`);
  await expect(page.getByRole("heading", { level: 1, name: "Katalog inovasi" })).toBeVisible();
  await expect(page.getByText(/Ini halaman seperti terakhir dilihat, \d+ \S+ \d{4}.* WIB\./)).toBeVisible();
  await whole(page, "public page without a network");
  await page.goto(`${line.origin}/katalog?q=belum-pernah`);
  await expect(page.getByRole("heading", { level: 1, name: "Tidak ada jaringan" })).toBeVisible();
  await whole(page, "public page never opened");
  await page.getByRole("link", { name: "Ke beranda aplikasi" }).click();
  await expect(page).toHaveURL(/\/app$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await context.setOffline(false);
  await page.goto(`${line.origin}/katalog`);
  await expect(page.getByText("Tidak ada jaringan.")).toHaveCount(0);
  // What was read here goes with whoever leaves.
  await page.goto(`${line.origin}/masuk?keluar=bersih`);
  await expect.poll(() => page.evaluate(() => caches.has("klisida-dilihat"))).toBe(false);
  eye.calm();
  await context.close();
});
