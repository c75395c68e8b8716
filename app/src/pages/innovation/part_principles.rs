//! The eight principles of Article 5(1), answered by the writers about themselves.

use klisida_domain::{
    law::Principle,
    part::{Answer, Content, PrincipleCheck},
    part_words,
};
use klisida_views::chip::ArticleChip;
use leptos::prelude::*;

use super::part_sheet::Sheet;
use crate::ui::{Field, unique};

/// The form.
pub fn form(sheet: Sheet) -> AnyView {
    let content = sheet.content();
    let known: &[PrincipleCheck] = match &content {
        Content::Principles(all) => all,
        _ => &[],
    };
    let rows: Vec<(Principle, RwSignal<Option<Answer>>, RwSignal<String>)> = Principle::ALL
        .iter()
        .map(|principle| {
            let check = known.iter().find(|it| it.principle == *principle);
            (
                *principle,
                RwSignal::new(check.and_then(|it| it.answer)),
                RwSignal::new(check.map_or_else(String::new, |it| it.proof.clone())),
            )
        })
        .collect();
    let fields = rows
        .iter()
        .map(|(principle, answer, proof)| one(sheet, *principle, *answer, *proof))
        .collect_view();
    Effect::new(move |before: Option<Vec<PrincipleCheck>>| {
        let now: Vec<_> = rows
            .iter()
            .map(|(principle, answer, proof)| PrincipleCheck {
                principle: *principle,
                answer: answer.get(),
                proof: proof.get(),
            })
            .collect();
        if before.is_some_and(|before| before != now) {
            sheet.write(Content::Principles(now.clone()));
        }
        now
    });
    fields.into_any()
}

fn one(
    sheet: Sheet,
    principle: Principle,
    answer: RwSignal<Option<Answer>>,
    proof: RwSignal<String>,
) -> AnyView {
    let group = unique("prinsip");
    let field = ["principles.", principle.code()].concat();
    let forget = field.clone();
    let options = [Answer::Yes, Answer::NotYet, Answer::No]
        .into_iter()
        .map(|it| {
            let field = forget.clone();
            view! {
                <label>
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || answer.get() == Some(it)
                        on:change=move |_| {
                            answer.set(Some(it));
                            sheet.faults.forget(&field);
                        }
                    />
                    {part_words::answer(Some(it))}
                </label>
            }
        })
        .collect_view();
    let label = move || match answer.get() {
        Some(Answer::No) if principle == Principle::NoConflict => {
            "Jelaskan siapa dan bagaimana. Tim Klinik mencatatnya dalam daftar konflik kepentingan."
        }
        Some(Answer::No) => "Jelaskan dalam satu kalimat.",
        Some(Answer::NotYet) => "Boleh kosong. Tulis kapan akan dipenuhi.",
        _ => "Satu kalimat bukti.",
    };
    view! {
        <fieldset class="field card">
            <legend class="sr">{principle.label()}</legend>
            <p class="split"><b>{principle.label()}</b> <ArticleChip article=principle.article()/></p>
            <p>{principle.question()}</p>
            <div class="segment">{options}</div>
            <p class="hint" role="status">{label}</p>
            <Field name=field label="Bukti atau penjelasan" value=proof faults=sheet.faults rows=2/>
        </fieldset>
    }
    .into_any()
}
