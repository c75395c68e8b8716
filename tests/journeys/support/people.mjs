// People of a journey: each in a browser of their own, doing things through the pages.
import { expect } from "@playwright/test";
import { watch } from "./look.mjs";

export const password = "mercusuar-muntok-1862";
const phone = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const desk = { viewport: { width: 1280, height: 900 } };

/** A browser of somebody's own. */
export async function person(browser, { onPhone = false } = {}) {
  const context = await browser.newContext({ ...(onPhone ? phone : desk), reducedMotion: "reduce" });
  const eye = watch(context);
  const page = await context.newPage();
  return { context, page, eye };
}

/** Uses a one-time link (`/undangan#…`): makes the account and stands on the home page. */
export async function redeem(page, token, { name, username }) {
  await page.goto(`/undangan#${token}`);
  await expect(page.getByRole("heading", { name: "Buat akun Anda" })).toBeVisible();
  expect(page.url(), "the secret leaves the address at once").not.toContain(token);
  await page.getByLabel("Nama", { exact: true }).fill(name);
  await page.getByLabel("Nama pengguna").fill(username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(password);
  await expect(page.getByLabel("Nama", { exact: true }), "nothing typed is lost").toHaveValue(name);
  await page.getByRole("button", { name: "Buat akun dan masuk" }).click();
  await expect(page).toHaveURL(/\/app$/);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

/** Signs in at the door, or at `address` when that leads to it. */
export async function signIn(page, { username, password: word }, address = "/masuk") {
  await page.goto(address);
  await page.getByLabel("Nama pengguna").fill(username);
  await page.getByLabel("Kata sandi", { exact: true }).fill(word);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(page).toHaveURL(/\/app/);
}

/** What can be read on the page in its own place: not in its frame, and not what is said to screen readers besides. */
export const told = (page, words, options) => page.getByRole("main").getByText(words, options).filter({ visible: true });

/** Waits until the server has what the form holds. "Di perangkat ini, belum terkirim" is not it. */
export const sent = (page) => expect(page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Terkirim/ })).toBeVisible();

/** The secret of the link that was just made on the page. */
export async function secret(page) {
  const shown = page.getByText(/\/undangan#[\w-]{43}/).last();
  await expect(shown).toBeVisible();
  return (await shown.textContent()).match(/#([\w-]{43})/)[1];
}

/** Goes to a page of the app by its address, without losing the session. */
export async function open(page, path, heading) {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
}
