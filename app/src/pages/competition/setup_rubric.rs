//! The rubric of the form: weights with their sum, and the sentences of the bands beside what a judge will see.

use klisida_domain::{
    competition::{BANDS, Rubric},
    law::Criterion,
};
use leptos::prelude::*;

use super::{
    setup_draft::sum_words,
    setup_state::{RuleForm, SetupForm},
};
use crate::ui::{Field, field_id, unique};

/// Five weights and their sum.
pub fn weights(form: SetupForm) -> AnyView {
    form.faults.name("rubric.weights", "Bobot kriteria");
    let rows = Criterion::ALL
        .iter()
        .zip(form.rules())
        .map(|(criterion, rule)| weight(form, *criterion, rule))
        .collect_view();
    let sum = Memo::new(move |_| {
        form.rules()
            .iter()
            .filter_map(|rule| rule.weight.with(|text| text.trim().parse::<u32>().ok()))
            .fold(0, u32::saturating_add)
    });
    let class = move || {
        if sum.get() == 100 {
            "sum ok"
        } else {
            "sum off"
        }
    };
    let wrong = move || {
        form.faults
            .of("rubric.weights")
            .map(|words| view! { <p class="error">{words}</p> })
    };
    view! {
        <p class="soft">"Bilangan bulat dalam persen. Terbuka bagi umum dan terkunci sejak kompetisi dibuka."</p>
        <div class="weights">
            {rows}
            <p class=class role="status" tabindex="-1" id=field_id("rubric.weights")>
                {move || sum_words(sum.get())}
            </p>
        </div>
        {wrong}
    }
    .into_any()
}

fn weight(form: SetupForm, criterion: Criterion, rule: RuleForm) -> AnyView {
    let name = ["rubric.", criterion.code(), ".weight"].concat();
    form.faults
        .name(&name, &["Bobot ", criterion.label()].concat());
    let id = field_id(&name);
    let error = {
        let name = name.clone();
        Signal::derive(move || form.faults.of(&name))
    };
    let typed = move |event: web_sys::Event| {
        rule.weight.set(event_target_value(&event));
        form.faults.forget(&name);
        form.faults.forget("rubric.weights");
    };
    let width = move || {
        rule.weight
            .with(|text| text.trim().parse::<u32>().unwrap_or(0).min(100).to_string())
    };
    view! {
        <div class="field">
            <label for=id.clone()>
                {criterion.label()}
                " "
                <small class="soft">{criterion.article().to_string()}</small>
            </label>
            <span class="affix narrowfield">
                <input id=id inputmode="numeric" autocomplete="off" prop:value=move || rule.weight.get() aria-invalid=move || error.get().map(|_| "true") on:input=typed/>
                <span>"%"</span>
            </span>
            <svg class="share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width=width height="1"></rect>
            </svg>
            {move || error.get().map(|words| view! { <p class="error">{words}</p> })}
        </div>
    }
    .into_any()
}

/// The sentences of every criterion, folded.
pub fn texts(form: SetupForm) -> AnyView {
    let items = Criterion::ALL
        .iter()
        .zip(form.rules())
        .map(|(criterion, rule)| text(form, *criterion, rule))
        .collect_view();
    view! {
        <p class="soft">"Juri memilih kalimat, bukan angka saja: dua juri yang memilih kalimat yang sama bermaksud sama."</p>
        {items}
    }
    .into_any()
}

fn text(form: SetupForm, criterion: Criterion, rule: RuleForm) -> AnyView {
    let open = rule.open;
    let toggled = move |event: web_sys::Event| {
        if let Ok(details) =
            wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlDetailsElement>(event_target::<
                web_sys::Element,
            >(&event))
        {
            open.set(details.open());
        }
    };
    // Five text areas and a preview for each criterion are drawn only when they are asked for.
    let inside =
        Memo::new(move |before: Option<&bool>| open.get() || before.copied().unwrap_or(false));
    view! {
        <details class="fold" prop:open=move || open.get() on:toggle=toggled>
            <summary>
                <b>{criterion.label()}</b>
                " "
                <span class="soft small">{criterion.article().to_string()}</span>
            </summary>
            {move || inside.get().then(|| editor(form, criterion, rule))}
        </details>
    }
    .into_any()
}

fn editor(form: SetupForm, criterion: Criterion, rule: RuleForm) -> AnyView {
    let base = ["rubric.", criterion.code()].concat();
    let name = criterion.label();
    let bands = rule
        .bands
        .into_iter()
        .zip(BANDS)
        .enumerate()
        .map(|(n, (value, band))| {
            let label = [
                name,
                ", ",
                &band.name.to_lowercase(),
                " (",
                &band.from.to_string(),
                "–",
                &band.to.to_string(),
                ")",
            ]
            .concat();
            let field = [&base, ".bands.", &n.to_string()].concat();
            view! { <Field name=field label=label value=value faults=form.faults rows=2/> }
        })
        .collect_view();
    let place = criterion.index() + 1;
    let seen = move || {
        preview_of(
            place,
            criterion,
            &rule.weight.get(),
            &rule.look_at.get(),
            &rule.bands.map(|band| band.get()),
        )
    };
    view! {
        <div class="panes">
            <div class="fields">
                <Field name=[&base, ".look_at"].concat() label=[name, ", yang dilihat"].concat() value=rule.look_at faults=form.faults rows=2/>
                {bands}
            </div>
            <div class="stack">
                <p class="eyebrow">"Yang dilihat juri"</p>
                {seen}
            </div>
        </div>
    }
    .into_any()
}

/// One criterion as the judge's sheet shows it; nothing can be chosen.
fn preview_of(
    place: usize,
    criterion: Criterion,
    weight: &str,
    look_at: &str,
    bands: &[String],
) -> AnyView {
    let group = unique("pratinjau");
    let items = BANDS
        .iter()
        .zip(bands)
        .enumerate()
        .map(|(n, (band, text))| {
            view! {
                <label class="band">
                    <input type="radio" name=group.clone() checked=n == 3 disabled=true/>
                    <span>
                        <b>{band.name}</b>
                        <small>{text.clone()}</small>
                    </span>
                    <em>{[&band.from.to_string(), "–", &band.to.to_string()].concat()}</em>
                </label>
            }
        })
        .collect_view();
    let hint = (!look_at.trim().is_empty())
        .then(|| view! { <p class="hint">{["Lihat: ", look_at].concat()}</p> });
    view! {
        <fieldset class="criterion card" disabled=true>
            <legend>
                <span>{[&place.to_string(), ". ", criterion.label()].concat()}</span>
                <small>{["bobot ", weight, " % · ", &criterion.article().to_string()].concat()}</small>
            </legend>
            {hint}
            <div class="bands">{items}</div>
        </fieldset>
    }
    .into_any()
}

/// The rubric once it is locked: weights, what to look at, sentences.
pub fn read_only(rubric: &Rubric) -> AnyView {
    let items = rubric
        .criteria
        .iter()
        .map(|rule| {
            let place = rule.criterion.index() + 1;
            let weight = rule.weight.to_string();
            let title = [rule.criterion.label(), " · bobot ", &weight, " %"].concat();
            view! {
                <details class="fold">
                    <summary>
                        <b>{title}</b>
                    </summary>
                    {preview_of(place, rule.criterion, &weight, &rule.look_at, &rule.bands)}
                </details>
            }
        })
        .collect_view();
    items.into_any()
}
