//! Invented dossiers: readable at length, every text says that it is an example.

use klisida_domain::competition::Dossier;
use klisida_domain::innovation::Innovation;

const PROBLEMS: [&str; 6] = [
    "warga harus datang berkali-kali untuk satu urusan",
    "data tersebar di banyak berkas dan sering berbeda",
    "antrean panjang pada hari pasar dan awal bulan",
    "desa yang jauh jarang terlayani",
    "petugas menulis hal yang sama pada beberapa buku",
    "keluhan warga tidak diketahui sampai selesai ditangani",
];
const WAYS: [&str; 6] = [
    "layanan dipindahkan ke desa menurut jadwal yang diumumkan",
    "berkas diperiksa sekali dan dipakai bersama oleh semua loket",
    "petugas dan warga memakai satu daftar yang dapat dilihat kedua pihak",
    "kader setempat dilatih menjadi penghubung pertama",
    "langkah yang tidak menambah nilai dihapus setelah dihitung waktunya",
    "jawaban untuk warga dikirim lewat pesan singkat pada hari yang sama",
];
const PARTNERS: [&str; 4] = [
    "pemerintah desa",
    "sekolah dan puskesmas",
    "kelompok usaha setempat",
    "perguruan tinggi",
];

/// The dossier of an entry; `n` counts from 0 and varies the words and figures.
pub fn dossier(innovation: &Innovation, n: usize) -> Dossier {
    let problem = PROBLEMS[n % PROBLEMS.len()];
    let way = WAYS[(n * 5 + n / 6) % WAYS.len()];
    let partner = PARTNERS[(n / 2) % PARTNERS.len()];
    let before = 4 + n % 9;
    let after = 1 + n % 3;
    let people = 420 + n * 137 % 2_600;
    let cost = 18 + n * 7 % 60;
    let place = if innovation.region.is_empty() {
        "daerah asalnya".to_owned()
    } else {
        innovation.region.clone()
    };
    let kind = innovation.kind.map_or("inovasi", |kind| kind.short());
    Dossier {
        summary: format!(
            "Contoh. Ringkasan ini dikarang untuk peragaan dan bukan keterangan resmi tentang {name}. Di {place}, {problem}. \
             Melalui {name}, {way}. Jenisnya: {kind}. Dalam setahun {people} orang terlayani, dan waktu satu urusan turun dari {before} hari \
             menjadi {after} hari.",
            name = innovation.name,
            kind = kind.to_lowercase(),
        ),
        criteria: [
            format!(
                "Contoh. Sebelumnya urusan dijalankan menurut kebiasaan lama. Kini {way}. Cara ini baru bagi {place} dan bedanya dapat dilihat pada alur kerja sebelum dan sesudah."
            ),
            format!(
                "Contoh. {people} orang terlayani dalam setahun. Waktu satu urusan turun dari {before} hari menjadi {after} hari, dan hasil survei singkat menunjukkan sebagian besar pengguna puas."
            ),
            format!(
                "Contoh. Masalahnya: {problem}. Akar masalahnya ialah langkah yang bergantung pada satu orang dan satu tempat. Karena itu {way}, dan keluhan berkurang sejak bulan ketiga."
            ),
            format!(
                "Contoh. Biaya setahun sekitar {cost} juta rupiah dan tercantum dalam anggaran. Panduan singkat, daftar prasyarat, dan contoh formulir tersedia. Kerja sama dengan {partner} membuatnya mudah ditiru."
            ),
            format!(
                "Contoh. Selaras dengan rencana kerja daerah dan memakai sistem yang sudah ada. Warga tidak diminta mengisi data yang sama dua kali. {} ikut menjaga pelaksanaannya.",
                capital(partner)
            ),
        ],
        links: Vec::new(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use klisida_domain::competition::Dossier;

    use super::{PROBLEMS, dossier};

    fn of(n: usize) -> Dossier {
        let innovation = serde_json::from_value(serde_json::json!({
            "id": "00000000-0000-7000-8000-000000000000", "slug": "x", "name": "Layanan Keliling", "agency": "Dinas", "agency_code": null,
            "region": "Kota Contoh", "province": "", "years": {}, "kind": "proses", "carrier": "pemda", "replication": false,
            "replicated_from": null, "unverified": false
        }));
        dossier(&innovation.expect("an innovation"), n)
    }

    #[test]
    fn every_text_says_that_it_is_an_example_and_can_be_saved() {
        for n in 0..PROBLEMS.len() * 7 {
            let dossier = of(n);
            assert!(dossier.faults().is_empty() && dossier.content().is_ready());
            assert!(
                dossier
                    .criteria
                    .iter()
                    .chain([&dossier.summary])
                    .all(|text| text.starts_with("Contoh. "))
            );
        }
        assert_ne!(of(0), of(1));
    }
}
