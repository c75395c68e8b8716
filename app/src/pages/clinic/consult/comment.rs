//! A comment on a part or on the whole, outside a review; it changes nothing about whose turn it is.

use klisida_domain::{
    api::RemarkAdd, clinic::Act, ids::RemarkId, log::check_follow_up, part::Part, wire::RemarkNew,
};
use leptos::prelude::*;

use super::Desk;
use crate::{
    ids,
    offline::requests::About,
    offline::senders::use_requests,
    ui::{Busy, ErrorSummary, Faults, Field, Press, Select, keep},
    work::told,
};

/// The form.
pub fn view(desk: Desk) -> AnyView {
    let (busy, faults, requests) = (Busy::new(), Faults::new(), use_requests());
    let (part, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let kept = keep(
        &["komentar/", &desk.id.to_string()].concat(),
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
        let about = About {
            innovation: Some(desk.id),
            what: "Komentar".to_owned(),
            title: untrack(|| desk.of(|it| it.line.name.clone())),
        };
        let body = RemarkNew {
            id: RemarkId(ids::new()),
            part: part.with_untracked(|it| Part::from_code(it)),
            text: words,
        };
        busy.run(async move {
            let endpoint = RemarkAdd {
                innovation: desk.id,
            };
            let fate = requests.send(about, &endpoint, &body, faults).await;
            if let Some(words) = told(fate, "Komentar", faults) {
                desk.said.try_set(Some(words));
                text.try_set(String::new());
                kept.done();
                desk.loaded.reload();
            }
        });
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
                <Press label="Kirim komentar" class="btn plain" busy=busy blocked=blocked/>
            </div>
        </form>
    }
    .into_any()
}
