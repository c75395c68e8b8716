//! A new edition.

use klisida_domain::{api::EditionCreate, ids::EditionId, wire::EditionNew};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{setup_draft::SetupDraft, setup_form, setup_state::SetupForm};
use crate::{
    clock,
    offline::forms::{FormName, use_forms},
    paths as to,
    ui::{Page, Press},
};

const DRAFT: &str = "edition-new";

/// `/app/kompetisi/baru`.
pub fn page() -> AnyView {
    let forms = use_forms();
    let form = SetupForm::of(&SetupDraft::fresh(clock::now()));
    spawn_local(async move {
        if let Some(draft) = forms.read::<SetupDraft>(DRAFT).await {
            form.fill(&draft);
            form.restored.try_set(true);
        }
    });
    form.keep_on_device(
        DRAFT.to_owned(),
        FormName::new("Kompetisi baru", "", to::COMPETITION_NEW.to_owned()),
    );
    let deed = setup_form::action(form);
    let navigate = StoredValue::new_local(use_navigate());
    let send = move || {
        let Some(setup) = form.checked() else { return };
        // The same id for every try: made again after a lost answer, it is still one edition.
        let id = EditionId(deed.id());
        let body = EditionNew { id, setup };
        deed.run(EditionCreate {}, body, "", move |_| {
            form.stop_keeping();
            forms.clear(DRAFT);
            navigate.try_with_value(|go| {
                go(&to::edition(id), leptos_router::NavigateOptions::default());
            });
        });
    };
    view! {
        <Page
            title="Kompetisi baru"
            lead="Semua pengaturan masih dapat diubah sampai kompetisi dibuka."
            width="wide"
            back=(to::COMPETITIONS.to_owned(), "Semua kompetisi".to_owned())
        >
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                {setup_form::fields(form)}
                <div class="actions">
                    <Press label="Buat kompetisi" busy=deed.busy/>
                </div>
            </form>
        </Page>
    }
    .into_any()
}
