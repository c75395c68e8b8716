// The clinic, whole: an innovator of a real agency takes an idea through all five stages on a phone, with the agency's
// coordinator and the clinic, refused at each gate once and told why, without signal for one form and one photo, to the
// public page. Then the clinic works a queue of thirty at a desk by keyboard.
import { randomBytes } from "node:crypto";
import { expect, test } from "./support/test.mjs";
import { axe, focusIsSeen, station, targets } from "./support/look.mjs";
import { invite, office } from "./support/office.mjs";
import { open, person, redeem, sent, told } from "./support/people.mjs";

// One story, a test a station: the people in it keep their browsers to the end, and after a station that failed the rest is
// not run.
test.describe.configure({ mode: "serial", timeout: 300_000 });
const people = {};
/** Parts that the server took from the innovator: address, key, body. */
const stored = [];
const name = "Antar Obat ke Pulau Nangka";
let room = "";
let id = "";

/** What is told of the innovation, an invented example, part by part. */
const STORY = {
  Ringkasan:
    "Perahu pos membawa obat penyakit menahun ke Pulau Nangka setiap dua minggu. Kader desa menerima paket, mencocokkan nama dan dosis, lalu mengantarnya ke rumah. Puskesmas mencatat setiap pengantaran, sehingga tidak ada pasien yang putus obat karena ombak.",
  "Masalah dan akar masalah":
    "Pasien hipertensi dan diabetes di pulau tanpa sinyal menunggu obat sampai empat belas hari. Perahu angkutan tidak tentu, satu kali menyeberang seharga tiga hari kerja nelayan. Puskesmas baru tahu seseorang putus obat ketika ia datang dengan keluhan berat. Akar masalahnya: obat menunggu pasien, bukan sebaliknya.",
  "Ide dan kebaruan":
    "Selama ini pasien menjemput obatnya sendiri ke darat. Gagasan ini membalik arahnya: obat ikut perahu pos yang memang berlayar, dan kader desa menjadi titik serah. Di kabupaten ini belum ada layanan yang memakai jadwal perahu pos untuk obat rutin.",
  "Solusi dan cara kerja":
    "Setiap Senin apotek menyiapkan paket bernama untuk dua minggu. Petugas menyerahkannya kepada nakhoda dengan daftar serah terima. Kader memeriksa paket di dermaga, mengantarnya hari itu juga, dan mengirim foto daftar saat sinyal ada. Paket yang tidak terantar kembali dengan perahu yang sama.",
  "Manfaat dengan angka":
    "Lama menunggu obat turun dari empat belas hari menjadi tiga setengah hari. Empat puluh enam pasien menerima obat tepat waktu, dan ongkos menyeberang tidak lagi mereka tanggung. Kunjungan gawat darurat karena putus obat berkurang dari enam menjadi satu dalam tiga bulan.",
  "Keberlanjutan dan replikasi":
    "Pengantaran masuk ke rencana kerja puskesmas dan tidak bergantung pada satu orang: jadwal, daftar paket, dan serah terima tertulis. Pulau lain yang dilewati perahu pos dapat memakai daftar yang sama dengan kadernya sendiri.",
  "Prasyarat replikasi":
    "Perlu perahu yang berlayar teratur, seorang kader yang dikenal warga, apotek yang dapat menyiapkan paket bernama, dan kesepakatan tertulis dengan nakhoda. Tanpa sinyal pun jalan, karena daftar serah terima dikirim kemudian.",
  "Kesesuaian kebijakan":
    "Sejalan dengan rencana pembangunan daerah tentang pemerataan layanan kesehatan di pulau kecil dan dengan standar pelayanan minimal bidang kesehatan. Penyerahan obat tetap atas resep dokter dan dicatat apoteker, sehingga tidak melanggar aturan kefarmasian.",
  "Sumber daya dan anggaran":
    "Satu apoteker menyiapkan paket dua jam setiap Senin, dua kader mengantar, nakhoda menerima uang bahan bakar. Biaya per bulan satu juta dua ratus ribu rupiah dari dana operasional puskesmas; tidak ada perahu yang dibeli.",
};
const tale = Object.values(STORY).join(" ").split(" ");
/** So many words of it. */
const words = (n) => Array.from({ length: n }, (_, i) => tale[i % tale.length]).join(" ");
const day = (offset) => new Date(Date.now() + 7 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);
const minute = (offset) => new Date(Date.now() + 7 * 3_600_000 + offset * 60_000).toISOString().slice(0, 16);

/** Opens a part of the record. */
async function part(page, code, label) {
  await open(page, `${room}/isi/${code}`, label);
}

