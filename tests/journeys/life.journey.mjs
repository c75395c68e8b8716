// Cases from life: what trips people elsewhere, tried through the pages.
import { fileURLToPath } from "node:url";
import { Client, ok } from "../api/support/client.mjs";
import { uuid } from "../api/support/ids.mjs";
import { planActivity } from "../api/support/seed.mjs";
import { from, innovations, join, makeEdition } from "../api/support/world.mjs";
import { server } from "./support/api.mjs";
import { axe, unfold } from "./support/look.mjs";
import { office } from "./support/office.mjs";
import { open, password, person, sent, signIn, told } from "./support/people.mjs";
import { expect, test } from "./support/test.mjs";

const file = (name) => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));

let coordinator, judge, edition, assignments;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  await (await office(browser)).context.close();
  coordinator = new Client(server, { name: "coordinator" });
  ok(await coordinator.call("SessionOpen", {}, { username: "rina", password, remember: false }));
  edition = await makeEdition(coordinator);
  const judges = [];
  for (let n = 0; n < 3; n += 1) judges.push(await join(server, coordinator, "judge", { edition: edition.id }));
  edition.entries = await edition.enter(await innovations(coordinator, 12));
  await edition.assign(edition.entries, judges);
  await edition.open();
  const shown = await edition.show();
  judge = judges[0];
  assignments = shown.assignments.filter((it) => it.judge === judge.person).map((it) => it.id);
});

async function asJudge(page, path, heading) {
  await signIn(page, judge);
  await page.goto(path);
  if (heading) await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
}

