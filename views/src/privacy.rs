//! `/privasi`: what is kept of whom, why, how long, and whom to ask (UU 27/2022).

use leptos::prelude::*;

use klisida_domain::paths::public;

use crate::{
    document::{Meta, Page},
    kit::head,
};

/// What is kept: data, purpose, time.
const KEPT: [(&str, &str, &str); 8] = [
    (
        "Nama, nama pengguna, instansi, dan peran Anda",
        "masuk dan bekerja sesuai peran Anda",
        "selama akun aktif; setelah dimatikan, nama tetap ada pada catatan keputusan",
    ),
    (
        "Kata sandi, hanya sebagai sidik Argon2id",
        "memastikan bahwa Anda yang masuk; kata sandinya sendiri tidak dapat dibaca siapa pun",
        "sampai Anda menggantinya",
    ),
    (
        "Perangkat yang sedang masuk dan waktu terakhir dipakai",
        "memperlihatkan perangkat yang sedang masuk, agar Anda dapat mengakhirinya",
        "paling lama 30 hari",
    ),
    (
        "Sidik tanda peramban tempat Anda pernah masuk, paling banyak sepuluh",
        "agar Anda tidak ikut menunggu bila orang lain menebak kata sandi Anda",
        "paling lama 90 hari sejak terakhir masuk, atau sampai kata sandi diganti",
    ),
    (
        "Kunci isian Anda di setiap perangkat",
        "membuka isian yang belum terkirim di perangkat itu, hanya untuk Anda",
        "sampai Anda masuk lagi di perangkat itu dan isian di bawahnya terkirim atau dikunci ulang",
    ),
    (
        "Nilai dan catatan juri",
        "menghitung hasil kompetisi dan mempertanggungjawabkannya",
        "mengikuti jadwal retensi arsip pemerintah daerah",
    ),
    (
        "Catatan tindakan: siapa, apa, kapan",
        "membuktikan bahwa keputusan diambil dengan benar",
        "mengikuti jadwal retensi arsip pemerintah daerah",
    ),
    (
        "Benturan kepentingan antara juri dan entri: jenisnya, siapa memutuskan, dan alasannya",
        "memastikan bahwa tidak ada yang menilai instansinya atau pekerjaannya sendiri; hanya koordinator yang membacanya",
        "mengikuti jadwal retensi arsip pemerintah daerah",
    ),
];

/// `/privasi`.
pub fn page() -> Page<impl IntoView + use<>> {
    let kept = KEPT
        .into_iter()
        .map(|(what, why, until)| {
            view! {
                <dt>{what}</dt>
                <dd>
                    <p>"Untuk " {why} "."</p>
                    <p class="soft">"Disimpan " {until} "."</p>
                </dd>
            }
        })
        .collect_view();
    Page {
        meta: Meta {
            title: "Privasi".to_owned(),
            description: "Data pribadi apa yang disimpan KLISIDA, untuk apa, berapa lama, dan kepada siapa bertanya.".to_owned(),
            path: public::PRIVACY.to_owned(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            {head("UU 27/2022 tentang Pelindungan Data Pribadi", "Privasi", "Kami menyimpan sesedikit mungkin, dan mengatakan apa saja itu.")}
            <section class="prose">
                <h2>"Pengunjung halaman umum"</h2>
                <p>
                    "Beranda, papan, dan katalog tidak memakai kuki, tidak memakai alat pelacak, dan tidak meminta data Anda. Halaman itu terbaca tanpa JavaScript."
                </p>
            </section>
            <section class="stack">
                <h2>"Pemilik akun"</h2>
                <div class="card"><dl class="facts">{kept}</dl></div>
            </section>
            <section class="prose">
                <h2>"Kuki"</h2>
                <p>
                    "Dipasang setelah Anda masuk, dan tidak dipakai untuk hal lain. Tanda masuk bernama __Host-klisida tidak terbaca oleh skrip. Tanda __Host-klisida-present berumur sama; ia hanya mengatakan bahwa tanda masuk itu ada dan tidak memuat rahasia. Bila Anda keluar tanpa sinyal, tanda __Host-klisida-left memuat nomor sesi itu sampai server tahu bahwa Anda keluar. Tanda peramban bernama __Host-klisida-peramban tinggal 90 hari dan tidak membuka apa pun; dengan itu Anda tidak ikut menunggu bila orang lain menebak kata sandi Anda."
                </p>
                <h2>"Yang disimpan di perangkat Anda"</h2>
                <p>
                    "Selama Anda masuk, isian yang belum terkirim dan jawaban terakhir server disimpan di perangkat, terpisah untuk setiap akun dan terenkripsi (AES-GCM 256 bit). Tanpa sinyal, aplikasi terbuka untuk Anda paling lama sampai batas waktu sesi Anda. Halaman umum yang terakhir Anda buka juga disimpan, paling banyak 30, agar terbaca tanpa sinyal."
                </p>
                <p>
                    "Saat Anda keluar, semua itu dihapus. Isian yang belum terkirim tetap ada hanya bila Anda memilihnya, dan terkunci: kuncinya ada di server, diberikan hanya kepada Anda setelah Anda masuk lagi di perangkat itu. Bila sesi berakhir sendiri atau diakhiri administrator, isian terkunci dengan cara yang sama. Orang lain yang masuk di perangkat itu tidak dapat membaca, menghitung, atau mengirimnya."
                </p>
                <p>
                    "Yang tinggal di perangkat setelah Anda keluar: berkas aplikasi, pilihan terang atau gelap, nama acak perangkat, dan isian terkunci tadi bersama nomor akun Anda yang acak."
                </p>
                <h2>"Siapa yang melihat"</h2>
                <ul>
                    <li>"Selama penilaian, nilai hanya dilihat juri yang memberinya."</li>
                    <li>"Setelah penilaian ditutup, koordinator dapat melihatnya; setiap pembukaan dicatat. Sejak itu hasil hanya berubah dengan persetujuan orang kedua."</li>
                    <li>"Administrator tidak melihat nilai. Akun juri dipulihkan hanya dengan persetujuan orang kedua, dan jurinya diberi tahu."</li>
                    <li>"Umum hanya melihat rerata per entri dan jumlah juri, tidak pernah nilai satu juri."</li>
                </ul>
                <h2>"Pengendali data dan hak Anda"</h2>
                <p>
                    "Pengendali data adalah Pemerintah Kabupaten Bangka Barat melalui BAPPERIDA. Anda berhak meminta salinan, perbaikan, dan penghapusan data, serta menarik persetujuan, sejauh tidak bertentangan dengan kewajiban arsip."
                </p>
                <p>
                    "Ajukan secara tertulis ke kantor BAPPERIDA Kabupaten Bangka Barat. Permintaan ditanggapi paling lambat 3 x 24 jam, sesuai undang-undang."
                </p>
            </section>
        },
    }
}