/** Says that the part is done, and waits until the server has it. */
async function done(page) {
  await page.getByRole("radio", { name: "Ya, sudah selesai" }).check();
  await sent(page);
}

async function text(page, code, label, more = "") {
  await part(page, code, label);
  await page.getByRole("textbox", { name: label, exact: true }).fill(`${STORY[label]}${more}`);
  await done(page);
}

/** A phone without room, and without signal: it says so, what is typed stays in the field and arrives once there is room. */
async function fullDevice({ page, context }) {
  const field = page.getByRole("textbox", { name: "Ringkasan", exact: true });
  const full = page.getByRole("status").filter({ hasText: "Penyimpanan di perangkat ini penuh." });
  await context.setOffline(true);
  // As browsers refuse when no room is left.
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
    globalThis.makeRoom = () => (IDBObjectStore.prototype.put = put);
  });
  const typed = `${STORY.Ringkasan} Nakhoda ikut mencatat.`;
  await field.fill(typed);
  await expect(full).toBeVisible();
  await station(page, "perangkat-penuh", { fullPage: false });
  await expect(field).toHaveValue(typed);
  await page.evaluate(() => globalThis.makeRoom());
  await context.setOffline(false);
  await field.fill(STORY.Ringkasan);
  await sent(page);
  await expect(full).toHaveCount(0);
  await page.reload();
  await expect(field).toHaveValue(STORY.Ringkasan);
}