test("half a mark never becomes a mark: 8,5 and 82,5 leave the 70 that was there, on the device and at the server", async ({ browser }) => {
  const { page, context, eye } = await person(browser, { onPhone: true });
  const [assignment] = assignments;
  const stored = async () => (await judge.do("SheetShow", { assignment })).sheet.marks.kebaruan ?? null;
  await asJudge(page, `/app/juri/${assignment}`);
  const field = page.getByLabel("Nilai Kebaruan", { exact: true });
  const away = page.getByLabel("Nilai Kemanfaatan", { exact: true });
  await field.fill("70");
  await away.focus();
  await expect.poll(stored).toBe(70);
  for (const text of ["8,5", "82,5", "101"]) {
    await unfold(page, "Kebaruan");
    await field.fill("");
    await field.pressSequentially(text);
    await away.focus();
    await expect(page.getByText("Nilai sebelumnya, 70, tetap dipakai.", { exact: false })).toBeVisible();
    await expect(field, "to be mended where it stands").toHaveValue(text);
  }
  // Nobody goes on past it: the sheet stays, with the focus in the field.
  await page.getByRole("button", { name: "Simpan dan lanjut" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("101");

  await unfold(page, "Kebaruan");
  // Typed with pauses: 8 is a mark until the comma comes, then the one before is back, and the text stays as it is typed.
  await field.fill("");
  await field.pressSequentially("8");
  await expect.poll(stored).toBe(8);
  await field.press(",");
  await expect.poll(stored).toBe(70);
  await expect(field).toHaveValue("8,");
  await field.press("5");
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await expect(field).toHaveValue("8,5");
  await away.focus();
  await expect(field).toHaveValue("8,5");
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  // The next mark goes out: whatever was stored of the refused ones would have gone before it.
  await away.fill("61");
  await field.focus();
  await expect.poll(async () => (await judge.do("SheetShow", { assignment })).sheet.marks.kemanfaatan ?? null).toBe(61);
  expect(await stored()).toBe(70);
  // What has its mark folds while the judge works on.
  await expect(page.getByRole("button", { name: "Ubah nilai Kemanfaatan" })).toBeVisible();
  await page.reload();
  await expect(field).toHaveValue("70");
  // What has its mark is one line; the disclosure opens it.
  const line = page.getByRole("group", { name: /Kebaruan/ });
  await expect(line).toContainText("1. Kebaruan · Baik · 70");
  await expect(field).toBeHidden();
  await line.getByRole("button", { name: "Ubah nilai Kebaruan" }).press("Enter");
  await expect(line.getByRole("radio", { name: /^Baik/ })).toBeFocused();

  // A pause in the middle counts as finished, and what then turns out to be no mark brings the old one back.
  await field.fill("");
  await field.pressSequentially("8");
  await expect.poll(stored).toBe(8);
  await field.pressSequentially(",5");
  await unfold(page, "Kemanfaatan");
  await expect(field).toHaveValue("8,5");
  await expect.poll(stored).toBe(70);

  // Emptied and left, the criterion has no mark any more.
  await unfold(page, "Kebaruan");
  await field.fill("");
  await unfold(page, "Kemanfaatan");
  await expect.poll(stored).toBe(null);
  await expect(page.getByText("1 dari 5 terisi")).toBeVisible();
  // Emptied and the page closed at once: so is it, and in the field that still has the focus after a pause, too.
  await away.fill("");
  await expect(page.getByText("0 dari 5 terisi")).toBeVisible();
  await away.fill("61");
  await field.focus();
  await expect(page.getByText("1 dari 5 terisi")).toBeVisible();
  await unfold(page, "Kemanfaatan");
  await away.fill("");
  await page.reload();
  await expect(page.getByText("0 dari 5 terisi")).toBeVisible();
  eye.calm();
  await context.close();
});

test("text from a word processor in a note is stored as plain text with the marks beside it", async ({ browser }) => {
  const { page, context } = await person(browser);
  const [, assignment] = assignments;
  await asJudge(page, `/app/juri/${assignment}`);
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill("64");
  await page.getByRole("button", { name: "Tambah catatan Kebaruan" }).click();
  const note = page.getByLabel("Catatan Kebaruan");
  await note.fill("Antrean turun\u000bmenjadi 3 hari \u0093cepat\u0094");
  const sheet = async () => {
    const { marks, notes } = (await judge.do("SheetShow", { assignment })).sheet;
    return [marks.kebaruan, notes.kebaruan];
  };
  await expect.poll(sheet).toEqual([64, "Antrean turun\nmenjadi 3 hari “cepat”"]);
  await sent(page);
  await context.close();
});

test("back from a sheet the judge's list stands where it was, with the focus on its row", async ({ browser }) => {
  const { page, context } = await person(browser, { onPhone: true });
  await asJudge(page, "/app/juri", "Penilaian");
  const row = page.locator(`a[href$="${assignments[9]}"]`).last();
  await row.scrollIntoViewIfNeeded();
  await row.click();
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toBeVisible();
  await page.goBack();
  await expect(row).toBeFocused();
  await expect(row).toBeInViewport();
  await context.close();
});

test("a dialog that is cancelled by keyboard gives the focus back to its button", async ({ browser }) => {
  const { page, context } = await person(browser);
  await asJudge(page, `/app/juri/${assignments[3]}`);
  const button = page.getByRole("button", { name: /hubungan dengan entri ini/ });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Batal" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await context.close();
});

test("files as offices have them: Windows letters are said and kept, a title above the columns is asked about", async ({ browser }) => {
  const { page, context, eye } = await person(browser);
  await signIn(page, { username: "rina", password });
  await open(page, "/app/impor", "Impor data");
  const choose = async (name) => {
    await page.locator("input[type=file]").setInputFiles(file(name));
    await page.getByRole("button", { name: "Periksa berkas" }).click();
    await expect(page.getByRole("heading", { name: "Pratinjau" })).toBeVisible();
  };
  await choose("import-windows-1252.csv");
  await expect(page.getByText("Huruf dibaca sebagai Windows-1252.")).toBeVisible();
  for (const name of ["Gerakan Jum’at Sehat “Sehati”", "Pojok Baca – Pulau Kecil", "Kafé Data Desa"]) await expect(page.getByRole("cell", { name })).toBeVisible();
  await expect(page.getByText("�")).toHaveCount(0);
  await expect(page.getByText("Tidak ada baris yang ditolak.")).toBeVisible();

  await choose("import-several-faults.csv");
  await expect(page.getByText("Huruf dibaca sebagai Windows-1252.")).toBeHidden();
  await expect(page.getByRole("heading", { name: "Ditolak: 2 baris, 5 kesalahan" })).toBeVisible();

  await choose("import-title-row.csv");
  await expect(page.getByText("Judul kolom di baris 3?")).toBeVisible();
  const write = page.getByRole("button", { name: "Tambahkan 2 baris" });
  await expect(write).toHaveAttribute("aria-disabled", "true");
  await axe(page, "import with a title");
  await page.getByLabel("Ya, judul kolom di baris 3").check();
  await write.click();
  await expect(page.getByText("Impor selesai.")).toBeVisible();
  eye.calm();
  await context.close();
});

test("a photo keeps the date that its camera wrote, which can be mended; a refused file may be chosen again", async ({ browser }) => {
  const writer = await join(server, coordinator, "innovator", { home: from("DINKES") });
  const innovation = uuid();
  await writer.do("RecordCreate", {}, { id: innovation, name: `Catatan foto contoh ${innovation.slice(0, 8)}`, idea: "Satu kalimat contoh.", kind: null, agency: null });
  const { page, context, eye } = await person(browser, { onPhone: true });
  await signIn(page, writer);
  await open(page, `/app/inovasi/${innovation}/bukti`, /Bukti/);
  const files = page.locator("input[type=file][multiple]");

  await files.setInputFiles(file("exif-date.jpg"));
  const stored = page.getByRole("region", { name: "Bukti tersimpan" });
  await expect(stored.getByText("(tanggal dari foto)", { exact: false })).toBeVisible();
  await expect(stored.getByText("1 Mei 2024", { exact: false })).toBeVisible();
  await stored.getByRole("button", { name: /^Ralat tanggal/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Tanggal dan jam").fill("1985-01-01T08:00");
  await dialog.getByRole("button", { name: "Simpan tanggal" }).click();
  await expect(dialog.getByRole("alert").getByText("Paling awal 1 Januari 1990")).toBeVisible();
  await axe(page, "date of evidence");
  await dialog.getByLabel("Tanggal dan jam").fill("2026-02-01T08:00");
  await dialog.getByRole("button", { name: "Simpan tanggal" }).click();
  await expect(stored.getByText("1 Februari 2026", { exact: false })).toBeVisible();
  await expect(stored.getByText("(tanggal diisi sendiri)", { exact: false })).toBeVisible();

  const bad = { name: "surat.pdf", mimeType: "application/pdf", buffer: Buffer.from("<!doctype html><p>Bukan PDF.</p>".repeat(20)) };
  await files.setInputFiles(bad);
  const refused = told(page, /tidak sesuai dengan jenisnya/);
  await expect(refused).toBeVisible();
  await files.setInputFiles(bad);
  await expect(page.getByRole("dialog", { name: "Berkas ini sudah ada" })).toHaveCount(0);
  await expect(refused).toBeVisible();
  eye.calm();
  await context.close();
});

test("a check-in without signal arrives by itself; a code that is refused is mended on the same page", async ({ browser }) => {
  const guest = await join(server, coordinator, "innovator", { home: from("DINKES") });
  const { id, code } = await planActivity({ clinic: coordinator });
  const present = async () => (await coordinator.do("ActivityShow", { activity: id })).attendance.length;
  const { page, context, eye } = await person(browser, { onPhone: true });
  await signIn(page, guest);
  await open(page, "/app/hadir", "Hadir");
  await page.evaluate(() => navigator.serviceWorker.ready);
  const field = page.getByLabel("Kode kegiatan");
  const press = page.getByRole("button", { name: "Catat kehadiran saya" });
  // The title stands before the part of the app is there; without signal it would not come any more.
  await expect(field).toBeVisible();

  // A slip of the finger, typed without signal.
  const wrong = code.replace(/.$/, (it) => (it === "A" ? "B" : "A"));
  await context.setOffline(true);
  await field.fill(wrong);
  await press.click();
  await expect(page.getByText("Akan dicatat saat ada sinyal.", { exact: true })).toBeVisible();
  await expect(page.getByText("✓ Kehadiran Anda tercatat.")).toHaveCount(0);
  await context.setOffline(false);
  const refused = page.getByRole("alert").filter({ hasText: `Kode ${wrong} belum diterima.` });
  await expect(refused).toBeVisible();
  await expect(page.getByText("Akan dicatat saat ada sinyal.", { exact: true })).toHaveCount(0);
  expect(await present()).toBe(0);
  await axe(page, "check-in refused");
  await refused.getByRole("button", { name: "Perbaiki kode" }).click();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(wrong);
  await expect(refused).toHaveCount(0);

  await context.setOffline(true);
  await field.fill(code);
  await press.click();
  await expect(page.getByText("Akan dicatat saat ada sinyal.", { exact: true })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("✓ Kehadiran Anda tercatat.")).toBeVisible();
  await expect(page.getByText("Akan dicatat saat ada sinyal.", { exact: true })).toHaveCount(0);
  expect(await present()).toBe(1);
  eye.calm();
  await context.close();
});
