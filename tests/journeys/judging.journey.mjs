// A judge in a hurry on a phone: full sheets locked together, the bar that locks and goes on, a finger that taps twice.
import { Client, ok } from "../api/support/client.mjs";
import { innovations, join, makeEdition, score } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { station } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { password, person, signIn } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

const ENTRIES = 12;
const FULL = 10;
/** As the issue of taps was set: ten sheets, from the judge's list to the last receipt. */
const TAPS = 13;

let edition, judge, names;
test.beforeAll(async ({ browser }) => {
  await (await office(browser)).context.close();
  const coordinator = Object.assign(new Client(server, { name: "coordinator" }), { username: "rina" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  edition = await makeEdition(coordinator);
  const judges = [];
  for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "judge", { edition: edition.id }));
  [judge] = judges;
  const entries = await edition.enter(await innovations(coordinator, ENTRIES));
  await edition.assign(entries, judges);
  await edition.open();
  const shown = await edition.show();
  names = entries.map((id) => shown.entries.find((it) => it.id === id).name);
  for (const entry of entries.slice(0, FULL)) await score(judge, await edition.assignment(entry, judge), [60, 70, 80, 90, 50], { lock: false });
});

test("ten full sheets are looked over and locked with few taps", async ({ browser }) => {
  const { page, context, eye } = await person(browser, { onPhone: true });
  await signIn(page, judge);
  let taps = 0;
  const tap = async (target) => {
    taps += 1;
    await target.tap();
  };
  await tap(page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Penilaian" }));
  await tap(page.getByRole("link", { name: `Periksa dan kunci ${FULL} lembar` }));
  await expect(page.getByRole("heading", { level: 1, name: "Periksa dan kunci" })).toBeVisible();
  const list = page.getByRole("region", { name: "Lembar yang lengkap" });
  await expect(list.getByRole("listitem")).toHaveCount(FULL);
  await expect(list.getByRole("listitem").first()).toContainText("60 · 70 · 80 · 90 · 50");
  await station(page, "juri-kunci-banyak");
  await tap(page.getByRole("button", { name: `Kunci ${FULL} lembar` }));
  await expect(list.getByText(/^Terkunci · /)).toHaveCount(FULL);
  expect(taps).toBeLessThanOrEqual(TAPS);
  await page.getByRole("link", { name: "Ke daftar entri" }).tap();
  await expect(page.getByText(`${FULL} dari ${ENTRIES} terkunci`, { exact: false })).toBeVisible();
  eye.calm();
  await context.close();
});

test("a second tap in the same place does nothing on the next page; the full sheet's bar locks and goes on", async ({ browser }) => {
  const { page, context, eye } = await person(browser, { onPhone: true });
  await signIn(page, judge);
  const [next, last] = names.slice(FULL);
  await page.goto("/app/juri");
  await page.getByRole("link", { name: next }).tap();
  await expect(page.getByRole("heading", { level: 1, name: next })).toBeVisible();
  await page.keyboard.press("4");
  await expect(page.getByText("1 dari 5 terisi")).toBeVisible();
  await station(page, "lembar-dock");
  const bar = page.getByRole("button", { name: "Simpan dan lanjut" });
  const box = await bar.boundingBox();
  const at = [box.x + box.width / 2, box.y + box.height / 2];
  // As fast as a finger can: the second tap comes before or after the page has turned, and neither may turn another.
  await page.touchscreen.tap(...at);
  await page.touchscreen.tap(...at);
  await expect(page.getByRole("heading", { level: 1, name: last })).toBeVisible();
  await expect(page.getByText("0 dari 5 terisi")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: last }), "the second tap was meant for the page before").toBeVisible();
  for (const field of await page.getByRole("spinbutton", { name: /^Nilai / }).or(page.getByRole("textbox", { name: /^Nilai / })).all()) await field.fill("75");
  await expect(page.getByText("5 dari 5 terisi")).toBeVisible();
  await page.getByRole("button", { name: "Kunci dan lanjut" }).tap();
  await page.getByRole("dialog", { name: "Kunci nilai ini?" }).getByRole("button", { name: "Kunci sekarang" }).tap();
  await expect(page.getByRole("heading", { level: 1, name: next }), "on to what is still to be done").toBeVisible();
  eye.calm();
  await context.close();
});
