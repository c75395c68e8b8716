//! Forms: fields with label, hint and error, and the list of errors on top.

use klisida_domain::{
    problem::{Code, FieldFault},
    text,
    time::Instant,
};
use leptos::prelude::*;

use crate::{api::Fault, browser};

/// The id of the element for a field of a body: `setup.name` → `f-setup-name`.
pub fn field_id(path: &str) -> String {
    let mut id = "f-".to_owned();
    id.extend(
        path.chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }),
    );
    id
}

/// What is wrong with a form. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Faults {
    /// Path of the field (empty for the whole form) and the sentence.
    list: RwSignal<Vec<(String, String)>>,
    labels: StoredValue<Vec<(String, String)>>,
    /// Moves when the summary should take the focus.
    call: RwSignal<u32>,
}

impl Default for Faults {
    fn default() -> Self {
        Self::new()
    }
}

impl Faults {
    /// Nothing wrong.
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(Vec::new()),
            labels: StoredValue::new(Vec::new()),
            call: RwSignal::new(0),
        }
    }

    /// Its form is still there: what is said here is shown.
    pub fn is_alive(self) -> bool {
        self.list.try_with_untracked(|_| ()).is_some()
    }

    /// Nothing wrong any more.
    pub fn clear(self) {
        self.list.try_set(Vec::new());
    }

    /// Forgets what was wrong with one field: after it was changed.
    pub fn forget(self, field: &str) {
        if self
            .list
            .with_untracked(|list| list.iter().any(|(at, _)| at == field))
        {
            self.list.update(|list| list.retain(|(at, _)| at != field));
        }
    }

    /// Something is wrong with a field (`""`: with the whole). Call [`Faults::show`] at the end.
    pub fn add(self, field: &str, words: impl Into<String>) {
        let words = words.into();
        self.list
            .try_update(|list| list.push((field.to_owned(), words)));
    }

    /// Takes the focus to the summary when something is wrong; true when so.
    pub fn show(self) -> bool {
        let wrong = self.list.try_with_untracked(|list| !list.is_empty()) == Some(true);
        if wrong {
            self.call.try_update(|call| *call += 1);
        }
        wrong
    }

    /// Replaces everything by what a domain check found; true when something is wrong.
    pub fn take(self, found: &[FieldFault]) -> bool {
        self.clear();
        for fault in found {
            self.add(&fault.field, fault.code.words());
        }
        self.show()
    }

    /// One check of one field.
    pub fn check(self, field: &str, result: Result<(), Code>) {
        if let Err(code) = result {
            self.add(field, code.words());
        }
    }

    /// Replaces everything by what the Worker said, with everything that a closed gate asks for.
    pub fn refuse(self, fault: &Fault) {
        self.clear();
        match fault.problem() {
            // The dialog to sign in again says it.
            Some(problem) if problem.code == Code::SignInNeeded => return,
            Some(problem) if !problem.faults.is_empty() => {
                for fault in &problem.faults {
                    self.add(&fault.field, fault.code.words());
                }
            }
            Some(problem) => {
                if problem.missing.is_empty() || problem.code != Code::GateClosed {
                    self.add(
                        problem.field.as_deref().unwrap_or_default(),
                        problem.words(),
                    );
                }
                for missing in &problem.missing {
                    self.add("", missing.sentence());
                }
            }
            None => self.add("", fault.words()),
        }
        self.show();
    }

    /// What is wrong with a field; follows changes.
    pub fn of(self, field: &str) -> Option<String> {
        self.list.with(|list| {
            list.iter()
                .find(|(at, _)| at == field)
                .map(|(_, words)| words.clone())
        })
    }

    /// Tells the summary what a field is called. [`Field`] and the others do it by themselves.
    pub fn name(self, field: &str, label: &str) {
        self.labels.update_value(|labels| {
            labels.retain(|(at, _)| at != field);
            labels.push((field.to_owned(), label.to_owned()));
        });
    }

    fn label(self, field: &str) -> Option<String> {
        self.labels.with_value(|labels| {
            labels
                .iter()
                .find(|(at, _)| at == field)
                .map(|(_, label)| label.clone())
        })
    }
}

/// The list of what is wrong, with links to the fields. On top of the form.
#[component]
pub fn ErrorSummary(
    /// What is wrong.
    faults: Faults,
) -> impl IntoView {
    let id = super::unique("salah");
    {
        let id = id.clone();
        Effect::new(move || {
            if faults.call.get() > 0 {
                let id = id.clone();
                browser::soon(move || browser::focus(&id));
            }
        });
    }
    move || {
        let list = faults.list.get();
        if list.is_empty() {
            return ().into_any();
        }
        let heading = if list.len() == 1 && list.iter().all(|(field, _)| field.is_empty()) {
            "Belum terkirim".to_owned()
        } else {
            [
                "Ada ",
                &list.len().to_string(),
                " isian yang perlu diperbaiki",
            ]
            .concat()
        };
        let items = list
            .into_iter()
            .map(|(field, words)| {
                let words = match faults.label(&field) {
                    Some(label) => [&label, ": ", &words].concat(),
                    None => words,
                };
                let target = field_id(&field);
                if field.is_empty() {
                    view! { <li>{words}</li> }.into_any()
                } else {
                    let go = {
                        let target = target.clone();
                        move |event: web_sys::MouseEvent| {
                            event.prevent_default();
                            browser::focus(&target);
                        }
                    };
                    view! {
                        <li>
                            <a href=["#", &target].concat() on:click=go>
                                {words}
                            </a>
                        </li>
                    }
                    .into_any()
                }
            })
            .collect_view();
        view! {
            <div class="errors" role="alert" tabindex="-1" id=id.clone()>
                <h2>{heading}</h2>
                <ul>{items}</ul>
            </div>
        }
        .into_any()
    }
}

