//! The sheet was changed elsewhere, too: both texts side by side, a choice per criterion that both sides changed, nothing lost.

use klisida_domain::{
    draft::{Conflict, Elsewhere, Pick, SheetDraft},
    judging::Sheet,
    law::{CRITERIA, Criterion},
};
use leptos::prelude::*;

use super::work::Work;
use crate::{browser, clock, ui::announce};

const ID: &str = "dua-isian";

/// Takes the judge to the choice.
pub fn show() {
    browser::focus(ID);
}

/// The choice; nothing while there is none to make.
pub fn view(work: Work) -> AnyView {
    let clash = Memo::new(move |_| work.draft.with(|draft| draft.conflicts.first().cloned()));
    // What the judge writes while the choice is open may make another criterion one to choose; what was asked stays asked.
    let asked = Memo::new(move |before: Option<&Asked>| {
        let clash = clash.get()?;
        let mut criteria = work.draft.with(SheetDraft::differences);
        if let Some(Some((same, asked))) = before
            && *same == clash
        {
            criteria.extend(asked);
            criteria.sort_unstable();
            criteria.dedup();
        }
        Some((clash, criteria))
    });
    (move || {
        let (clash, criteria) = asked.get()?;
        let there = match clash.at {
            Elsewhere::Server => "Di server",
            Elsewhere::Tab => "Di tab lain",
        };
        announce("Isian yang sama berubah di tempat lain. Pilih isian yang dipakai.");
        Some(choice(work, &clash.text, &criteria, there))
    })
    .into_any()
}

/// A conflict, and the criteria that are asked about.
type Asked = Option<(Conflict<Sheet>, Vec<Criterion>)>;

type Picks = [Option<Pick>; CRITERIA];

fn choice(work: Work, theirs: &Sheet, asked: &[Criterion], there: &'static str) -> AnyView {
    let all = |pick: Pick| {
        let mut picks: Picks = [None; CRITERIA];
        for (slot, criterion) in picks.iter_mut().zip(Criterion::ALL) {
            *slot = asked.contains(criterion).then_some(pick);
        }
        picks
    };
    let (mine, others) = (all(Pick::Mine), all(Pick::Theirs));
    let picks = StoredValue::new(mine);
    let rows = asked
        .iter()
        .map(|criterion| row(work, *criterion, words(theirs, *criterion), there, picks))
        .collect_view();
    let settle = move |picks: Picks| {
        work.change(|draft| draft.settle_picks(clock::now(), picks));
        leptos::task::spawn_local(async move {
            let _ = work.deliver().await;
        });
        browser::soon(|| browser::focus("judul"));
    };
    let all_theirs = ["Semua: ", &there.to_lowercase()].concat();
    view! {
        <section class="card stack" aria-labelledby=ID>
            <h2 id=ID tabindex="-1">"Lembar ini juga berubah di tempat lain"</h2>
            <p>"Kriteria ini diisi berbeda di dua tempat; kriteria lain sudah digabung. Pilih yang dipakai. Sebelum Anda memilih, tidak ada yang dikirim atau dihapus."</p>
            {rows}
            <div class="actions">
                <button type="button" class="btn" on:click=move |_| settle(picks.get_value())>
                    "Pakai pilihan ini"
                </button>
                <button type="button" class="btn plain" on:click=move |_| settle(mine)>
                    "Semua: di perangkat ini"
                </button>
                <button type="button" class="btn plain" on:click=move |_| settle(others)>
                    {all_theirs}
                </button>
            </div>
        </section>
    }
    .into_any()
}

fn set(picks: StoredValue<Picks>, criterion: Criterion, pick: Pick) {
    picks.update_value(|picks| {
        if let Some(slot) = picks.get_mut(criterion.index()) {
            *slot = Some(pick);
        }
    });
}

fn row(
    work: Work,
    criterion: Criterion,
    theirs: String,
    there: &'static str,
    picks: StoredValue<Picks>,
) -> AnyView {
    let name = ["pilih-", criterion.code()].concat();
    // What is on screen may still be changed while the choice is open.
    let mine = Memo::new(move |_| work.draft.with(|draft| words(&draft.text, criterion)));
    let side = |pick: Pick, place: &'static str, text: AnyView| {
        view! {
            <label>
                <span class="cluster">
                    <input
                        type="radio"
                        name=name.clone()
                        checked=pick == Pick::Mine
                        on:change=move |_| set(picks, criterion, pick)
                    />
                    <b>{place}</b>
                </span>
                <p>{text}</p>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="field">
            <legend>{criterion.label()}</legend>
            <div class="versus">
                {side(Pick::Mine, "Di perangkat ini", (move || mine.get()).into_any())}
                {side(Pick::Theirs, there, theirs.into_any())}
            </div>
        </fieldset>
    }
    .into_any()
}

/// Mark and note of a criterion as one text.
fn words(sheet: &Sheet, criterion: Criterion) -> String {
    let mark = match sheet.marks.get(&criterion) {
        Some(mark) => {
            let band = klisida_domain::competition::BANDS
                .get(mark.band())
                .map_or("", |band| band.name);
            [&mark.value().to_string(), " · ", band].concat()
        }
        None => "Belum dinilai".to_owned(),
    };
    match sheet.notes.get(&criterion) {
        Some(note) => [&mark, "\n", note].concat(),
        None => mark,
    }
}

#[cfg(test)]
mod tests {
    use klisida_domain::judging::Mark;

    use super::*;

    #[test]
    fn a_side_shows_mark_band_and_note() {
        let mut sheet = Sheet::default();
        assert_eq!(words(&sheet, Criterion::Novelty), "Belum dinilai");
        sheet
            .marks
            .insert(Criterion::Novelty, Mark::new(76).unwrap());
        sheet
            .notes
            .insert(Criterion::Novelty, "Sudah ada di Belitung".to_owned());
        assert_eq!(
            words(&sheet, Criterion::Novelty),
            "76 · Baik\nSudah ada di Belitung"
        );
    }
}
