//! The five criteria of Article 8, judged by the clinic: met or not, each with a reason. Beside them what the
//! initiators answered to the principles of Article 5(1).

use klisida_domain::{
    api::CriteriaSet,
    clinic::{Act, Judgement, judgement_faults},
    law::Criterion,
    part::{Answer, Content, Part},
    wire::CriteriaJudge,
};
use leptos::prelude::*;

use super::Desk;
use crate::{
    ui::{ErrorSummary, Faults, Field, Press, keep},
    work::article,
};

const MET: &str = "terpenuhi";
const NOT_MET: &str = "belum";

/// What is typed of one criterion.
#[derive(Clone, Copy)]
struct Row {
    criterion: Criterion,
    /// [`MET`], [`NOT_MET`], or nothing chosen.
    met: RwSignal<String>,
    reason: RwSignal<String>,
}

/// The form.
pub fn view(desk: Desk) -> AnyView {
    let known = untrack(|| desk.of(|it| it.criteria.clone()));
    let rows: Vec<Row> = Criterion::ALL
        .iter()
        .map(|criterion| {
            let before = known.iter().find(|it| it.criterion == *criterion);
            Row {
                criterion: *criterion,
                met: RwSignal::new(
                    before
                        .map(|it| if it.met { MET } else { NOT_MET })
                        .unwrap_or_default()
                        .to_owned(),
                ),
                reason: RwSignal::new(before.map(|it| it.reason.clone()).unwrap_or_default()),
            }
        })
        .collect();
    let fields = rows.iter().flat_map(|it| [it.met, it.reason]).collect();
    let kept = keep(
        &["kriteria/", &desk.id.to_string()].concat(),
        desk.form_of("Penilaian kriteria"),
        fields,
    );
    let deed = desk.action();
    let faults = deed.faults;
    let blocked = Signal::derive(move || desk.blocked(Act::Judge));
    let fields = rows.iter().map(|row| field(*row, faults)).collect_view();
    let send = move || {
        faults.clear();
        let mut all = Vec::new();
        for row in &rows {
            let field = ["criteria.", row.criterion.code()].concat();
            faults.name(&field, row.criterion.label());
            match row.met.get_untracked().as_str() {
                chosen @ (MET | NOT_MET) => all.push(Judgement {
                    criterion: row.criterion,
                    met: chosen == MET,
                    reason: row.reason.get_untracked().trim().to_owned(),
                }),
                _ => faults.add(&field, "Pilih terpenuhi atau belum."),
            }
        }
        if faults.show() || faults.take(&judgement_faults(&all)) {
            return;
        }
        let body = CriteriaJudge {
            version: desk.version(),
            criteria: all,
        };
        desk.act(
            deed,
            CriteriaSet {
                innovation: desk.id,
            },
            body,
            "Penilaian kriteria disimpan.",
            move || kept.done(),
        );
    };
    view! {
        <p class="soft">"Status inovasi daerah diberikan bila kelima kriteria terpenuhi dengan alasan (Pasal 8), dan setiap ukuran punya angka sesudah atau alasan mengapa belum ada (Pasal 2 ayat (3))."</p>
        {principles(desk)}
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    send();
                }
            }
        >
            {kept.notice()}
            <ErrorSummary faults=faults/>
            {fields}
            <div class="actions">
                <Press label="Simpan penilaian kriteria" class="btn plain" busy=deed.busy blocked=blocked/>
            </div>
        </form>
    }
    .into_any()
}

fn field(row: Row, faults: Faults) -> AnyView {
    let group = ["kriteria-", row.criterion.code()].concat();
    let choice = |words: &'static str, met: &'static str| {
        let group = group.clone();
        view! {
            <label>
                <input type="radio" name=group prop:checked=move || row.met.with(|it| it == met) on:change=move |_| row.met.set(met.to_owned())/>
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{row.criterion.label()} " " {article(row.criterion.article())}</legend>
            <div class="segment">{choice("Terpenuhi", MET)} {choice("Belum", NOT_MET)}</div>
            <Field
                name=["criteria.", row.criterion.code()].concat()
                label=["Alasan: ", row.criterion.label()].concat()
                hint="5 sampai 500 karakter."
                rows=2
                value=row.reason
                faults=faults
            />
        </fieldset>
    }
    .into_any()
}

/// The answers of the initiators; a "no" to the question of interests is a record of a conflict.
fn principles(desk: Desk) -> AnyView {
    (move || {
        let checks = desk.of(|it| {
            it.parts
                .iter()
                .find(|it| it.part == Part::Principles)
                .and_then(|it| match &it.content {
                    Content::Principles(all) => Some(all.clone()),
                    _ => None,
                })
                .unwrap_or_default()
        });
        if checks.is_empty() {
            return view! { <p class="soft">"Delapan prinsip belum dijawab inovator (Pasal 5 ayat (1))."</p> }.into_any();
        }
        let rows = checks
            .into_iter()
            .map(|it| {
                let (class, word) = match it.answer {
                    Some(Answer::Yes) => ("tag done", "Ya"),
                    Some(Answer::NotYet) => ("tag warn", "Belum"),
                    Some(Answer::No) => ("tag bad", "Tidak"),
                    None => ("tag", "Belum dijawab"),
                };
                view! {
                    <li>
                        <div>
                            {it.principle.label()}
                            <small>{it.proof}</small>
                        </div>
                        <span class=class>{word}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <div>
                <h3>"Jawaban inovator atas delapan prinsip"</h3>
                <ul class="rows">{rows}</ul>
            </div>
        }
        .into_any()
    })
    .into_any()
}