/// Everything that the kinds of fields share: ids, the hint, the error.
struct Parts {
    id: String,
    described: Signal<Option<String>>,
    invalid: Signal<Option<&'static str>>,
    hint: Option<AnyView>,
    error: AnyView,
}

fn parts(name: &str, label: &str, hint: String, faults: Faults) -> Parts {
    faults.name(name, label);
    let id = field_id(name);
    let (hint_id, error_id) = ([&id, "-h"].concat(), [&id, "-e"].concat());
    let name = name.to_owned();
    let error = Signal::derive(move || faults.of(&name));
    let described = {
        let (hint_id, error_id, has_hint) = (hint_id.clone(), error_id.clone(), !hint.is_empty());
        Signal::derive(move || match (has_hint, error.with(Option::is_some)) {
            (true, true) => Some([&hint_id, " ", &error_id].concat()),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        })
    };
    let shown = move || {
        let id = error_id.clone();
        error
            .get()
            .map(|words| view! { <p class="error" id=id>{words}</p> })
    };
    Parts {
        id,
        described,
        invalid: Signal::derive(move || error.with(Option::is_some).then_some("true")),
        hint: (!hint.is_empty())
            .then(|| view! { <p class="hint" id=hint_id>{hint}</p> }.into_any()),
        error: shown.into_any(),
    }
}

/// A text field.
#[component]
pub fn Field(
    /// Path of the field in the body; its element is [`field_id`] of it.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// The text.
    value: RwSignal<String>,
    /// What is wrong with the form.
    faults: Faults,
    /// One sentence under the label.
    #[prop(optional, into)]
    hint: String,
    /// Type of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Lines; more than 0 makes a text area.
    #[prop(optional)]
    rows: u32,
    /// `autocomplete`.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// `inputmode`.
    #[prop(optional)]
    mode: &'static str,
    /// More classes for the frame: `"narrowfield"`, `"wide"`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let Parts {
        id,
        described,
        invalid,
        hint,
        error,
    } = parts(&name, &label, hint, faults);
    // As the server will read it: what was pasted is plain text here, too.
    let one_line = rows == 0;
    let typed = move |text: String| {
        value.set(if one_line {
            text::clean_line(&text)
        } else {
            text::clean(&text)
        });
        faults.forget(&name);
    };
    let mode = (!mode.is_empty()).then_some(mode);
    let control = if rows > 0 {
        view! {
            <textarea
                id=id.clone()
                rows=rows
                prop:value=move || value.get()
                aria-describedby=described
                aria-invalid=invalid
                on:input=move |event| typed(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                id=id.clone()
                type=kind
                autocomplete=autocomplete
                inputmode=mode
                autocapitalize=(autocomplete == "username").then_some("none")
                spellcheck=(autocomplete == "username").then_some("false")
                prop:value=move || value.get()
                aria-describedby=described
                aria-invalid=invalid
                on:input=move |event| typed(event_target_value(&event))
            />
        }
        .into_any()
    };
    let said = matches!(kind, "date" | "datetime-local").then(|| {
        move || {
            let words = value.with(|value| day_words(kind, value));
            words.map(|words| view! { <p class="hint">{words}</p> })
        }
    });
    view! {
        <div class=["field ", class].concat()>
            <label for=id>{label}</label>
            {hint}
            {control}
            {said}
            {error}
        </div>
    }
    .into_any()
}

/// The day that a native field of a date holds, in Indonesian: the browser shows it in the order of its own language.
fn day_words(kind: &str, value: &str) -> Option<String> {
    match kind {
        "date" => {
            Instant::from_wib_field(&[value, "T00:00"].concat()).map(|at| at.wib().date_long())
        }
        "datetime-local" => Instant::from_wib_field(value).map(|at| at.wib().full()),
        _ => None,
    }
}

/// A password with a button to see it. Paste and password managers are welcome (WCAG 3.3.8).
#[component]
pub fn Password(
    /// Path of the field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// The password, byte for byte.
    value: RwSignal<String>,
    /// What is wrong with the form.
    faults: Faults,
    /// One sentence under the label.
    #[prop(optional, into)]
    hint: String,
    /// A new one, or the current one.
    #[prop(optional)]
    fresh: bool,
) -> impl IntoView {
    let Parts {
        id,
        described,
        invalid,
        hint,
        error,
    } = parts(&name, &label, hint, faults);
    let seen = RwSignal::new(false);
    let pressed = move || if seen.get() { "true" } else { "false" };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {hint}
            <div class="affix">
                <input
                    id=id
                    type=move || if seen.get() { "text" } else { "password" }
                    autocomplete=if fresh { "new-password" } else { "current-password" }
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || value.get()
                    aria-describedby=described
                    aria-invalid=invalid
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        faults.forget(&name);
                    }
                />
                <button type="button" aria-label="Tampilkan kata sandi" aria-pressed=pressed on:click=move |_| seen.update(|it| *it = !*it)>
                    {move || if seen.get() { "Sembunyikan" } else { "Tampilkan" }}
                </button>
            </div>
            {error}
        </div>
    }
    .into_any()
}

