//! `/bantuan`: answers for citizens, agencies and judges.

use leptos::prelude::*;

use klisida_domain::{guide::Guide, paths::public};

use crate::{
    document::{Meta, Page},
    kit::head,
};

/// Questions and answers, by reader.
const ANSWERS: [(&str, &[(&str, &str)]); 3] = [
    (
        "Untuk siapa saja",
        &[
            (
                "Dari mana angka di papan peringkat?",
                "Setiap juri memberi nilai 0–100 pada lima kriteria Pasal 8. Nilai dikalikan bobot, dijumlahkan, lalu dirata-ratakan antarjuri. Bobot dan aturan seri tertulis di bawah setiap papan.",
            ),
            (
                "Mengapa papan masih tertutup?",
                "Nilai tidak tampil selama juri bekerja, supaya tidak saling memengaruhi. Papan terbuka setelah koordinator mengumumkan hasil.",
            ),
            (
                "Hasilnya keliru. Apa yang terjadi?",
                "Koordinator menerbitkan versi baru dengan catatan koreksi. Versi lama tetap dapat dibaca.",
            ),
            (
                "Bagaimana mencetak papan?",
                "Tekan Cetak di bawah papan, lalu pakai menu cetak peramban. Halamannya tersusun untuk kertas A4.",
            ),
        ],
    ),
    (
        "Untuk juri",
        &[
            (
                "Bagaimana cara masuk?",
                "Buka tautan undangan dari koordinator. Tautan itu berlaku 72 jam dan hanya sekali pakai. Setelah itu masuk dengan nama pengguna dan kata sandi.",
            ),
            (
                "Apakah bisa menilai tanpa sinyal?",
                "Bisa. Nilai disimpan di perangkat Anda dan terkirim sendiri saat ada sinyal. Tulisan “Terkirim” berarti server sudah menerimanya.",
            ),
            (
                "Apa arti “Kunci nilai”?",
                "Hanya lembar yang dikunci yang dihitung. Anda dapat membukanya kembali sampai penilaian ditutup.",
            ),
            (
                "Saya punya hubungan dengan pemilik entri.",
                "Tekan “Ada hubungan dengan entri ini” di lembar nilai. Entri itu keluar dari daftar Anda dan koordinator diberi tahu.",
            ),
        ],
    ),
    (
        "Untuk perangkat daerah",
        &[
            (
                "Bagaimana inovasi kami masuk katalog?",
                "Hubungi koordinator di BAPPERIDA. Data dimuat setelah diperiksa.",
            ),
            (
                "Saya lupa kata sandi.",
                "Minta tautan pemulihan kepada administrator. Tautan itu hanya sekali pakai.",
            ),
        ],
    ),
];

/// `/bantuan`.
pub fn page() -> Page<impl IntoView + use<>> {
    let parts = ANSWERS
        .into_iter()
        .map(|(reader, answers)| {
            let items = answers
                .iter()
                .map(|(question, answer)| {
                    view! {
                        <details class="answer">
                            <summary>{*question}</summary>
                            <p>{*answer}</p>
                        </details>
                    }
                })
                .collect_view();
            view! {
                <section class="stack">
                    <h2>{reader}</h2>
                    <div class="card answers">{items}</div>
                </section>
            }
        })
        .collect_view();
    let guides = Guide::ALL
        .into_iter()
        .map(|guide| {
            view! {
                <li>
                    <a class="card" href=guide.address()>
                        <h3>{guide.label()}</h3>
                        <p class="soft">{guide.about()}</p>
                    </a>
                </li>
            }
        })
        .collect_view();
    Page {
        meta: Meta {
            title: "Bantuan".to_owned(),
            description:
                "Panduan untuk setiap peran, dan jawaban singkat tentang papan peringkat, penilaian, dan cara masuk KLISIDA."
                    .to_owned(),
            path: public::HELP.to_owned(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            {head("KLISIDA", "Bantuan", "Panduan untuk setiap peran, dan jawaban untuk pertanyaan yang sering muncul.")}
            <section class="stack">
                <h2>"Panduan"</h2>
                <ul class="grid">{guides}</ul>
            </section>
            {parts}
            <section class="card stack">
                <h2>"Masih perlu bantuan?"</h2>
                <p>
                    "Datang atau bersurat ke Klinik Inovasi di BAPPERIDA Kabupaten Bangka Barat pada jam kerja. Bila layar menampilkan kode gangguan, sebutkan kode itu."
                </p>
            </section>
        },
    }
}
