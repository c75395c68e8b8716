// The public pages, looked at in both themes on phone and desk, and the pages of the app that need no work.
import { expect, test } from "./support/test.mjs";
import { station, targets } from "./support/look.mjs";
import { person } from "./support/people.mjs";

const pages = [
  ["/", "publik-beranda"],
  ["/katalog", "publik-katalog"],
  ["/katalog?q=tidakadayangsepertiini", "publik-katalog-nihil"],
  ["/papan", "publik-papan"],
  ["/bantuan", "publik-bantuan"],
  ["/bantuan/inovator", "publik-panduan"],
  ["/bantuan/administrator", "publik-panduan-tabel"],
  ["/privasi", "publik-privasi"],
  ["/aksesibilitas", "publik-aksesibilitas"],
  ["/tidak-ada", "publik-404"],
  ["/masuk", "masuk"],
];

for (const [path, name] of pages) {
  test(`${path} is whole, accessible and fits`, async ({ browser }) => {
    const visitor = await person(browser);
    const answer = await visitor.page.goto(path);
    expect(answer.status()).toBe(path === "/tidak-ada" ? 404 : 200);
    await expect(visitor.page.getByRole("heading", { level: 1 })).toBeVisible();
    await station(visitor.page, name);
    await targets(visitor.page, path);
    visitor.eye.calm();
    await visitor.context.close();
  });
}

test("an innovation and its agency are found by search and read without script", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
  const page = await context.newPage();
  await page.goto("/katalog");
  await page.getByLabel("Kata kunci").fill("e-lit boo");
  await page.getByRole("button", { name: "Cari", exact: true }).click();
  await page.getByRole("link", { name: /^e Lit Boo/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^e Lit Boo/ })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: /Puskesmas Jebus/ }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: /Puskesmas Jebus/ })).toBeVisible();
  await context.close();
});

test("a wrong password and an unknown name get one and the same answer", async ({ browser }) => {
  const visitor = await person(browser, { onPhone: true });
  await visitor.page.goto("/masuk");
  await visitor.page.getByLabel("Nama pengguna").fill("bukan.siapa");
  await visitor.page.getByLabel("Kata sandi", { exact: true }).fill("salah-sekali-ini");
  await visitor.page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(visitor.page.getByRole("main").getByRole("alert").getByText("Nama pengguna atau kata sandi tidak cocok.")).toBeVisible();
  await expect(visitor.page.getByLabel("Nama pengguna")).toHaveValue("bukan.siapa");
  await station(visitor.page, "masuk-ditolak");
  await visitor.context.close();
});

test("another link opened in the tab of a first one is looked at, and leaves the address too", async ({ page }) => {
  const [first, second] = ["x".repeat(43), "y".repeat(43)];
  const looked = (token) => page.waitForRequest((request) => request.url().endsWith("/api/v1/link/look") && request.postDataJSON().token === token);
  const one = looked(first);
  await page.goto(`/undangan#${first}`);
  await one;
  await expect(page.getByText("Tautan ini tidak berlaku lagi.")).toBeVisible();
  const two = looked(second);
  await page.evaluate((token) => (location.hash = token), second);
  await two;
  await expect.poll(() => page.url()).not.toContain(second);
});