/// One of a list.
#[component]
pub fn Select(
    /// Path of the field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// The value chosen.
    value: RwSignal<String>,
    /// What is wrong with the form.
    faults: Faults,
    /// Value and words of each.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// One sentence under the label.
    #[prop(optional, into)]
    hint: String,
    /// More classes for the frame.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    let Parts {
        id,
        described,
        invalid,
        hint,
        error,
    } = parts(&name, &label, hint, faults);
    let items = move || {
        let chosen = value.get();
        options
            .get()
            .into_iter()
            .map(|(key, words)| {
                let on = key == chosen;
                view! { <option value=key selected=on>{words}</option> }
            })
            .collect_view()
    };
    view! {
        <div class=["field ", class].concat()>
            <label for=id.clone()>{label}</label>
            {hint}
            <select
                id=id
                aria-describedby=described
                aria-invalid=invalid
                prop:value=move || value.get()
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    faults.forget(&name);
                }
            >
                {items}
            </select>
            {error}
        </div>
    }
    .into_any()
}

/// One of a few, each with a sentence.
#[component]
pub fn Choice(
    /// Path of the field.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The value chosen.
    value: RwSignal<String>,
    /// What is wrong with the form.
    faults: Faults,
    /// Value, words, and a sentence (may be empty) of each.
    options: Vec<(String, String, String)>,
    /// One sentence under the question.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let Parts {
        id,
        described,
        hint,
        error,
        ..
    } = parts(&name, &legend, hint, faults);
    let group = super::unique("pilih");
    let items = options
        .into_iter()
        .enumerate()
        .map(|(index, (key, words, sentence))| {
            let (name, chosen) = (name.clone(), key.clone());
            let choose = move |_| {
                value.set(chosen.clone());
                faults.forget(&name);
            };
            let on = {
                let key = key.clone();
                move || value.with(|value| *value == key)
            };
            view! {
                <label class="check card">
                    <input type="radio" name=group.clone() value=key prop:checked=on id=(index == 0).then(|| id.clone()) on:change=choose/>
                    <span>{words}</span>
                    {(!sentence.is_empty()).then(|| view! { <small>{sentence}</small> })}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend>{legend}</legend>
            {hint}
            {items}
            {error}
        </fieldset>
    }
    .into_any()
}

/// Yes or no.
#[component]
pub fn Check(
    /// Words beside the box.
    #[prop(into)]
    label: String,
    /// Yes.
    value: RwSignal<bool>,
    /// One sentence under the words.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=move || value.get() on:change=move |event| value.set(event_target_checked(&event))/>
            <span>{label}</span>
            {(!hint.is_empty()).then(|| view! { <small>{hint}</small> })}
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use klisida_domain::{gate::Missing, problem::Problem};

    use super::*;

    #[test]
    fn the_day_in_a_native_field_is_said_in_indonesian_beside_it() {
        assert_eq!(
            day_words("date", "2026-11-07").as_deref(),
            Some("7 November 2026")
        );
        let at = day_words("datetime-local", "2026-11-07T16:00").unwrap();
        assert!(at.contains("7 November 2026 pukul 16.00 WIB"), "{at}");
        assert_eq!(day_words("date", ""), None);
        assert_eq!(day_words("text", "2026-11-07"), None);
    }

    #[test]
    fn a_closed_gate_says_everything_that_it_asks_for() {
        let missing = vec![Missing::Activity, Missing::Launch];
        let words: Vec<_> = missing.iter().map(|it| it.sentence()).collect();
        let faults = Faults::new();
        faults.add("text", "of an earlier try");
        faults.refuse(&Fault::Refused(Problem::gate(missing).unwrap()));
        let said = faults.list.get_untracked();
        assert!(said.iter().all(|(field, _)| field.is_empty()));
        assert_eq!(said.into_iter().map(|it| it.1).collect::<Vec<_>>(), words);
    }

    #[test]
    fn a_refusal_with_fields_is_said_at_them_and_a_lost_session_nowhere() {
        let faults = Faults::new();
        let mut problem = Problem::new(Code::FieldMissing);
        problem.faults = vec![FieldFault::new("name", Code::TextMissing)];
        faults.refuse(&Fault::Refused(problem));
        let words = Code::TextMissing.words();
        assert_eq!(
            faults.list.get_untracked(),
            [("name".to_owned(), words.to_owned())]
        );
        faults.refuse(&Fault::Refused(Code::SignInNeeded.into()));
        assert!(faults.list.get_untracked().is_empty());
    }
}
