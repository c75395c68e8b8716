//! A text with its limit: counted live, warned of, never cut.

use klisida_domain::{part::Content, record::Section, text};
use leptos::prelude::*;

use super::part_sheet::Sheet;
use crate::ui::Field;

/// A good and a weak answer to each text; all invented.
const fn examples(section: Section) -> (&'static str, &'static str) {
    match section {
        Section::Summary => (
            "Warga pulau menunggu obat rutin sampai 14 hari. Dengan jadwal kapal bersama, obat tiba dalam 3 hari untuk 120 pasien.",
            "Inovasi ini sangat bermanfaat bagi masyarakat luas.",
        ),
        Section::Problem => (
            "120 pasien di dua pulau kehabisan obat tiap bulan. Penyebabnya: pengiriman menunggu kapal dinas yang berlayar dua minggu sekali.",
            "Pelayanan obat belum optimal karena banyak kendala.",
        ),
        Section::Novelty => (
            "Sebelumnya obat ikut kapal dinas. Kini memakai kapal warga dengan jadwal tetap dan segel suhu. Cara serupa ada di kabupaten lain, tanpa segel suhu.",
            "Belum pernah ada inovasi seperti ini.",
        ),
        Section::Solution => (
            "Puskesmas mengirim daftar tiap Senin, apotek menyiapkan Selasa, kapal warga mengantar Rabu, kader menyerahkan dan mencatat.",
            "Kami membuat aplikasi agar pelayanan lebih baik.",
        ),
        Section::Benefit => (
            "Lama tunggu turun dari 14 menjadi 3 hari bagi 120 pasien. Pasien yang putus obat turun dari 30 menjadi 4 orang dalam enam bulan.",
            "Masyarakat merasa puas dan terbantu.",
        ),
        Section::Replicability => (
            "Jadwal ditetapkan dengan keputusan kepala puskesmas, biaya ada di anggaran rutin, dan tiga petugas bergantian. Puskesmas pesisir lain dapat meniru.",
            "Inovasi ini akan terus dilanjutkan.",
        ),
        Section::Prerequisites => (
            "Kapal warga yang berjadwal, kotak bersegel suhu, satu kader di tiap pulau, dan apotek yang melayani resep berulang.",
            "Dukungan semua pihak.",
        ),
        Section::Compatibility => (
            "Sejalan dengan sasaran RKPD tentang layanan kesehatan pulau kecil dan aturan penyimpanan obat yang berlaku.",
            "Sesuai dengan peraturan perundang-undangan.",
        ),
        Section::Stakeholders => (
            "Nelayan mengantar, kader mencatat, apotek menyiapkan, kepala desa mengumumkan jadwal.",
            "Seluruh pemangku kepentingan terlibat.",
        ),
        Section::Resources => (
            "Tiga petugas, dua kotak bersegel, biaya kapal setiap bulan dari anggaran rutin. Masih dicari: satu kotak cadangan.",
            "Anggaran dari APBD.",
        ),
        Section::Lessons => (
            "Dua bulan pertama daftar sering terlambat. Batas waktunya kami majukan ke hari Jumat dan keterlambatan hilang.",
            "Tidak ada kendala.",
        ),
    }
}

/// The form of a text.
pub fn form(sheet: Sheet, section: Section) -> AnyView {
    let value = RwSignal::new(sheet.content().text().unwrap_or_default().to_owned());
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        if before.is_some_and(|before| before != now) {
            sheet.write(Content::Text(now.clone()));
        }
        now
    });
    let (good, weak) = examples(section);
    view! {
        <div class="stack">
            <details class="fold">
                <summary><b>"Contoh yang baik dan yang lemah"</b></summary>
                <div class="pair">
                    <p><b>"Baik: "</b>{good}</p>
                    <p><b>"Lemah: "</b>{weak}</p>
                </div>
            </details>
            <Field name=section.code() label=section.label() value=value faults=sheet.faults rows=10 hint="Boleh dengan suara: tombol mikrofon di papan ketik."/>
            {counter(value, section.limit())}
        </div>
    }
    .into_any()
}

/// "120 dari 300 kata": warns over the limit, and lets go on.
fn counter(value: RwSignal<String>, most: usize) -> AnyView {
    let count = Memo::new(move |_| value.with(|value| text::words(value)));
    let class = move || {
        if count.get() > most {
            "error"
        } else {
            "soft small num"
        }
    };
    let words = move || {
        let count = count.get();
        let tail = match count.checked_sub(most) {
            Some(over) if over > 0 => {
                [" · lebih ", &over.to_string(), ", ringkas sebelum diajukan"].concat()
            }
            _ => String::new(),
        };
        [
            &count.to_string(),
            " dari ",
            &most.to_string(),
            " kata",
            &tail,
        ]
        .concat()
    };
    view! { <p class=class>{words}</p> }.into_any()
}
