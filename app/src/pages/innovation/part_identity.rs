//! Name, idea, kind, and what the national profile asks for.

use klisida_domain::{
    law::Kind,
    part::{Content, Form, Identity},
};
use leptos::prelude::*;

use super::{
    create,
    part_rows::{day, of_day},
    part_sheet::Sheet,
    related,
};
use crate::ui::{Choice, Field};

/// Most kinds beside the primary one (Article 7).
const OTHERS: usize = 2;

/// The form.
pub fn form(sheet: Sheet) -> AnyView {
    let content = sheet.content();
    let empty = Identity::default();
    let it = match &content {
        Content::Identity(it) => it,
        _ => &empty,
    };
    let text = |value: &str| RwSignal::new(value.to_owned());
    let (name, idea, affairs) = (text(&it.name), text(&it.idea), text(&it.affairs));
    let programme = text(&it.programme);
    let related = RwSignal::new(it.related.clone());
    let kind = text(it.kind.map_or("", Kind::code));
    let others = RwSignal::new(it.other_kinds.clone());
    let digital = text(match it.digital {
        Some(true) => "ya",
        Some(false) => "tidak",
        None => "",
    });
    let shape = text(it.form.map_or("", Form::code));
    let (trial, used) = (
        RwSignal::new(day(it.trial_from)),
        RwSignal::new(day(it.used_from)),
    );
    Effect::new(move |before: Option<Identity>| {
        let kind = Kind::from_code(&kind.get());
        let now = Identity {
            name: name.get(),
            idea: idea.get(),
            kind,
            other_kinds: others
                .get()
                .into_iter()
                .filter(|other| Some(*other) != kind)
                .collect(),
            digital: match digital.get().as_str() {
                "ya" => Some(true),
                "tidak" => Some(false),
                _ => None,
            },
            form: Form::from_code(&shape.get()),
            affairs: affairs.get(),
            trial_from: of_day(&trial.get()),
            used_from: of_day(&used.get()),
            programme: programme.get(),
            related: related.get(),
        };
        if before.is_some_and(|before| before != now) {
            sheet.write(Content::Identity(now.clone()));
        }
        now
    });
    let plain = |code: &str, words: &str| (code.to_owned(), words.to_owned(), String::new());
    let forms = Form::ALL
        .into_iter()
        .map(|form| plain(form.code(), form.label()))
        .collect();
    let faults = sheet.faults;
    view! {
        <Field name="identity.name" label="Nama inovasi" value=name faults=faults/>
        <Field name="identity.idea" label="Gagasan dalam satu kalimat" value=idea faults=faults rows=3 hint="Paling panjang 300 karakter."/>
        <Choice name="kind" legend="Jenis utama" value=kind faults=faults options=create::kind_options()/>
        {others_view(kind, others)}
        <Choice name="identity.digital" legend="Sifat" value=digital faults=faults options=vec![plain("ya", "Digital"), plain("tidak", "Non-digital")]/>
        <Choice name="identity.form" legend="Bentuk" value=shape faults=faults options=forms/>
        <Field name="identity.affairs" label="Urusan pemerintahan" value=affairs faults=faults hint="Misalnya: kesehatan; pendidikan."/>
        <Field name="identity.programme" label="Program RKPD" value=programme faults=faults hint="Program dalam rencana kerja daerah yang menaunginya. Boleh kosong."/>
        {related::choose(sheet, related)}
        <div class="pair">
            <Field name="identity.trial_from" label="Mulai uji coba" value=trial faults=faults kind="date" hint="Boleh menyusul."/>
            <Field name="identity.used_from" label="Mulai diterapkan" value=used faults=faults kind="date" hint="Boleh menyusul."/>
        </div>
    }
    .into_any()
}

/// Up to two more kinds.
fn others_view(kind: RwSignal<String>, others: RwSignal<Vec<Kind>>) -> AnyView {
    let boxes = Kind::ALL
        .iter()
        .map(|it| {
            let it = *it;
            let on = move || others.with(|others| others.contains(&it));
            let primary = move || kind.with(|kind| kind == it.code());
            let full =
                move || others.with(|others| others.len() >= OTHERS && !others.contains(&it));
            view! {
                <label class="check" hidden=primary>
                    <input
                        type="checkbox"
                        prop:checked=on
                        disabled=full
                        on:change=move |event| {
                            let chosen = event_target_checked(&event);
                            others
                                .update(|others| {
                                    others.retain(|other| *other != it);
                                    if chosen && others.len() < OTHERS {
                                        others.push(it);
                                    }
                                });
                        }
                    />
                    <span>{it.label()}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" id="f-other-kinds" tabindex="-1">
            <legend>"Jenis lain"</legend>
            <p class="hint">"Boleh kosong, paling banyak dua."</p>
            {boxes}
        </fieldset>
    }
    .into_any()
}
