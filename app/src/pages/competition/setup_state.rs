//! The state of the settings form: its signals, what this device keeps of it, and what is wrong with it.

use klisida_domain::{
    competition::{Entrants, Setup},
    law::{CRITERIA, Criterion},
    problem::FieldFault,
};
use leptos::{prelude::*, task::spawn_local};

use super::setup_draft::{RuleDraft, SetupDraft};
use crate::offline::forms::{FormName, use_forms};
use crate::ui::Faults;

/// One criterion of the form.
#[derive(Clone, Copy)]
pub struct RuleForm {
    /// Percent.
    pub weight: RwSignal<String>,
    /// What to look at.
    pub look_at: RwSignal<String>,
    /// The five sentences, lowest first.
    pub bands: [RwSignal<String>; 5],
    /// Its texts are unfolded.
    pub open: RwSignal<bool>,
}

/// The fields of the form.
#[derive(Clone, Copy)]
pub struct Fields {
    pub(super) name: RwSignal<String>,
    pub(super) year: RwSignal<String>,
    pub(super) entrants: RwSignal<String>,
    pub(super) opens: RwSignal<String>,
    pub(super) closes: RwSignal<String>,
    pub(super) min_judges: RwSignal<String>,
    pub(super) rules: [RuleForm; CRITERIA],
    pub(super) tie_chain: RwSignal<Vec<Criterion>>,
    pub(super) sample: RwSignal<bool>,
}

/// The form. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct SetupForm {
    pub(super) fields: StoredValue<Fields>,
    /// What is wrong with it.
    pub faults: Faults,
    /// It was filled from this device.
    pub restored: RwSignal<bool>,
    pub(super) keeping: StoredValue<bool>,
}

impl SetupForm {
    /// A form with this in it.
    pub fn of(draft: &SetupDraft) -> Self {
        let text = || RwSignal::new(String::new());
        let rule = || RuleForm {
            weight: text(),
            look_at: text(),
            bands: [text(), text(), text(), text(), text()],
            open: RwSignal::new(false),
        };
        let fields = Fields {
            name: text(),
            year: text(),
            entrants: text(),
            opens: text(),
            closes: text(),
            min_judges: text(),
            rules: [rule(), rule(), rule(), rule(), rule()],
            tie_chain: RwSignal::new(Vec::new()),
            sample: RwSignal::new(false),
        };
        let form = Self {
            fields: StoredValue::new(fields),
            faults: Faults::new(),
            restored: RwSignal::new(false),
            keeping: StoredValue::new(true),
        };
        form.fill(draft);
        form
    }

    pub(super) fn fields(self) -> Fields {
        self.fields.get_value()
    }

    /// The criteria in the order of Article 8.
    pub fn rules(self) -> [RuleForm; CRITERIA] {
        self.fields().rules
    }

    /// Puts this into the form.
    pub fn fill(self, draft: &SetupDraft) {
        let Some(fields) = self.fields.try_get_value() else {
            return;
        };
        fields.name.set(draft.name.clone());
        fields.year.set(draft.year.clone());
        fields.entrants.set(draft.entrants.code().to_owned());
        fields.opens.set(draft.opens.clone());
        fields.closes.set(draft.closes.clone());
        fields.min_judges.set(draft.min_judges.clone());
        for (rule, from) in fields.rules.iter().zip(&draft.rules) {
            rule.weight.set(from.weight.clone());
            rule.look_at.set(from.look_at.clone());
            for (band, from) in rule.bands.iter().zip(&from.bands) {
                band.set(from.clone());
            }
        }
        fields.tie_chain.set(draft.tie_chain.clone());
        fields.sample.set(draft.sample);
    }

    /// What is in the form; follows changes.
    pub fn draft(self) -> SetupDraft {
        let fields = self.fields();
        SetupDraft {
            name: fields.name.get(),
            year: fields.year.get(),
            entrants: Entrants::from_code(&fields.entrants.get()).unwrap_or(Entrants::Agencies),
            opens: fields.opens.get(),
            closes: fields.closes.get(),
            min_judges: fields.min_judges.get(),
            rules: fields.rules.map(|rule| RuleDraft {
                weight: rule.weight.get(),
                look_at: rule.look_at.get(),
                bands: rule.bands.map(|band| band.get()),
            }),
            tie_chain: fields.tie_chain.get(),
            sample: fields.sample.get(),
        }
    }

    /// The settings, when nothing is wrong with them; else says what is.
    pub fn checked(self) -> Option<Setup> {
        match untrack(|| self.draft()).read() {
            Ok(setup) => {
                self.faults.clear();
                Some(setup)
            }
            Err(found) => {
                self.unfold(&found);
                self.faults.take(&found);
                None
            }
        }
    }

    /// Opens the criteria in which something is wrong.
    pub(super) fn unfold(self, found: &[FieldFault]) {
        for (rule, criterion) in self.rules().iter().zip(Criterion::ALL) {
            let part = ["rubric.", criterion.code(), "."].concat();
            if found
                .iter()
                .any(|fault| fault.field.starts_with(&part) && !fault.field.ends_with(".weight"))
            {
                rule.open.set(true);
            }
        }
    }

    /// Keeps every change on this device under `key` until [`SetupForm::stop_keeping`].
    pub fn keep_on_device(self, key: String, form: FormName) {
        let forms = use_forms();
        let start = untrack(|| self.draft());
        Effect::new(move |before: Option<SetupDraft>| {
            let draft = self.draft();
            if before.is_some_and(|before| before != draft) && self.keeping.get_value() {
                let (key, form, draft) = (key.clone(), form.clone(), draft.clone());
                if draft == start {
                    forms.clear(&key);
                } else {
                    spawn_local(async move {
                        forms.write(&key, form, &draft).await;
                    });
                }
            }
            draft
        });
    }

    /// What is in the form is the server's now.
    pub fn stop_keeping(self) {
        self.keeping.set_value(false);
    }

    /// Goes on keeping.
    pub fn go_on_keeping(self) {
        self.keeping.set_value(true);
    }
}
