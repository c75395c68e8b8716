//! The settings form: its signals and its fields. Used for a new edition and for a draft.

use klisida_domain::{
    competition::Entrants,
    law::Criterion,
    problem::{FieldFault, Problem},
    time::Instant,
};
use leptos::prelude::*;

use super::{frame, setup_rubric, setup_state::SetupForm};
use crate::{
    action::Action,
    api::Fault,
    browser,
    ui::{Check, Choice, ErrorSummary, Field, announce},
};

/// What sends the form. The server's refusals are shown at the fields they mean.
pub fn action(form: SetupForm) -> Action {
    Action::of(form.faults).on_refusal(move |fault| Some(at_fields(form, fault)))
}

/// The refusal with the names of this form's fields; criteria in which something is wrong are unfolded.
pub fn at_fields(form: SetupForm, fault: Fault) -> Fault {
    let Fault::Refused(problem) = fault else {
        return fault;
    };
    let faults: Vec<_> = problem
        .faults
        .iter()
        .map(|it| FieldFault::new(bare(&it.field), it.code))
        .collect();
    form.unfold(&faults);
    Fault::Refused(Problem {
        field: problem.field.as_deref().map(bare),
        faults,
        ..problem
    })
}

/// The field without the body's own frame around it.
fn bare(field: &str) -> String {
    field.strip_prefix("setup.").unwrap_or(field).to_owned()
}

/// "Rabu, 7 Oktober 2026 pukul 16.00 WIB" under a date field.
fn in_words(value: RwSignal<String>) -> AnyView {
    (move || {
        let words = Instant::from_wib_field(&value.get()).map(|at| at.wib().full());
        view! { <p class="soft small" role="status">{words}</p> }
    })
    .into_any()
}

/// All fields. `opened` is none of this form's business: an opened edition is read only elsewhere.
pub fn fields(form: SetupForm) -> AnyView {
    let (fields, faults) = (form.fields(), form.faults);
    let entrants = [Entrants::Agencies, Entrants::Open]
        .map(|it| {
            let sentence = match it {
                Entrants::Agencies => "Hanya inovasi perangkat daerah dan BUMD Bangka Barat (Pasal 5 ayat (2) huruf a).",
                Entrants::Open => "Inovasi mana pun dari katalog, termasuk dari daerah lain.",
            };
            (it.code().to_owned(), it.label().to_owned(), sentence.to_owned())
        })
        .to_vec();
    let general = view! {
        <Field name="name" label="Nama kompetisi" value=fields.name faults=faults hint="5 sampai 120 karakter; tampil di papan peringkat, misalnya Kompetisi Inovasi Bangka Barat 2026."/>
        <Field name="year" label="Tahun" value=fields.year faults=faults mode="numeric" class="narrowfield"/>
        <Choice name="entrants" legend="Siapa yang boleh ikut" value=fields.entrants faults=faults options=entrants/>
    }
    .into_any();
    let time = view! {
        <div class="pair">
            <div class="stack">
                <Field name="opens_at" label="Penilaian dibuka" value=fields.opens faults=faults kind="datetime-local" hint="Waktu Indonesia Barat (WIB)."/>
                {in_words(fields.opens)}
            </div>
            <div class="stack">
                <Field name="closes_at" label="Penilaian ditutup" value=fields.closes faults=faults kind="datetime-local" hint="WIB; lembar yang datang sesudahnya tidak dihitung."/>
                {in_words(fields.closes)}
            </div>
        </div>
        <Field name="min_judges" label="Juri untuk setiap entri, paling sedikit" value=fields.min_judges faults=faults mode="numeric" class="narrowfield" hint="3 sampai 15. Dengan kurang dari tiga, nilai seorang juri dapat ditebak."/>
    }
    .into_any();
    let ties = view! {
        <p class="soft">"Bila nilai akhir sama, rerata kriteria dibandingkan dari atas ke bawah. Bila tetap sama, peringkatnya bersama."</p>
        {chain(form)}
    }
    .into_any();
    let label = view! {
        <Check label="Nilai contoh" value=fields.sample hint="Centang untuk latihan atau peragaan. Setiap layar dan papan akan berlabel contoh."/>
    }
    .into_any();
    view! {
        <ErrorSummary faults=faults/>
        {frame::section("Umum", general)}
        {frame::section("Jadwal dan juri", time)}
        {frame::section("Bobot kriteria", setup_rubric::weights(form))}
        {frame::section("Kalimat rentang nilai", setup_rubric::texts(form))}
        {frame::section("Urutan penentu seri", ties)}
        {frame::section("Label", label)}
    }
    .into_any()
}

/// The tie chain: order by buttons, because dragging alone would shut people out (WCAG 2.5.7).
fn chain(form: SetupForm) -> AnyView {
    form.faults.name("tie_chain", "Urutan penentu seri");
    let chain = form.fields().tie_chain;
    let rows = move || {
        let order = chain.get();
        let last = order.len().saturating_sub(1);
        let items = order
            .iter()
            .enumerate()
            .map(|(place, criterion)| chain_row(chain, *criterion, place, last))
            .collect_view();
        let out = Criterion::ALL
            .iter()
            .filter(|it| !order.contains(it))
            .map(|criterion| {
                let criterion = *criterion;
                let add = move |_| {
                    chain.update(|chain| chain.push(criterion));
                    announce(&[criterion.label(), " masuk urutan."].concat());
                };
                view! {
                    <button type="button" class="btn plain small" on:click=add>
                        {["Masukkan ", criterion.label()].concat()}
                    </button>
                }
            })
            .collect_view();
        view! {
            <ol class="order">{items}</ol>
            {order.is_empty().then(|| view! { <p>"Tanpa urutan: nilai yang sama langsung berbagi peringkat."</p> })}
            <div class="cluster">{out}</div>
        }
    };
    rows.into_any()
}

fn chain_row(
    chain: RwSignal<Vec<Criterion>>,
    criterion: Criterion,
    place: usize,
    last: usize,
) -> AnyView {
    let name = criterion.label();
    let button = move |up: bool| {
        [
            "urut-",
            if up { "naik-" } else { "turun-" },
            criterion.code(),
        ]
        .concat()
    };
    let shift = move |up: bool| {
        let target = if up {
            place.checked_sub(1)
        } else {
            Some(place + 1).filter(|it| *it <= last)
        };
        let Some(target) = target else { return };
        chain.update(|chain| chain.swap(place, target));
        announce(&[name, " sekarang urutan ", &(target + 1).to_string(), "."].concat());
        // The row was drawn anew; the hand stays on the same button.
        browser::soon(move || browser::focus(&button(up)));
    };
    let end = |at_end: bool| at_end.then_some("true");
    view! {
        <li>
            <span>{[&(place + 1).to_string(), ". ", name].concat()}</span>
            <span class="cluster">
                <button type="button" class="btn plain small icononly" id=button(true) aria-label=["Naikkan ", name].concat() aria-disabled=end(place == 0) on:click=move |_| shift(true)>
                    <span aria-hidden="true">"↑"</span>
                </button>
                <button type="button" class="btn plain small icononly" id=button(false) aria-label=["Turunkan ", name].concat() aria-disabled=end(place == last) on:click=move |_| shift(false)>
                    <span aria-hidden="true">"↓"</span>
                </button>
                <button
                    type="button"
                    class="btn plain small"
                    aria-label=["Keluarkan ", name, " dari urutan"].concat()
                    on:click=move |_| chain.update(|chain| chain.retain(|it| *it != criterion))
                >
                    "Keluarkan"
                </button>
            </span>
        </li>
    }
    .into_any()
}
