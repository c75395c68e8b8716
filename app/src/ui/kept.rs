//! What is typed in a form is on this device at once, and comes back with the page, until it was sent.

use leptos::{prelude::*, task::spawn_local};

use super::announce;
use crate::offline::forms::{FormName, Forms, use_forms};

/// Where they are kept.
const PREFIX: &str = "form/";

/// The fields of a form that are kept. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Keep {
    inner: StoredValue<Inner>,
    forms: Forms,
    /// Where it is kept, as [`Forms`] knows it: the page may be gone when the answer comes.
    place: usize,
    /// What was typed earlier came back.
    back: RwSignal<bool>,
    /// What came back was also changed by somebody else since.
    raced: RwSignal<bool>,
}

struct Inner {
    key: String,
    fields: Vec<RwSignal<String>>,
    /// What the form began with: nothing worth keeping.
    start: Vec<String>,
    form: FormName,
}

/// Keeps these fields under a name that no other form has; what was kept earlier is put in.
pub fn keep(name: &str, form: FormName, fields: Vec<RwSignal<String>>) -> Keep {
    let values = {
        let fields = fields.clone();
        move || -> Vec<String> { fields.iter().map(RwSignal::get).collect() }
    };
    let forms = use_forms();
    let keep = Keep {
        inner: StoredValue::new(Inner {
            key: [PREFIX, name].concat(),
            start: untrack(&values),
            fields,
            form,
        }),
        forms,
        place: forms.know(&[PREFIX, name].concat()),
        back: RwSignal::new(false),
        raced: RwSignal::new(false),
    };
    let ready = RwSignal::new(false);
    let key = [PREFIX, name].concat();
    spawn_local(async move {
        // What the form began with then, and what was typed.
        if let Some([base, typed]) = forms.read::<Vec<Vec<String>>>(&key).await.as_deref() {
            keep.fill(base, typed);
        }
        ready.try_set(true);
    });
    Effect::new(move |before: Option<Option<Vec<String>>>| {
        let now = ready.get().then(&values);
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && before != now
        {
            keep.write(now.clone());
        }
        now
    });
    keep
}

impl Keep {
    fn fill(self, base: &[String], typed: &[String]) {
        let Some((back, raced)) = self.inner.try_with_value(|it| {
            let length = it.fields.len();
            if base.len() != length || typed.len() != length {
                return (false, false);
            }
            let (mut back, mut raced) = (false, false);
            for (((field, start), base), typed) in
                it.fields.iter().zip(&it.start).zip(base).zip(typed)
            {
                // Typed in this moment counts more than typed earlier.
                if is_own(base, typed, start) && field.with_untracked(|now| now == start) {
                    field.try_set(typed.clone());
                    back = true;
                    raced |= start != base;
                }
            }
            (back, raced)
        }) else {
            return;
        };
        self.back.try_set(back);
        self.raced.try_set(raced);
    }

    fn write(self, values: Vec<String>) {
        let about = |it: &Inner| (it.key.clone(), it.start.clone(), it.form.clone());
        let Some((key, start, form)) = self.inner.try_with_value(about) else {
            return;
        };
        let forms = self.forms;
        if start == values {
            forms.clear(&key);
            return;
        }
        spawn_local(async move {
            forms.write(&key, form, &[start, values]).await;
        });
    }

    /// It was sent: what stands in the fields now is nothing to keep. Also after its page was left.
    pub fn done(self) {
        self.inner.try_update_value(|it| {
            let now = it.fields.iter().map(RwSignal::try_get_untracked);
            if let Some(now) = now.collect() {
                it.start = now;
            }
        });
        self.back.try_set(false);
        self.forms.clear_known(self.place);
    }

    fn throw_away(self) {
        self.inner.try_with_value(|it| {
            for (field, text) in it.fields.iter().zip(&it.start) {
                field.set(text.clone());
            }
        });
        self.back.set(false);
        announce("Isian lama dibuang.");
    }

    /// Says that something came back.
    pub fn notice(self) -> AnyView {
        (move || {
            self.back.get().then(|| {
                let raced = self.raced.get().then(|| {
                    view! { <p><b>"Sementara itu orang lain mengubah isian yang sama. Periksa sebelum mengirim."</b></p> }
                });
                view! {
                    <div class="notice" role="status">
                        <p>"Isian Anda yang belum dikirim dikembalikan dari perangkat ini."</p>
                        {raced}
                        <button type="button" class="btn plain small" on:click=move |_| self.throw_away()>"Buang isian lama"</button>
                    </div>
                }
            })
        })
        .into_any()
    }
}

/// Did the person write this? A field that was left as the form began then follows what it begins with now: nobody's
/// newer text is put back to an older one.
fn is_own(base: &str, typed: &str, start: &str) -> bool {
    typed != base && typed != start
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn what_was_only_seen_never_returns_over_a_newer_text() {
        assert!(is_own("7", "9", "7"), "typed, nobody else wrote");
        assert!(is_own("7", "9", "8"), "typed, somebody else wrote, too");
        assert!(!is_own("7", "7", "8"), "only seen, somebody else wrote");
        assert!(!is_own("7", "9", "9"), "sent meanwhile");
    }
}
