//! A comment on a part or on the whole, outside a review; it changes nothing about whose turn it is.

use klisida_domain::{
    api::RemarkAdd, clinic::Act, ids::RemarkId, log::check_follow_up, part::Part, wire::RemarkNew,
};
use leptos::prelude::*;

use super::Desk;
use crate::ui::{ErrorSummary, Field, Press, Select, keep};

/// The form.
pub fn view(desk: Desk) -> AnyView {
    let action = desk.action();
    let faults = action.faults;
    let (part, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kept = keep(
        &["komentar/", &desk.id.to_string()].concat(),
        desk.form_of("Komentar"),
        vec![part, text],
    );
    let blocked = Signal::derive(move || desk.blocked(Act::Remark));
    let mut options = vec![(String::new(), "Seluruhnya".to_owned())];
    options.extend(
        Part::ALL
            .into_iter()
            .map(|it| (it.code().to_owned(), it.label().to_owned())),
    );
    let send = move || {
        faults.clear();
        let words = text.get_untracked().trim().to_owned();
        faults.check("comment.text", check_follow_up(&words));
        if faults.show() {
            return;
        }
        let body = RemarkNew {
            id: RemarkId(action.id()),
            part: part.with_untracked(|it| Part::from_code(it)),
            text: words,
        };
        let innovation = desk.id;
        desk.send(
            action,
            "Komentar",
            RemarkAdd { innovation },
            body,
            move || {
                text.try_set(String::new());
                kept.done();
            },
        );
    };
    view! {
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
            <Select name="comment.part" label="Tentang bagian" value=part faults=faults options=Signal::stored(options)/>
            <Field name="comment.text" label="Komentar" hint="Langsung dibaca instansi. 3 sampai 1.000 karakter." rows=3 value=text faults=faults/>
            <div class="actions">
                <Press label="Kirim komentar" class="btn plain" busy=action.busy blocked=blocked/>
            </div>
        </form>
    }
    .into_any()
}
