//! `/aksesibilitas`: what was built in, what was checked, what is known to be missing, whom to tell.

use leptos::prelude::*;

use klisida_domain::paths::public;

use crate::{
    document::{Meta, Page},
    kit::head,
};

/// `/aksesibilitas`.
pub fn page() -> Page<impl IntoView + use<>> {
    Page {
        meta: Meta {
            title: "Aksesibilitas".to_owned(),
            description: "Bagaimana KLISIDA dibuat agar dapat dipakai semua orang, dan kepada siapa melapor bila ada hambatan.".to_owned(),
            path: public::ACCESSIBILITY.to_owned(),
            index: true,
            ..Meta::default()
        },
        body: view! {
            {head("KLISIDA", "Aksesibilitas", "Aplikasi ini dibuat agar dapat dipakai semua orang, di ponsel murah dan sinyal lemah.")}
            <section class="prose">
                <h2>"Yang sudah dibuat"</h2>
                <ul>
                    <li>"Semua halaman dapat dipakai dengan papan tik saja, dan fokusnya selalu terlihat."</li>
                    <li>"Tombol dan tautan utama setinggi 44 piksel atau lebih."</li>
                    <li>"Arti tidak pernah disampaikan dengan warna saja; selalu ada kata."</li>
                    <li>"Kontras warna memenuhi WCAG 2.2 tingkat AA, terang maupun gelap."</li>
                    <li>"Teks dapat dibesarkan sampai 200 persen tanpa ada yang terpotong."</li>
                    <li>"Pilihan perangkat Anda diikuti: tema gelap, gerak dikurangi, dan kontras tinggi."</li>
                </ul>
                <h2>"Cara kami memeriksa"</h2>
                <p>
                    "Setiap perubahan diperiksa otomatis dengan axe pada lebar 360 dan 1280 piksel, terang dan gelap. Pemeriksaan otomatis tidak menemukan semua hambatan."
                </p>
                <h2>"Yang belum"</h2>
                <ul>
                    <li>"Pengujian bersama pengguna pembaca layar belum dilakukan."</li>
                    <li>"Matriks penugasan juri lebar dan perlu digeser ke samping di ponsel."</li>
                </ul>
                <h2>"Ada hambatan?"</h2>
                <p>
                    "Beri tahu Klinik Inovasi di BAPPERIDA Kabupaten Bangka Barat. Sebutkan halaman dan apa yang ingin Anda lakukan. "
                    <a href=public::HELP>"Cara menghubungi"</a>
                </p>
            </section>
        },
    }
}
