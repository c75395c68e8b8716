// After closing nobody changes a result alone: a judge's wrong mark, a judge taken off the panel, a judge's lost password.
// (C11, F34; docs/decisions/0028-second-person.md)
import { Client, ok } from "../api/support/client.mjs";
import { innovations, join, makeEdition, score } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { noSideways, station } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { open, password, person, signIn } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

let edition, coordinator, second, admin, judges;
/** A proposal on the home page, below the tasks that lead to it. */
const proposal = (page, words) => page.getByRole("region", { name: "Persetujuan orang kedua" }).getByRole("article").filter({ hasText: words });
const sheetOf = (judge) => edition.sheets[judge.person][0].id;

async function inside(browser, who, options) {
  const it = await person(browser, options);
  await signIn(it.page, who);
  return it;
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  await (await office(browser)).context.close();
  coordinator = new Client(server, { name: "coordinator" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  admin = new Client(server, { name: "administrator" });
  ok(await admin.call("SessionOpen", {}, { username: "ayu.admin", password, remember: false }));
  second = await join(server, admin, "coordinator", { name: "Dewi Koordinator Kedua" });
  edition = await makeEdition(coordinator);
  judges = [];
  for (let n = 0; n < 4; n += 1) judges.push(await join(server, coordinator, "judge", { edition: edition.id, name: `Juri Kedua ${n + 1}` }));
  edition.entries = await edition.enter(await innovations(coordinator, 3, ""));
  await edition.assign(edition.entries, judges);
  await edition.open();
  const shown = await edition.show();
  edition.sheets = Object.fromEntries(judges.map((judge) => [judge.person, shown.assignments.filter((it) => it.judge === judge.person)]));
  for (const [n, judge] of judges.entries()) for (const it of edition.sheets[judge.person]) await score(judge, it.id, [60 + n, 70, 65, 55, 75]);
  await edition.close();
});

test("a judge asks to mend a mark after closing; the coordinator sees which criterion and not to what, and approves", async ({ browser }) => {
  const [judge] = judges;
  const { page, context, eye } = await inside(browser, judge, { onPhone: true });
  await open(page, `/app/juri/${sheetOf(judge)}`, /./);
  await expect(page.getByRole("heading", { name: "Perbaikan nilai" })).toBeVisible();
  await page.getByRole("button", { name: "Isi perbaikan" }).click();
  // A half mark and no reason are told at their fields; nothing was sent.
  await page.getByLabel("Kemanfaatan, nilai baru").fill("7,5");
  await page.getByRole("button", { name: "Periksa dan ajukan" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await page.getByLabel("Kemanfaatan, nilai baru").fill("74");
  await page.getByLabel("Alasan", { exact: true }).fill("Angka tertukar dengan entri lain saat mengisi.");
  // Closed too early: what was typed comes back.
  await page.reload();
  await page.getByRole("button", { name: "Isi perbaikan" }).click();
  await expect(page.getByLabel("Kemanfaatan, nilai baru")).toHaveValue("74");
  await page.getByRole("button", { name: "Periksa dan ajukan" }).click();
  const dialog = page.getByRole("dialog", { name: "Ajukan perbaikan ini?" });
  await expect(dialog.getByRole("row", { name: /Kemanfaatan 70 74/ })).toBeVisible();
  await expect(dialog.getByRole("row", { name: /Kebaruan/ })).toHaveCount(0);
  await dialog.getByRole("button", { name: "Ajukan", exact: true }).click();
  await expect(page.getByText("Perbaikan menunggu koordinator.")).toBeVisible();
  await station(page, "perbaikan-nilai");

  const desk = await inside(browser, second);
  const card = proposal(desk.page, "Perbaikan lembar nilai oleh jurinya");
  await expect(card.getByText("Kriteria yang nilainya diganti: Kemanfaatan")).toBeVisible();
  // The name of the competition may have these digits in a longer number.
  await expect(card).not.toContainText(/(?<!\d)74(?!\d)/);
  await station(desk.page, "orang-kedua");
  await card.getByRole("button", { name: "Setujui" }).click();
  await desk.page.getByRole("dialog").getByRole("button", { name: "Setujui" }).click();
  await expect(card.getByText("Disetujui", { exact: true })).toBeVisible();

  await page.reload();
  await expect(page.getByText("Perbaikan disetujui.")).toBeVisible();
  await expect(page.getByLabel("Nilai Kemanfaatan", { exact: true })).toHaveValue("74");
  eye.calm();
  desk.eye.calm();
  await context.close();
  await desk.context.close();
});

test("once the marks were read, a judge leaves the panel only with a second person's word", async ({ browser }) => {
  const gone = judges[3];
  await edition.results();
  const desk = await person(browser);
  await signIn(desk.page, { username: "rina", password });
  await open(desk.page, `/app/kompetisi/${edition.id}/juri`, /./);
  const row = desk.page.getByRole("listitem").filter({ hasText: gone.fullName });
  await row.getByRole("button", { name: /Keluarkan/ }).click();
  const ask = desk.page.getByRole("dialog");
  await expect(ask).toContainText("setelah disetujui orang kedua");
  await ask.getByLabel("Alasan").fill("Juri ternyata pernah menjadi konsultan pengusul.");
  await ask.getByRole("button", { name: "Keluarkan dari panel" }).click();
  await expect(desk.page.getByText("Diajukan kepada orang kedua", { exact: false })).toBeVisible();
  // The proposer sees it wait and cannot approve it.
  await open(desk.page, "/app", /./);
  const own = proposal(desk.page, `Keluarkan juri dari panel: ${gone.fullName}`);
  await expect(own.getByText("Menunggu orang kedua")).toBeVisible();
  await expect(own.getByRole("button", { name: "Setujui" })).toHaveCount(0);
  await expect(own.getByRole("button", { name: "Ambil kembali" })).toBeVisible();

  const other = await inside(browser, second, { onPhone: true });
  const card = proposal(other.page, `Keluarkan juri dari panel: ${gone.fullName}`);
  await expect(card.getByText("Lembar nilai yang berubah: 3")).toBeVisible();
  // Refusing needs a reason, which the proposer reads.
  await card.getByRole("button", { name: "Tolak" }).click();
  await other.page.getByRole("dialog").getByLabel("Alasan").fill("Belum ada bukti tertulis.");
  await other.page.getByRole("dialog").getByRole("button", { name: "Tolak" }).click();
  await expect(card.getByText("Ditolak", { exact: true })).toBeVisible();
  await noSideways(other.page, "second person on a phone");
  await desk.page.reload();
  await expect(own.getByText("Belum ada bukti tertulis.", { exact: false })).toBeVisible();
  desk.eye.calm();
  other.eye.calm();
  await desk.context.close();
  await other.context.close();
});

test("a judge's account is recovered only with a second person, and the judge hears of it", async ({ browser }) => {
  const lost = judges[1];
  const boss = await person(browser);
  await signIn(boss.page, { username: "ayu.admin", password });
  await open(boss.page, `/app/akun/${lost.person}`, lost.fullName);
  await boss.page.getByRole("button", { name: /tautan pemulihan/ }).click();
  const ask = boss.page.getByRole("dialog");
  await ask.getByLabel("Bagaimana Anda memastikan orangnya?").fill("Juri menelepon, lupa kata sandi.");
  await ask.getByRole("button", { name: "Buat tautan" }).click();
  await expect(boss.page.getByText("Pengajuan menunggu administrator lain atau koordinator", { exact: false })).toBeVisible();

  const other = await inside(browser, lost, { onPhone: true });
  await expect(other.page.getByText("Pemulihan akun Anda diminta.", { exact: false })).toBeVisible();
  const card = proposal(other.page, "Pulihkan akun juri");
  await expect(card.getByRole("button", { name: "Setujui" })).toHaveCount(0);
  await station(other.page, "pemulihan-juri");
  await card.getByRole("button", { name: "Tolak" }).click();
  await other.page.getByRole("dialog").getByLabel("Alasan").fill("Saya tidak meminta ini.");
  await other.page.getByRole("dialog").getByRole("button", { name: "Tolak" }).click();
  await expect(other.page.getByText("Pemulihan akun Anda diminta.", { exact: false })).toHaveCount(0);
  boss.eye.calm();
  other.eye.calm();
  await boss.context.close();
  await other.context.close();
});
