// The main job, whole and real: a coordinator makes a competition out of twelve real innovations, four
// judges score them on their phones, and everybody sees the board, with figures worked out by hand.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "./support/test.mjs";
import { axe, focusIsSeen, station, targets, unfold } from "./support/look.mjs";
import { board, criteria, marks, panel } from "./support/marks.mjs";
import { open, password, person, redeem, secret, sent, signIn, told } from "./support/people.mjs";

const file = (name) => fileURLToPath(new URL(`../../data/${name}`, import.meta.url));
const edition = "Kompetisi Inovasi Uji 2026";
const judges = { A: "Arum Juri", B: "Bayu Juri", C: "Citra Juri", D: "Dedi Juri" };
// One story, a test a station: the people in it keep their browsers to the end, and after a station that failed the rest is
// not run.
test.describe.configure({ mode: "serial", timeout: 300_000 });
const people = {};
const names = [];
let address = "";

async function join(browser, key, token, name, username, onPhone) {
  people[key] = await person(browser, { onPhone });
  await redeem(people[key].page, token, { name, username });
  return people[key].page;
}

/** Asks a question in a dialog and confirms it. */
async function confirm(page, title, action, reason, label = "Alasan") {
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog).toBeVisible();
  if (reason) await dialog.getByLabel(label).fill(reason);
  await dialog.getByRole("button", { name: action }).click();
  await expect(dialog).toBeHidden();
}

test("the first administrator comes in by the one-time link and invites a coordinator", async ({ browser }) => {
  const page = await join(browser, "admin", process.env.KLISIDA_BOOTSTRAP, "Ayu Admin", "ayu.admin", false);
  await station(page, "beranda-admin");
  await open(page, "/app/akun/undangan", "Undangan");
  await page.getByLabel("Peran").selectOption({ label: "Koordinator BAPPERIDA" });
  await page.getByLabel("Asal").selectOption({ label: "Luar daerah" });
  await page.getByRole("button", { name: "Buat undangan" }).click();
  const token = await secret(page);
  await station(page, "undangan-dibuat");
  await join(browser, "office", token, "Rina Koordinator", "rina", false);
  await open(page, "/app/akun", "Akun");
  await expect(page.getByText("Rina Koordinator")).toBeVisible();
  await station(page, "akun");
});

test("the coordinator imports the real agencies and innovations after a preview", async () => {
  const { page } = people.office;
  for (const [source, name, rows] of [
    ["Instansi", "agencies.csv", 58],
    ["Inovasi", "innovations.csv", 293],
  ]) {
    await open(page, "/app/impor", "Impor data");
    await page.getByRole("radio", { name: new RegExp(`^${source}`) }).check();
    await page.locator("input[type=file]").setInputFiles(file(name));
    await page.getByRole("button", { name: "Periksa berkas" }).click();
    const write = page.getByRole("button", { name: `Tambahkan ${rows} baris` });
    await expect(write).toBeVisible();
    if (rows === 293) await station(page, "impor-pratinjau");
    await write.click();
    await expect(page.getByText("Impor selesai.")).toBeVisible();
  }
  const catalogue = await people.office.context.newPage();
  await catalogue.goto("/katalog");
  await expect(catalogue.getByText("293 inovasi")).toBeVisible();
  await catalogue.close();
});

