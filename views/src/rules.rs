//! How scores are made, in words: weights, tie chain, rounding. Open to the public before the first mark.

use leptos::prelude::*;

use klisida_domain::{
    law::{CRITERIA, Criterion},
    publication::Board,
};

/// "Dari mana angka ini?": weights, tie chain, rounding; with a board also its panel and digest.
pub fn rules(
    weights: [u8; CRITERIA],
    tie_chain: &[Criterion],
    board: Option<&Board>,
) -> impl IntoView + use<> {
    let rows = Criterion::ALL
        .iter()
        .zip(weights)
        .map(|(criterion, weight)| view! { <li>{format!("{} {weight} % ({})", criterion.label(), criterion.article())}</li> })
        .collect_view();
    let chain: Vec<_> = tie_chain
        .iter()
        .map(|criterion| criterion.label())
        .collect();
    let tie = if chain.is_empty() {
        "Nilai yang sama mendapat peringkat bersama.".to_owned()
    } else {
        format!(
            "Bila nilai sama, rerata kriteria dibandingkan berurutan: {}. Bila tetap sama, peringkatnya bersama.",
            chain.join(", ")
        )
    };
    let rounding = if board.is_none_or(|board| board.precision.is_full()) {
        "dua desimal"
    } else {
        "ke angka bulat"
    };
    let panel = board.map(|board| {
        let judges = format!(
            "Panel {} juri; setiap entri dinilai sedikitnya {} juri. Nilai seorang juri tidak diumumkan.",
            board.judges, board.min_judges
        );
        let withdrawn = (board.withdrawn > 0)
            .then(|| view! { <p>{format!("{} entri dikeluarkan dari lomba setelah penilaian dibuka.", board.withdrawn)}</p> });
        let excluded = (board.excluded > 0).then(|| {
            view! {
                <p>{format!("{} lembar nilai tidak dihitung: jurinya dikeluarkan atau punya hubungan dengan entri.", board.excluded)}</p>
            }
        });
        view! {
            <p>{judges}</p>
            {withdrawn}
            {excluded}
            <p class="soft small">"Sidik hasil (SHA-256): " <code>{board.digest.clone()}</code></p>
        }
    });
    view! {
        <section class="card stack">
            <h2>{if board.is_some() { "Dari mana angka ini?" } else { "Bagaimana nilai dihitung" }}</h2>
            <p>
                "Setiap juri memberi nilai 0–100 pada lima kriteria. Nilai entri adalah rerata total berbobot semua lembar yang dikunci. Bobot dikunci sebelum penilaian dimulai:"
            </p>
            <ul>{rows}</ul>
            <p>{tie}</p>
            <p>"Peringkat memakai nilai tanpa pembulatan; angka di layar dibulatkan "{rounding}"."</p>
            {panel}
        </section>
    }
}