/** Asks in a dialog and confirms. */
async function confirm(page, action) {
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: action, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Unfolds what stands in the room beside the next step. */
async function rest(page) {
  await page.getByRole("heading", { name: "Lainnya" }).click();
}

/** Hands in from the check page. */
async function handIn(page, action = "Ajukan") {
  await open(page, `${room}/periksa`, "Periksa dan ajukan");
  await page.getByRole("checkbox", { name: /Saya/ }).check();
  await page.getByRole("button", { name: action, exact: true }).click();
}

/** The check page says what is missing, with its article, and does not let it go. */
async function refused(page, sentence, action = "Ajukan") {
  await open(page, `${room}/periksa`, "Periksa dan ajukan");
  await expect(told(page, sentence)).toBeVisible();
  await expect(page.getByRole("button", { name: action, exact: true })).toHaveAttribute("aria-disabled", "true");
}

/** The clinic holds an activity today and shows its code. */
async function activity(kind, title) {
  const { page } = people.clinic;
  await open(page, "/app/klinik/kegiatan", "Kegiatan");
  await page.getByRole("main").getByRole("button", { name: "Buat kegiatan" }).click();
  await page.getByLabel("Jenis kegiatan").selectOption({ label: kind });
  await page.getByLabel("Judul").fill(title);
  await page.getByLabel("Mulai (WIB)").fill(minute(-120));
  await page.getByLabel("Selesai (WIB)").fill(minute(60));
  await page.getByLabel("Tempat").fill("Gedung Graha Aparatur, Mentok");
  await page.getByRole("button", { name: "Simpan kegiatan" }).click();
  await page.getByRole("main").getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  const shown = told(page, /^[A-Z2-9]{3}[\s-]?[A-Z2-9]{3}$/);
  await expect(shown).toBeVisible();
  return (await shown.textContent()).replaceAll(/[\s-]/g, "");
}

/** The code of an activity fills the screen of the room. */
async function wall(page, title, code) {
  await page.getByRole("button", { name: "Tampilkan di layar penuh" }).click();
  const dialog = page.getByRole("dialog", { name: title });
  await expect(dialog.getByText(code, { exact: true })).toBeVisible();
  await expect(dialog.getByRole("img", { name: "Kode QR ke halaman hadir" })).toBeVisible();
  await station(page, "kode-layar-penuh", { fullPage: false });
  await dialog.getByRole("button", { name: "Tutup" }).click();
  await expect(dialog).toBeHidden();
}

/** The innovator types a code and sends it; with `refusal` the page says that, at the field too. */
async function checkIn(code, refusal) {
  const { page } = people.innovator;
  await open(page, "/app/hadir", "Hadir");
  const field = page.getByLabel("Kode kegiatan");
  await field.fill(code.toLowerCase());
  await page.getByRole("button", { name: "Catat kehadiran saya" }).click();
  if (!refusal) return void (await expect(told(page, "✓ Kehadiran Anda tercatat.")).toBeVisible());
  await expect(page.getByRole("alert").getByText(refusal)).toBeVisible();
  await expect(field).toHaveAccessibleDescription(new RegExp(refusal));
}

/** The clinic decides. */
async function review(finding, reasons, { marks = [] } = {}) {
  const { page } = people.clinic;
  await open(page, `/app/klinik/konsultasi/${id}`, name);
  for (const [label, remark] of marks) {
    await page.getByRole("checkbox", { name: `Perlu perbaikan: ${label}` }).check();
    const box = page.getByLabel(`Yang perlu diperbaiki pada ${label}`);
    await expect(box).toHaveAttribute("maxlength", "1000");
    await box.fill(remark);
  }
  const posts = [];
  const count = (it) => it.method() === "POST" && posts.push(new URL(it.url()).pathname);
  page.on("request", count);
  await page.getByRole("radio", { name: new RegExp(`^${finding}(?! dengan)`) }).check();
  await page.getByRole("textbox", { name: "Alasan", exact: true }).fill(reasons);
  await page.getByRole("button", { name: "Putuskan dan beri tahu instansi" }).click();
  await expect(told(page, `${finding}: instansi sudah diberi tahu.`, { exact: true })).toBeVisible();
  page.off("request", count);
  expect(posts, "the review and its remarks are one request").toEqual([`/api/v1/records/${id}/reviews`]);
  const { open_remarks: remarks } = await page.evaluate(async (path) => (await fetch(path)).json(), `/api/v1/records/${id}`);
  for (const [, remark] of marks) expect(remarks.map((it) => it.text)).toContain(remark);
}

/** The agency's coordinator lets it go on to the clinic. */
async function release() {
  await handIn(people.agency.page, "Teruskan ke klinik");
  await expect(told(people.agency.page, "Nomor", { exact: true })).toBeVisible();
}

async function note(page, kind, fill) {
  await page.goto(`${room}/catatan/${kind}`);
  await expect(page.getByRole("button", { name: "Simpan catatan" })).toBeVisible();
  await fill();
  await page.getByRole("button", { name: "Simpan catatan" }).click();
}

test("the clinic, the agency's coordinator and an innovator come by invitation", async ({ browser }) => {
  people.office = await office(browser);
  const desk = people.office.page;
  for (const [key, role, home, who, username, onPhone] of [
    ["clinic", "Tim Klinik", /Badan Perencanaan/, "Tari Klinik", "tari.klinik", false],
    ["agency", "Koordinator instansi", /^Dinas Kesehatan/, "Wulan Koordinator", "wulan.dinkes", true],
    ["innovator", "Inovator", /^Dinas Kesehatan/, "Ira Inovator", "ira.dinkes", true],
  ]) {
    await open(desk, "/app/akun/undangan", "Undangan");
    await expect(desk.getByLabel("Asal").locator("option").nth(20)).toBeAttached();
    const options = await desk.getByLabel("Asal").locator("option").allTextContents();
    const token = await invite(desk, role, options.map((it) => it.trim()).find((it) => home.test(it)));
    people[key] = await person(browser, { onPhone });
    await redeem(people[key].page, token, { name: who, username });
  }
  people.innovator.context.on("response", async (it) => {
    const request = it.request();
    const { pathname } = new URL(it.url());
    if (request.method() === "PUT" && pathname.includes("/parts/") && it.status() === 200) stored.push([pathname, (await request.allHeaders())["idempotency-key"], request.postData()]);
  });
  await station(people.innovator.page, "beranda-inovator");
  await station(people.clinic.page, "beranda-klinik");
});

test("an idea becomes a draft on a phone, and similar titles are shown", async () => {
  const { page } = people.innovator;
  await open(page, "/app/inovasi", "Inovasi");
  await station(page, "inovasi-daftar-kosong");
  await page.getByRole("main").getByRole("link", { name: "Mulai inovasi baru" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Apa inovasinya?" })).toBeVisible();
  await page.getByLabel("Nama inovasi").fill("Pelayanan KTP 1 jam");
  await expect(page.getByRole("main").getByRole("status").getByText("Pelayanan KTP 1 Jam")).toBeVisible();
  await station(page, "inovasi-baru-mirip");
  await page.getByLabel("Nama inovasi").fill(name);
  await page.getByLabel("Gagasan dalam satu kalimat").fill("Obat penyakit menahun diantar perahu pos setiap dua minggu.");
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await page.getByRole("radio", { name: /^Inovasi proses/ }).check();
  await station(page, "inovasi-baru-jenis");
  await page.getByRole("button", { name: "Lanjutkan" }).click();
  await page.getByRole("button", { name: "Mulai", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  room = new URL(page.url()).pathname.replace(/\/$/, "");
  id = room.split("/").at(-1);
  await expect(told(page, /INV-\d{4}-\d{4}/)).toBeVisible();
  await station(page, "ruang-inovasi");
  await targets(page, "room");
});

test("gate 1: without an activity nothing goes on (Article 10)", async () => {
  const { page } = people.innovator;
  await refused(page, /belum mengikuti kegiatan pembangkit semangat.*Pasal 10 ayat \(2\)/);
  await station(page, "periksa-ditolak");
  const code = await activity("Sosialisasi (Pasal 10 ayat (2) huruf a)", "Sosialisasi klinik inovasi");
  await station(people.clinic.page, "kegiatan");
  await wall(people.clinic.page, "Sosialisasi klinik inovasi", code);
  await checkIn("AAAAAA", "Kode kegiatan tidak dikenal.");
  await checkIn(code);
  await station(page, "hadir");
  await part(page, "identitas", "Nama dan jenis");
  await page.getByRole("radio", { name: "Non-digital" }).check();
  await page.getByRole("radio", { name: "Pelayanan publik" }).check();
  await done(page);
  await handIn(page);
  await open(page, room, name);
  await expect(told(page, /Langkah 2 dari 5/)).toBeVisible();
});

test("gate 2: the idea needs a workshop and a card; one form is filled without signal", async () => {
  const { page, context } = people.innovator;
  await refused(page, /lokakarya diagnosis.*Pasal 11 ayat \(2\)/);
  await checkIn(await activity("Lokakarya diagnosis (Pasal 11 ayat (2))", "Lokakarya diagnosis kesehatan"));
  await refused(page, /kartu ide belum lengkap.*Pasal 11 ayat \(1\)/);
  // Without signal for the whole of one form.
  await part(page, "masalah", "Masalah dan akar masalah");
  await context.setOffline(true);
  await page.getByRole("textbox", { name: "Masalah dan akar masalah", exact: true }).fill(STORY["Masalah dan akar masalah"]);
  await page.getByRole("radio", { name: "Ya, sudah selesai" }).check();
  await expect(told(page, /^Di perangkat ini \d/)).toBeVisible();
  await station(page, "isi-bagian", { fullPage: false });
  await page.goto("/app/kiriman");
  await expect(told(page, /Masalah dan akar masalah/)).toBeVisible();
  await station(page, "kiriman-klinik");
  await context.setOffline(false);
  await expect(page.getByText(/Semua terkirim/)).toBeVisible();
  await part(page, "masalah", "Masalah dan akar masalah");
  await expect(page.getByRole("textbox", { name: "Masalah dan akar masalah", exact: true })).toHaveValue(/tanpa sinyal/);
  for (const [code, label] of [
    ["ringkasan", "Ringkasan"],
    ["kebaruan", "Ide dan kebaruan"],
    ["solusi", "Solusi dan cara kerja"],
    ["manfaat", "Manfaat dengan angka"],
  ]) await text(page, code, label);
  // A draft may be too long; what is handed in may not.
  await part(page, "ringkasan", "Ringkasan");
  await page.getByRole("textbox", { name: "Ringkasan", exact: true }).fill(words(201));
  await expect(page.getByText("201 dari 200 kata", { exact: false })).toBeVisible();
  await page.getByRole("textbox", { name: "Ringkasan", exact: true }).fill(words(40));
  await sent(page);
  await fullDevice(people.innovator);
  await part(page, "prinsip", "Delapan prinsip");
  const questions = page.getByRole("group").filter({ has: page.getByLabel("Bukti atau penjelasan") });
  await expect(questions).toHaveCount(8);
  for (const question of await questions.all()) {
    await question.getByRole("radio", { name: /Ya$/ }).check();
    await question.getByLabel("Bukti atau penjelasan").fill("Terlihat pada catatan layanan.");
  }
  await done(page);
  await handIn(page);
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
  await station(page, "tanda-terima");
});

test("what was handed in too early is taken back with a reason, while it lies with the coordinator", async () => {
  const { page } = people.innovator;
  await open(page, room, name);
  await rest(page);
  // What is never this person's is a line, not a button.
  await expect(page.getByRole("button", { name: "Tunda", exact: true })).toHaveCount(0);
  await expect(page.getByText("Tunda, Lanjutkan lagi, Hentikan: koordinator instansi atau Tim Klinik.")).toBeVisible();
  await page.getByRole("button", { name: "Tarik pengajuan" }).click();
  const dialog = page.getByRole("dialog", { name: "Tarik pengajuan?" });
  await station(page, "tarik-pengajuan");
  await dialog.getByRole("button", { name: "Tarik pengajuan" }).click();
  await expect(dialog.getByLabel("Alasan")).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel("Alasan").fill("Angka manfaat tahun ini belum dimasukkan.");
  await dialog.getByRole("button", { name: "Tarik pengajuan" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("region", { name: "Pengajuan ditarik" })).toContainText("Angka manfaat tahun ini belum dimasukkan.");
  await handIn(page);
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
});

test("given back by the coordinator: why stands at home, in the room and on the check page, and handing in unchanged is asked once", async () => {
  const desk = people.agency.page;
  const why = "Sebutkan tabel sumber angka manfaat.";
  await open(desk, `${room}/periksa`, "Periksa dan ajukan");
  await desk.getByRole("button", { name: "Kembalikan", exact: true }).click();
  const asked = desk.getByRole("dialog", { name: "Kembalikan ke inovator?" });
  await asked.getByLabel("Alasan").fill(why);
  await asked.getByRole("button", { name: "Kembalikan", exact: true }).click();
  await expect(asked).toBeHidden();
  const { page } = people.innovator;
  await open(page, "/app", "Beranda");
  const card = page.getByRole("article").filter({ has: page.getByRole("heading", { name }) });
  await expect(card).toContainText(`Dikembalikan: ${why}`);
  await station(page, "beranda-dikembalikan");
  await open(page, room, name);
  const box = page.getByRole("region", { name: "Dikembalikan untuk diperbaiki" });
  await expect(box).toContainText(why);
  await expect(box).toContainText("Wulan Koordinator, Koordinator instansi");
  await expect(page.getByRole("region", { name: "Giliran" })).toContainText("Perlu perbaikan");
  await station(page, "ruang-dikembalikan");
  await handIn(page);
  await expect(box).toContainText(why);
  const sure = page.getByRole("dialog", { name: "Belum ada yang diubah sejak dikembalikan. Tetap ajukan?" });
  await station(page, "ajukan-tanpa-perubahan", { fullPage: false });
  await sure.getByRole("button", { name: "Tetap ajukan" }).click();
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
});

test("the coordinator checks and releases; the clinic asks for changes of one part", async () => {
  const { page } = people.agency;
  await open(page, "/app", "Beranda");
  await open(page, `${room}/periksa`, "Periksa dan ajukan");
  await station(page, "periksa");
  await release();
  await review("Valid dengan perbaikan", "Masalah jelas, kebaruan perlu angka pembanding.", { marks: [["Ide dan kebaruan", "Sebutkan angka pembandingnya."]] });
  await station(people.clinic.page, "konsultasi");
  const phone = people.innovator.page;
  await open(phone, room, name);
  // The part that was marked, as what to do and as what comes next; no other.
  await expect(phone.getByRole("main").getByRole("listitem").filter({ hasText: "Perlu perbaikan" })).toHaveText([/Ide dan kebaruan/]);
  const turn = phone.getByRole("region", { name: "Giliran" });
  await expect(turn).toContainText("Giliran Anda: perbaiki ide dan kebaruan");
  await expect(turn.getByRole("link", { name: "Perbaiki ide dan kebaruan" })).toBeVisible();
  await station(phone, "ruang-perlu-perbaikan");
  await part(phone, "solusi", "Solusi dan cara kerja");
  await expect(phone.getByText("Hanya untuk dibaca.")).toBeVisible();
  await part(phone, "kebaruan", "Ide dan kebaruan");
  await expect(phone.getByText("Sebutkan angka pembandingnya.")).toBeVisible();
  await text(phone, "kebaruan", "Ide dan kebaruan", " Kabupaten tetangga memakai perahu sewaan; di sini perahu pos yang sudah berlayar dipakai bersama, sehingga tidak ada ongkos tambahan.");
  await handIn(phone);
  await expect(told(phone, "Nomor", { exact: true })).toBeVisible();
  await release();
  await review("Valid", "Kebaruan kini didukung angka.");
  await open(phone, "/app", "Beranda");
  const news = phone.getByRole("region", { name: "Kabar dua pekan ini" });
  await expect(news).toContainText("Hasil validasi diumumkan");
  await expect(news).toContainText("Kebaruan kini didukung angka.");
  await station(phone, "beranda-kabar");
  await open(phone, room, name);
  await expect(told(phone, /Langkah 3 dari 5/)).toBeVisible();
});

test("gate 3: the plan needs a workshop, a map and a strategy", async () => {
  const { page } = people.innovator;
  await refused(page, /peta pemangku kepentingan belum ada.*Pasal 12 ayat \(1\)/);
  await checkIn(await activity("Lokakarya rancangan (Pasal 12 ayat (2))", "Lokakarya rancangan aksi"));
  for (const [code, label] of [
    ["keberlanjutan", "Keberlanjutan dan replikasi"],
    ["prasyarat", "Prasyarat replikasi"],
    ["kesesuaian", "Kesesuaian kebijakan"],
    ["sumber-daya", "Sumber daya dan anggaran"],
  ]) await text(page, code, label);
  const row = async (code, label, add, fields) => {
    await part(page, code, label);
    await page.getByRole("button", { name: add }).click();
    for (const [field, value] of fields) await page.getByLabel(field, { exact: true }).fill(value);
  };
  await row("indikator", "Angka sebelum dan sesudah", "Tambah ukuran", [["Yang diukur", "Lama menunggu obat"], ["Satuan", "hari"], ["Sebelum", "14"], ["Sasaran", "3"], ["Sesudah", "3,5"]]);
  await page.getByRole("checkbox", { name: "Makin kecil makin baik" }).check();
  await done(page);
  await row("rencana", "Rencana aksi", "Tambah kegiatan", [["Kegiatan", "Menyusun rute perahu"], ["Keluaran", "Jadwal dua mingguan"], ["Penanggung jawab", "Puskesmas"], ["Mulai", day(-3)], ["Sampai", day(30)], ["Indikator", "Delapan pengantaran"]]);
  await done(page);
  await station(page, "isi-rencana");
  await row("peta", "Peta pemangku kepentingan", "Tambah pemangku", [["Siapa", "Kepala desa"], ["Cara mendekati", "Rapat bulanan"]]);
  await page.getByRole("group", { name: "Pengaruh" }).getByRole("radio", { name: "Tinggi" }).check();
  await page.getByRole("group", { name: "Kepentingan" }).getByRole("radio", { name: "Tinggi" }).check();
  await done(page);
  await station(page, "isi-peta");
  await row("komunikasi", "Strategi komunikasi", "Tambah pesan", [["Kepada siapa", "Pasien"], ["Pesan", "Obat datang sendiri"], ["Saluran", "Kader"], ["Kapan", "Dua hari sebelum"]]);
  await done(page);
  await handIn(page);
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
  await release();
  await review("Valid", "Rencana, peta, dan strategi lengkap.");
  await open(page, room, name);
  await expect(told(page, /Langkah 4 dari 5/)).toBeVisible();
});

test("gate 4: no progress before the launch; a photo taken without signal arrives once", async () => {
  const { page, context } = people.innovator;
  await refused(page, /peluncuran belum dicatat.*Pasal 13 ayat \(2\)/);
  await page.goto(`${room}/catatan/kemajuan`);
  await expect(page.getByRole("button", { name: "Simpan catatan" })).toHaveAccessibleDescription(/peluncuran belum dicatat \(Pasal 13 ayat \(2\)\)/);
  await station(page, "kemajuan-belum-bisa");
  await note(page, "peluncuran", async () => {
    await page.getByLabel("Tempat").fill("Dermaga Pulau Nangka");
    await page.getByRole("radio", { name: "Informal" }).check();
    await page.getByLabel("Apa yang terjadi").fill("Pengantaran pertama bersama kader.");
  });
  await expect(told(page, "Pengantaran pertama bersama kader.")).toBeVisible();
  await open(page, `${room}/bukti`, "Bukti dan foto");
  const photo = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2400, 1800);
    const paint = canvas.getContext("2d");
    paint.fillStyle = "#2a6f97";
    paint.fillRect(0, 0, 2400, 1800);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    return [...bytes];
  }));
  await context.setOffline(true);
  await page.locator("input[type=file]").last().setInputFiles({ name: "peluncuran.jpg", mimeType: "image/jpeg", buffer: photo });
  await expect(told(page, /^Di perangkat ini \d/)).toBeVisible();
  await station(page, "bukti-luring", { fullPage: false });
  await context.setOffline(false);
  await expect(page.getByRole("region", { name: "Bukti tersimpan" }).getByRole("listitem")).toHaveText([/peluncuran\.jpg/]);
  await expect(page.getByRole("region", { name: "Di perangkat ini" }).getByRole("listitem")).toHaveCount(0);
  // The small picture was drawn on this phone; its measures stand in the page before it comes.
  const small = page.getByRole("region", { name: "Bukti tersimpan" }).getByRole("img", { name: "peluncuran.jpg" });
  await expect(small).toBeVisible();
  expect(await small.evaluate((it) => [it.naturalWidth, it.naturalHeight, it.width > 0])).toEqual([400, 300, true]);
  await station(page, "bukti");
  await note(page, "kemajuan", async () => {
    await page.getByRole("radio", { name: /Menyusun rute perahu/ }).check();
    await page.getByRole("radio", { name: "Selesai", exact: true }).check();
    await page.getByLabel("Apa yang dikerjakan, atau mengapa menyimpang").fill("Rute tersusun dan dipakai.");
  });
  await expect(told(page, "Rute tersusun dan dipakai.")).toBeVisible();
  await note(page, "pemantauan", async () => {
    await page.getByRole("radio", { name: "Langsung: observasi" }).check();
    await page.getByLabel("Apa yang terlihat").fill("Dua belas pasien terlayani.");
  });
  await expect(told(page, "Dua belas pasien terlayani.")).toBeVisible();
  await note(page, "kendala", async () => {
    await page.getByLabel("Apa yang menghambat").fill("Ombak tinggi menunda satu pengantaran.");
    await page.getByLabel("Siapa yang mengatasi").fill("Puskesmas");
    await page.getByLabel("Paling lambat").fill(day(7));
  });
  await refused(page, /kendala yang belum ditindaklanjuti.*Pasal 13 ayat \(3\)/);
  await open(page, `${room}/catatan`, "Catatan");
  await page.getByLabel("Apa yang sudah dilakukan").fill("Jadwal dipindah ke pagi.");
  await page.getByRole("button", { name: "Simpan tindak lanjut" }).click();
  await expect(told(page, "Jadwal dipindah ke pagi.")).toBeVisible();
  await station(page, "catatan");
  await handIn(page);
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
  await release();
  await review("Valid", "Rencana dijalankan, kendala ditangani, hasil tercatat.");
  await open(page, room, name);
  await expect(told(page, /Langkah 5 dari 5/)).toBeVisible();
});

test("gate 5: a display and its input, then it goes on as a service", async () => {
  const { page } = people.innovator;
  await refused(page, /belum ada pameran, gelar wicara, atau seminar.*Pasal 14 ayat \(2\)/);
  await note(page, "promosi", async () => {
    await page.getByRole("checkbox", { name: "Pameran" }).check();
    await page.getByLabel("Tempat").fill("Alun-alun Mentok");
    await page.getByLabel("Apa yang ditampilkan").fill("Peta rute dan kotak obat.");
  });
  await expect(told(page, "Peta rute dan kotak obat.")).toBeVisible();
  await note(page, "tanpa-masukan", async () => {
    await page.getByLabel("Di mana dan kapan masukan diminta").fill("Di stan pameran, kotak saran kosong.");
  });
  await expect(told(page, "kotak saran kosong")).toBeVisible();
  await handIn(page);
  await expect(told(page, "Nomor", { exact: true })).toBeVisible();
  await release();
  const desk = people.clinic.page;
  await open(desk, `/app/klinik/konsultasi/${id}`, name);
  await desk.getByRole("button", { name: "Nyatakan berlanjut" }).click();
  await confirm(desk, "Nyatakan berlanjut");
  await expect(told(desk, "Inovasi dinyatakan berlanjut.")).toBeVisible();
});

test("the agency asks, the clinic publishes, everybody reads", async ({ browser }) => {
  const visitor = await person(browser, { onPhone: true });
  const slug = `antar-obat-ke-pulau-nangka-${id.slice(-8)}`;
  const answer = await visitor.page.goto(`/inovasi/${slug}`);
  expect(answer.status(), "an unpublished innovation is like one that never was").toBe(404);
  const phone = people.agency.page;
  await open(phone, room, name);
  await rest(phone);
  await phone.getByRole("button", { name: "Minta diterbitkan" }).click();
  await expect(told(phone, /diminta terbit/)).toBeVisible();
  const desk = people.clinic.page;
  await open(desk, `/app/klinik/konsultasi/${id}`, name);
  await desk.getByRole("button", { name: "Terbitkan" }).click();
  if (await desk.getByRole("dialog").filter({ visible: true }).count()) await confirm(desk, "Terbitkan");
  await expect(told(desk, "Inovasi terbit di halaman publik.")).toBeVisible();
  await visitor.page.goto(`/inovasi/${slug}`);
  await expect(visitor.page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(told(visitor.page, "3,5 hari")).toBeVisible();
  await station(visitor.page, "publik-inovasi");
  visitor.eye.calm();
  await visitor.context.close();
});

test("what is from before August 2024 is registered by one form, and is public by name alone (Article 17)", async ({ browser }) => {
  const { page } = people.innovator;
  await open(page, "/app/inovasi/baru?langkah=3", "Dari mana asalnya?");
  await page.getByRole("radio", { name: /^Inovasi dari sebelum 2 Agustus 2024/ }).check();
  await page.getByRole("main").getByRole("link", { name: "isi formulirnya" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Data inovasi sebelum 2 Agustus 2024" })).toBeVisible();
  const old = "Tabungan Ibu Hamil Contoh";
  await page.getByLabel("Nama inovasi").fill(old);
  await page.getByRole("radio", { name: /^Inovasi metode/ }).check();
  await page.getByLabel("Ringkasan").fill("Ibu hamil menabung untuk biaya persalinan di posyandu.");
  await page.getByLabel("Apa yang berubah karenanya").fill("Biaya tidak lagi menunda rujukan.");
  await page.getByLabel("Tahun mulai diterapkan").fill("2024");
  await page.getByRole("button", { name: "Daftarkan" }).click();
  await expect(page.getByLabel("Bulan mulai diterapkan")).toHaveAccessibleDescription(/2 Agustus 2024/);
  await page.getByLabel("Bulan mulai diterapkan").selectOption("8");
  await page.getByLabel("Tanggal mulai diterapkan").fill("2");
  await page.getByRole("button", { name: "Daftarkan" }).click();
  await expect(page.getByLabel("Tahun mulai diterapkan")).toHaveAccessibleDescription(/kelima tahap klinik/);
  await page.getByLabel("Tanggal mulai diterapkan").fill("1");
  await station(page, "inovasi-terdahulu");
  await page.getByRole("button", { name: "Daftarkan" }).click();
  await expect(page.getByRole("heading", { level: 1, name: old })).toBeVisible();
  await expect(told(page, "Diterapkan sejak 1 Agustus 2024.")).toBeVisible();
  await station(page, "ruang-terdahulu");
  const number = new URL(page.url()).pathname.split("/").at(-1);
  const visitor = await person(browser, { onPhone: true });
  await visitor.page.goto(`/inovasi/tabungan-ibu-hamil-contoh-${number.slice(-8)}`);
  await expect(visitor.page.getByRole("heading", { level: 1, name: old })).toBeVisible();
  await expect(visitor.page.getByText("Ibu hamil menabung")).toHaveCount(0);
  visitor.eye.calm();
  await visitor.context.close();
  await page.getByRole("link", { name: "Perbaiki data" }).click();
  await expect(page.getByLabel("Nama inovasi")).toHaveValue(old);
});

test("the clinic works a queue of thirty at a desk, by keyboard", async () => {
  const { page } = people.clinic;
  const phone = people.innovator.page;
  const prefix = randomBytes(2).toString("hex");
  // Thirty drafts of the agency, begun as the app does, by its own calls.
  await phone.evaluate(async (prefix) => {
    const uuid = () => {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      const now = Date.now();
      for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 255;
      bytes[6] = (bytes[6] & 0x0f) | 0x70;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = [...bytes].map((it) => it.toString(16).padStart(2, "0")).join("");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    };
    for (let n = 1; n <= 30; n += 1) {
      const answer = await fetch("/api/v1/records", {
        method: "POST",
        headers: { "content-type": "application/json", "x-klisida": "1", "idempotency-key": uuid() },
        body: JSON.stringify({ id: uuid(), name: `Uji antrean ${prefix} ${String(n).padStart(2, "0")}`, idea: "", kind: null, agency: null }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }, prefix);
  await open(page, "/app/klinik?lajur=menunggu-pd", "Meja klinik");
  await expect(told(page, `Uji antrean ${prefix} 30`)).toBeVisible();
  await station(page, "meja-klinik");
  await page.locator("#judul").focus();
  for (let n = 0; n < 5; n += 1) await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(told(page, "2 dipilih")).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Pintasan papan ketik" })).toBeVisible();
  await axe(page, "shortcuts");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Tetapkan pendamping / penelaah" }).click();
  const dialog = page.getByRole("dialog").filter({ visible: true });
  await dialog.getByLabel("Pendamping").selectOption({ label: "Tari Klinik" });
  await dialog.getByRole("button", { name: "Tetapkan", exact: true }).click();
  await expect(told(page, /Ditetapkan untuk 2 inovasi/)).toBeVisible();
  await focusIsSeen(page, "queue", 20);
  await page.locator("#judul").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/app\/klinik\/konsultasi\//);
});

test("each text was delivered once, whether by the page, by the sender or by handing in; nothing foreign, no error", async () => {
  expect(stored.length).toBeGreaterThan(10);
  const again = (value) => stored.map(value).filter((it, n, all) => all.indexOf(it) !== n);
  expect(again(([, key]) => key)).toEqual([]);
  expect(again(([path, , body]) => `${path} ${body}`)).toEqual([]);
  for (const { eye, context } of Object.values(people)) {
    eye.calm();
    await context.close();
  }
});