test("the coordinator makes an edition of twelve real innovations", async () => {
  const { page } = people.office;
  await open(page, "/app/kompetisi", "Kompetisi");
  await page.getByRole("main").getByRole("link", { name: "Buat kompetisi" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kompetisi baru" })).toBeVisible();
  await page.getByLabel("Nama kompetisi").fill(edition);
  await page.getByRole("radio", { name: /Terbuka/ }).check();
  const wib = (ms) => new Date(Date.now() + 7 * 3_600_000 + ms).toISOString().slice(0, 16);
  await page.getByLabel("Penilaian dibuka").fill(wib(-60_000));
  await page.getByLabel("Penilaian ditutup").fill(wib(3 * 86_400_000));
  await station(page, "kompetisi-baru");
  // A weight that does not fit is refused where it stands, and nothing typed is lost.
  const weight = page.getByRole("textbox", { name: /Kebaruan/ });
  await weight.fill("25");
  await page.getByRole("button", { name: "Buat kompetisi" }).click();
  await expect(page.getByRole("main").getByRole("alert").getByText("Jumlah bobot harus tepat 100 %.")).toBeVisible();
  await expect(page.getByLabel("Nama kompetisi")).toHaveValue(edition);
  await station(page, "kompetisi-baru-ditolak");
  await weight.fill("20");
  await page.getByRole("button", { name: "Buat kompetisi" }).click();
  await expect(page.getByRole("heading", { level: 1, name: edition })).toBeVisible();
  address = new URL(page.url()).pathname;

  await open(page, `${address}/entri`, "Entri");
  await station(page, "entri-kosong");
  await page.getByRole("button", { name: "Tambah entri dari katalog" }).click();
  await page.getByLabel("Wilayah").fill("Kabupaten Bangka Barat");
  await page.getByRole("button", { name: "Cari", exact: true }).click();
  await expect(page.getByText("13 inovasi cocok")).toBeVisible();
  const boxes = page.getByRole("region", { name: "Tambah entri dari katalog" }).locator("label.check");
  for (let n = 0; n < 12; n += 1) {
    names.push((await boxes.nth(n).locator("span").textContent()).trim());
    await boxes.nth(n).getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: "Tambahkan 12 entri" }).click();
  await expect(page.getByText("12 entri ditambahkan.", { exact: false })).toBeVisible();
  await expect(page.getByRole("link", { name: `E-12 ${names[11]}` })).toBeVisible();
  await station(page, "entri");

  // What judges read is taken from the record and completed by hand.
  await page.getByRole("link", { name: `E-01 ${names[0]}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: names[0] })).toBeVisible();
  await page.getByLabel(/^Ringkasan/).fill("Edukasi kesehatan disiarkan langsung, warga bertanya dari rumah. Bahan ini dikarang untuk pengujian.");
  await station(page, "entri-bahan");
  await page.getByRole("button", { name: /^Simpan/ }).click();
  await sent(page);
  // An entry begins empty, and an empty one does not open: each gets a line of its own.
  for (let n = 2; n <= 12; n += 1) {
    await page.getByRole("navigation", { name: "Entri lain" }).getByRole("link", { name: `Berikutnya: E-${String(n).padStart(2, "0")} ${names[n - 1]}` }).click();
    await expect(page.getByRole("heading", { level: 1, name: names[n - 1] })).toBeVisible();
    await page.getByLabel(/^Ringkasan/).fill(`Ringkasan entri ke-${n}, dikarang untuk pengujian.`);
    await page.getByRole("button", { name: /^Simpan/ }).click();
    await sent(page);
  }
});

test("four judges come by invitation, each on an own phone", async ({ browser }) => {
  const { page } = people.office;
  for (const [key, name] of Object.entries(judges)) {
    await open(page, `${address}/juri`, "Juri");
    await page.getByLabel("Untuk siapa").fill(name);
    await page.getByLabel("Asal juri").selectOption({ label: "Luar daerah (akademisi, praktisi, provinsi)" });
    await page.getByRole("button", { name: "Buat tautan undangan" }).click();
    const token = await secret(page);
    if (key === "A") await station(page, "juri-undangan");
    await join(browser, key, token, name, `juri.${key.toLowerCase()}`, true);
  }
  await open(page, `${address}/juri`, "Juri");
  await expect(page.getByText("4 juri di panel.", { exact: false })).toBeVisible();
  await station(page, "juri");
  await station(people.A.page, "beranda-juri-kosong");
});

test("judges are assigned in the matrix, as one unit, and the edition opens", async () => {
  const { page } = people.office;
  await open(page, `${address}/penugasan`, "Penugasan");
  for (let n = 1; n <= 12; n += 1) {
    for (const key of panel(n)) {
      await page.getByRole("checkbox", { name: `${judges[key]} menilai ${label(n)}` }).check();
    }
  }
  await expect(page.getByText("36 perubahan belum diterapkan")).toBeVisible();
  await station(page, "penugasan");
  // Ticks that are not applied are kept as every form is: counted, named, and there again after a walk to another page.
  await open(page, `${address}/juri`, "Juri");
  await expect(page.getByRole("banner").getByRole("link", { name: "1 belum terkirim" })).toBeVisible();
  await open(page, `${address}/penugasan`, "Penugasan");
  await expect(page.getByText("36 perubahan belum diterapkan")).toBeVisible();
  await page.getByRole("button", { name: "Periksa dan terapkan" }).click();
  const dialog = page.getByRole("dialog", { name: "Periksa perubahan penugasan" });
  await expect(dialog).toBeVisible();
  await axe(page, "assignment preview");
  await dialog.getByRole("button", { name: "Terapkan" }).click();
  await expect(page.getByText("36 perubahan penugasan diterapkan.")).toBeVisible();

  // What is typed and was not sent is not frozen out: it is counted, named, and opening waits for it.
  const typed = "Bahan kedua diketik dan tidak disimpan. Dikarang untuk pengujian.";
  await open(page, `${address}/entri`, "Entri");
  await page.getByRole("link", { name: label(2) }).click();
  await page.getByLabel(/^Ringkasan/).fill(typed);
  await expect(page.getByRole("banner").getByRole("link", { name: "1 belum terkirim" })).toBeVisible();
  await open(page, address, edition);
  await page.getByRole("button", { name: "Buka kompetisi" }).click();
  const asked = page.getByRole("dialog", { name: "Buka kompetisi ini?" });
  await asked.getByRole("button", { name: "Buka kompetisi" }).click();
  await expect(asked.getByText(`Belum dikirim dari perangkat ini: Bahan entri: ${names[1]}.`, { exact: false })).toBeVisible();
  await axe(page, "opening with unsent text");
  await asked.getByRole("button", { name: "Batal" }).click();
  await page.getByRole("banner").getByRole("link", { name: "1 belum terkirim" }).click();
  await station(page, "kiriman-bahan");
  await page.getByRole("link", { name: `Bahan entri: ${names[1]}` }).click();
  await expect(page.getByLabel(/^Ringkasan/)).toHaveValue(typed);
  await page.getByRole("button", { name: /^Simpan/ }).click();
  await sent(page);

  await open(page, address, edition);
  await station(page, "kompetisi-siap");
  await page.getByRole("button", { name: "Buka kompetisi" }).click();
  // What it freezes is said, and what is incomplete must be known.
  const opening = page.getByRole("dialog", { name: "Buka kompetisi ini?" });
  await expect(opening.getByText("Kebaruan 20 %", { exact: false })).toBeVisible();
  await expect(opening.getByText("12 entri belum lengkap.", { exact: false })).toBeVisible();
  await opening.getByRole("button", { name: "Buka kompetisi" }).click();
  await expect(opening.getByText("Ada entri yang bahannya belum lengkap.", { exact: false })).toBeVisible();
  await axe(page, "opening with incomplete dossiers");
  await opening.getByRole("checkbox", { name: /Buka walau 12 entri belum lengkap/ }).check();
  await opening.getByRole("button", { name: "Buka kompetisi" }).click();
  await expect(page.getByText("Giliran: juri menilai")).toBeVisible();
});

const label = (n) => `E-${String(n).padStart(2, "0")} ${names[n - 1]}`;

/** Opens the sheet of entry n from the judge's list. */
async function sheet(page, n) {
  // On a phone the sheet's own bar stands where the navigation was: back leads to the list.
  const back = page.getByRole("link", { name: "Antrean" });
  const way = page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Penilaian" });
  if (await back.isVisible()) await back.click();
  else if (!new URL(page.url()).pathname.endsWith("/app/juri")) await way.click();
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await page.getByRole("link", { name: names[n - 1] }).click();
  await expect(page.getByRole("heading", { level: 1, name: names[n - 1] })).toBeVisible();
  await expect(page.getByText("0 dari 5 terisi").or(page.getByText(/[1-5] dari 5 terisi/))).toBeVisible();
}

/** Types the five marks. */
async function score(page, key, n) {
  for (const [index, mark] of marks(key, n).entries()) {
    await unfold(page, criteria[index]);
    await page.getByLabel(`Nilai ${criteria[index]}`, { exact: true }).fill(String(mark));
  }
  await expect(page.getByText("5 dari 5 terisi")).toBeVisible();
}

async function lock(page) {
  await page.getByRole("button", { name: "Kunci nilai" }).click();
  const dialog = page.getByRole("dialog", { name: "Kunci nilai ini?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Kunci sekarang" }).click();
  await expect(page.getByRole("heading", { name: "Nilai terkunci" })).toBeVisible();
}

const entries = (key) => Array.from({ length: 12 }, (_, index) => index + 1).filter((n) => panel(n).includes(key));

test("judge A scores by bands and fine tuning, and locks with a receipt", async () => {
  const { page } = people.A;
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await station(page, "juri-daftar");
  const [first, ...rest] = entries("A");
  await sheet(page, first);
  await station(page, "lembar-kosong");
  for (const [index, mark] of marks("A", first).entries()) {
    const group = page.getByRole("group", { name: new RegExp(`${index + 1}\\. ${criteria[index]}`) });
    const band = ["Sangat kurang", "Kurang", "Cukup", "Baik", "Sangat baik"][Math.max(0, Math.ceil(mark / 20) - 1)];
    await group.getByRole("radio", { name: new RegExp(`^${band}`) }).check();
    const field = page.getByLabel(`Nilai ${criteria[index]}`, { exact: true });
    for (let now = Number(await field.inputValue()); now !== mark; now += Math.sign(mark - now)) {
      await page.getByRole("button", { name: `${mark > now ? "Tambah" : "Kurangi"} satu, ${criteria[index]}` }).click();
    }
    await expect(field).toHaveValue(String(mark));
  }
  // A mark that is none is refused where it stands; the one before stays.
  const field = page.getByLabel("Nilai Kebaruan", { exact: true });
  await unfold(page, "Kebaruan");
  await field.fill("101");
  await expect(page.getByText("Nilai harus antara 0 dan 100.", { exact: false })).toBeVisible();
  await field.fill(String(marks("A", first)[0]));
  await page.getByRole("button", { name: "Tambah catatan Kebaruan" }).click();
  await page.getByLabel("Catatan Kebaruan").fill("Beda dengan cara lama terlihat jelas.");
  await sent(page);
  await station(page, "lembar-nilai");
  await targets(page, "score sheet");
  await focusIsSeen(page, "score sheet");
  await lock(page);
  await station(page, "lembar-terkunci");
  for (const n of rest) {
    await sheet(page, n);
    await score(page, "A", n);
    await lock(page);
  }
});

test("judge B loses the network in the middle; everything arrives once it is back", async () => {
  const { page, context } = people.B;
  await page.goto("/app/juri");
  await page.getByRole("button", { name: /luring$/ }).click();
  await expect(page.locator("#announcer")).toHaveText("Tersimpan untuk luring.");
  const [first, second, third, ...rest] = entries("B");
  await sheet(page, first);
  await score(page, "B", first);
  await lock(page);
  // The guide comes by itself, for the time without signal.
  const guide = () => page.evaluate(async () => Boolean(await caches.match("/bantuan/juri")));
  await expect.poll(guide, { timeout: 60_000 }).toBe(true);
  await context.setOffline(true);
  for (const n of [second, third]) {
    await sheet(page, n);
    await score(page, "B", n);
    await expect(page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Di perangkat ini \d/ })).toBeVisible();
  }
  await station(page, "lembar-luring", { fullPage: false });
  await page.goto("/app/kiriman");
  await expect(page.getByRole("heading", { level: 1, name: "Kiriman" })).toBeVisible();
  await expect(told(page, names[second - 1])).toBeVisible();
  await station(page, "kiriman");
  await page.goto("/app/juri");
  await page.getByRole("contentinfo").getByRole("link", { name: "Bantuan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Panduan juri" })).toBeVisible();
  await expect(page.getByText("Ini halaman seperti terakhir dilihat", { exact: false })).toBeVisible();
  await station(page, "panduan-luring");
  await page.goto("/app/kiriman");
  await context.setOffline(false);
  await expect(page.getByText(/Semua terkirim/)).toBeVisible();
  for (const n of [second, third]) {
    await sheet(page, n);
    await expect(page.getByText("5 dari 5 terisi")).toBeVisible();
    await lock(page);
  }
  for (const n of rest) {
    await sheet(page, n);
    await score(page, "B", n);
    await lock(page);
  }
});

test("judge C closes the tab and returns; the sheet is as it was", async () => {
  const it = people.C;
  await it.page.goto("/app/juri");
  const [first, ...rest] = entries("C");
  await sheet(it.page, first);
  await it.context.setOffline(true);
  await score(it.page, "C", first);
  await expect(it.page.getByRole("main").getByRole("status").filter({ hasText: /^\s*Di perangkat ini \d/ })).toBeVisible();
  await it.page.close();
  await it.context.setOffline(false);
  it.page = await it.context.newPage();
  await it.page.goto("/app/juri");
  await sheet(it.page, first);
  await expect(it.page.getByText("5 dari 5 terisi")).toBeVisible();
  for (const [index, mark] of marks("C", first).entries()) {
    await expect(it.page.getByLabel(`Nilai ${criteria[index]}`, { exact: true })).toHaveValue(String(mark));
  }
  await sent(it.page);
  await lock(it.page);
  for (const n of rest) {
    await sheet(it.page, n);
    await score(it.page, "C", n);
    await lock(it.page);
  }
});

test("a stale tab gets both texts and loses neither", async () => {
  const { context, page } = people.D;
  const [first] = entries("D");
  await page.goto("/app/juri");
  await sheet(page, first);
  // The same judge on a second device: a browser of its own with the same account.
  const second = await person(context.browser(), { onPhone: true });
  people.D2 = second;
  await signIn(second.page, { username: "juri.d", password });
  await second.page.goto("/app/juri");
  await sheet(second.page, first);
  await second.page.getByLabel("Nilai Kebaruan", { exact: true }).fill("40");
  await sent(second.page);
  await page.getByLabel("Nilai Kebaruan", { exact: true }).fill("60");
  await expect(told(page, "Di server", { exact: true })).toBeVisible();
  await station(page, "lembar-bentrok");
  await page.getByRole("button", { name: "Semua: di perangkat ini" }).click();
  await expect(page.getByLabel("Nilai Kebaruan", { exact: true })).toHaveValue("60");
  await sent(page);
});

test("judge D steps back from an entry and is replaced", async () => {
  const { page } = people.D;
  await page.goto("/app/juri");
  await sheet(page, 2);
  await page.getByRole("button", { name: "Ada hubungan dengan entri ini" }).click();
  await confirm(page, "Anda punya hubungan dengan entri ini?", "Nyatakan hubungan", "Saya pernah menjadi konsultan inovasi ini.", "Hubungan Anda");
  for (const n of entries("D").filter((it) => it !== 2)) {
    await sheet(page, n);
    await score(page, "D", n);
    await lock(page);
  }
  await page.goto("/app/juri");
  await expect(page.getByRole("heading", { level: 1, name: "Penilaian" })).toBeVisible();
  await station(page, "juri-daftar-selesai");

  const office = people.office.page;
  await open(office, "/app", /.+/);
  await station(office, "beranda-koordinator");
  await open(office, `${address}/pantau`, "Pantau penilaian");
  await station(office, "pantau");
  await open(office, `${address}/hasil`, "Hasil");
  await expect(office.getByText("Nilai masih tertutup")).toBeVisible();
  await station(office, "hasil-tertutup");
  await open(office, `${address}/penugasan`, "Penugasan");
  await office.getByRole("checkbox", { name: `${judges.B} menilai ${label(2)}` }).check();
  await office.getByRole("button", { name: "Periksa dan terapkan" }).click();
  const dialog = office.getByRole("dialog", { name: "Periksa perubahan penugasan" });
  await dialog.getByLabel("Alasan").fill("Juri D menyatakan hubungan; diganti juri B.");
  await dialog.getByRole("button", { name: "Terapkan" }).click();
  await expect(office.getByText("1 perubahan penugasan diterapkan.")).toBeVisible();

  await people.B.page.goto("/app/juri");
  await sheet(people.B.page, 2);
  await score(people.B.page, "B", 2);
  await lock(people.B.page);
});

test("before publication the public learns nothing of ranks", async ({ browser }) => {
  const visitor = await person(browser, { onPhone: true });
  await visitor.page.goto("/papan");
  await visitor.page.getByRole("link", { name: edition }).click();
  await expect(visitor.page.getByRole("heading", { level: 1 })).toBeVisible();
  const html = await visitor.page.content();
  for (const [, , score] of board) expect(html).not.toContain(score);
  await expect(visitor.page.getByText(names[0])).toHaveCount(0);
  await station(visitor.page, "papan-tertutup");
  visitor.eye.calm();
  await visitor.context.close();
});

test("the coordinator closes, checks and publishes; an anonymous phone sees the board", async ({ browser }) => {
  const { page } = people.office;
  await open(page, address, edition);
  await page.getByRole("button", { name: "Tutup penilaian" }).click();
  await confirm(page, /Tutup penilaian/, "Tutup penilaian", "Semua lembar sudah terkunci.");
  await expect(page.getByText("Giliran koordinator: umumkan hasil")).toBeVisible();
  // Nobody has read a mark: it can be taken back.
  await page.getByRole("button", { name: "Buka kembali penilaian" }).click();
  const reopening = page.getByRole("dialog", { name: "Buka kembali penilaian?" });
  await axe(page, "reopening");
  await reopening.getByLabel("Alasan").fill("Satu juri minta memeriksa lembarnya sekali lagi.");
  await reopening.getByRole("button", { name: "Buka kembali penilaian" }).click();
  await expect(page.getByText("Giliran: juri menilai")).toBeVisible();
  await page.getByRole("button", { name: "Tutup penilaian" }).click();
  await confirm(page, /Tutup penilaian/, "Tutup penilaian", "Semua lembar sudah diperiksa.");
  await expect(page.getByText("Giliran koordinator: umumkan hasil")).toBeVisible();
  await open(page, `${address}/hasil`, "Hasil");
  await page.getByRole("button", { name: "Baca hasil" }).click();
  await expect(page.getByRole("button", { name: "Umumkan hasil" })).toBeVisible();
  await station(page, "hasil-pratinjau");
  await page.getByRole("button", { name: "Umumkan hasil" }).click();
  const dialog = page.getByRole("dialog", { name: "Umumkan hasil?" });
  const own = dialog.getByLabel(/^Kata sandi Anda/);
  await own.fill("bukan-kata-sandi-saya");
  await dialog.getByRole("button", { name: "Umumkan hasil" }).click();
  await expect(dialog.getByRole("alert").getByText("Kata sandi tidak cocok.")).toBeVisible();
  await own.fill(password);
  await dialog.getByRole("button", { name: "Umumkan hasil" }).click();
  await expect(page.getByText("Hasil diumumkan: versi 1", { exact: false })).toBeVisible();
  await open(page, `${address}/catatan`, "Riwayat");
  await expect(told(page, "Hasil dibaca")).toBeVisible();
  await station(page, "catatan");

  const visitor = await person(browser, { onPhone: true });
  await visitor.page.goto("/papan");
  await visitor.page.getByRole("link", { name: edition }).click();
  await expect(visitor.page.getByText("Hasil akhir, versi 1")).toBeVisible();
  const placed = await visitor.page.evaluate(() => {
    const clean = (text) => text.replace(/\s+/g, " ").trim();
    const rows = [...document.querySelectorAll(".podium > li, .board tbody tr")].filter((row) => row.querySelector("a"));
    return rows.map((row) => {
      const name = clean(row.querySelector("a").textContent);
      const whole = clean([...row.childNodes].map((node) => node.textContent).join(" | "));
      return { name, whole };
    });
  });
  expect(placed).toHaveLength(12);
  for (const [index, [rank, n, score, tie]] of board.entries()) {
    const row = placed[index];
    const where = `place ${index + 1}`;
    // Entries 7 and 11 share a rank; either may stand first.
    const shared = tie === "Seri; peringkat bersama" ? [names[6], names[10]] : [names[n - 1]];
    expect(shared, where).toContain(row.name);
    expect(row.whole, where).toContain(score);
    expect(row.whole.startsWith(`${rank} `), `${where}: rank ${rank} in "${row.whole}"`).toBe(true);
    if (tie) expect(row.whole, where).toContain(tie);
  }
  await station(visitor.page, "papan");
  // Without script it reads the same.
  const still = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 780 } });
  const silent = await still.newPage();
  await silent.goto(visitor.page.url());
  await expect(silent.getByRole("main").getByRole("listitem").filter({ has: silent.getByRole("link", { name: names[0] }) }).locator("strong")).toHaveText("91,00");
  await still.close();
  visitor.eye.calm();
  await visitor.context.close();

  // The same board inside the app, without a reload.
  await open(people.A.page, "/app/papan", "Papan peringkat");
  await people.A.page.getByRole("link", { name: edition }).click();
  await expect(people.A.page.getByRole("main").getByRole("listitem").filter({ has: people.A.page.getByRole("link", { name: names[0] }) }).locator("strong")).toHaveText("91,00");
});

test("nobody's browser asked for anything foreign or met an error", async () => {
  for (const { eye, context } of Object.values(people)) {
    eye.calm();
    await context.close();
  }
});
