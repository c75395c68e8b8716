// The office that every journey needs: an administrator, a coordinator, the real agencies and innovations. Made by
// whichever journey comes first; later ones sign in.
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { open, password, person, redeem, secret, signIn } from "./people.mjs";

const file = (name) => fileURLToPath(new URL(`../../../data/${name}`, import.meta.url));

/** Imports a file of the repository after its preview. */
export async function importFile(page, source, name, rows) {
  await open(page, "/app/impor", "Impor data");
  await page.getByRole("radio", { name: new RegExp(`^${source}`) }).check();
  await page.locator("input[type=file]").setInputFiles(file(name));
  await page.getByRole("button", { name: "Periksa berkas" }).click();
  await page.getByRole("button", { name: `Tambahkan ${rows} baris` }).click();
  await expect(page.getByText("Impor selesai.")).toBeVisible();
}

/** Invites somebody from a desk and answers the link's secret. */
export async function invite(page, role, home) {
  await open(page, "/app/akun/undangan", "Undangan");
  await page.getByLabel("Peran").selectOption({ label: role });
  const from = page.getByLabel("Asal");
  await expect(from.locator("option", { hasText: home })).toBeAttached();
  await from.selectOption({ label: home });
  await page.getByRole("button", { name: "Buat undangan" }).click();
  return secret(page);
}

/** The coordinator of BAPPERIDA, signed in at a desk; everything that she needs is there. */
export async function office(browser) {
  const it = await person(browser);
  const { page } = it;
  await page.goto(`/undangan#${process.env.KLISIDA_BOOTSTRAP}`);
  const fresh = page.getByRole("heading", { name: "Buat akun Anda" });
  const used = page.getByText(/tidak berlaku lagi/);
  await expect(fresh.or(used)).toBeVisible();
  if (await fresh.isVisible()) {
    const admin = await person(browser);
    await redeem(admin.page, process.env.KLISIDA_BOOTSTRAP, { name: "Ayu Admin", username: "ayu.admin" });
    const token = await invite(admin.page, "Koordinator BAPPERIDA", "Luar daerah");
    // Another fragment alone is no new page.
    await page.goto("about:blank");
    await redeem(page, token, { name: "Rina Koordinator", username: "rina" });
    await admin.context.close();
    await importFile(page, "Instansi", "agencies.csv", 58);
    await importFile(page, "Inovasi", "innovations.csv", 293);
  } else {
    await signIn(page, { username: "rina", password });
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
  return it;
}
