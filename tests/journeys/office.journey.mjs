// The office around a competition: who only follows it, a new one from an earlier one, links that were lost.
import { Client, ok } from "../api/support/client.mjs";
import { innovations, join, makeEdition } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { station } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { open, password, person, secret, signIn } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

let coordinator, edition, leader;
test.beforeAll(async ({ browser }) => {
  await (await office(browser)).context.close();
  coordinator = Object.assign(new Client(server, { name: "coordinator" }), { username: "rina" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  edition = await makeEdition(coordinator, { entries: await innovations(coordinator, 3) });
  const admin = new Client(server, { name: "administrator" });
  ok(await admin.call("SessionOpen", {}, { username: "ayu.admin", password, remember: false }));
  leader = await join(server, admin, "leadership");
});

test("who follows a competition sees its progress and, once it is out, its result; no part and no button that is never theirs", async ({ browser }) => {
  const { page, context, eye } = await person(browser, { onPhone: true });
  await signIn(page, leader);
  await open(page, `/app/kompetisi/${edition.id}`, edition.name);
  const parts = page.getByRole("navigation", { name: "Bagian kompetisi" });
  await expect(parts.getByRole("link", { name: "Hasil" })).toBeVisible();
  await expect(parts.getByRole("link", { name: "Riwayat" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Tutup penilaian" })).toHaveCount(0);
  await parts.getByRole("link", { name: "Hasil" }).click();
  await expect(page.getByRole("heading", { name: "Hasil belum diumumkan" })).toBeVisible();
  await station(page, "hasil-pemantau");
  eye.calm();
  await context.close();
});

test("a new competition begins with the rules of an earlier one, and a lost link is made again beside Cabut", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  await signIn(page, { username: "rina", password });
  await open(page, "/app/kompetisi/baru", "Kompetisi baru");
  await page.getByLabel("Mulai dari kompetisi terdahulu").selectOption({ label: edition.name });
  await page.getByRole("button", { name: "Salin aturannya" }).click();
  await expect(page.getByText("Aturan disalin. Periksa nama dan tanggalnya.").first()).toBeVisible();
  await station(page, "kompetisi-salinan");

  await open(page, `/app/kompetisi/${edition.id}/juri`, "Juri");
  await page.getByLabel("Untuk siapa").fill("Bu Sari");
  await page.getByLabel("Asal juri").selectOption("luar");
  await page.getByRole("button", { name: "Buat tautan undangan" }).click();
  await expect(page.getByRole("heading", { name: "Tautan sudah jadi untuk Bu Sari" })).toBeVisible();
  const first = await secret(page);
  await page.getByRole("button", { name: "Buat ulang tautan Bu Sari" }).click();
  await expect.poll(() => secret(page)).not.toBe(first);
  await expect.poll(async () => (await new Client(server).call("LinkLook", {}, { token: first })).status, "the one before is dead").toBe(410);
  eye.calm();
  await context.close();
});
