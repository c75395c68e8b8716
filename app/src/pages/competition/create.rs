//! A new edition.

use klisida_domain::{
    api::{EditionCreate, EditionList, EditionShow},
    ids::EditionId,
    wire::{EditionNew, Empty},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{setup_draft::SetupDraft, setup_form, setup_state::SetupForm};
use crate::{
    action::Action,
    clock,
    offline::forms::{FormName, use_forms},
    paths as to,
    ui::{ErrorSummary, Page, Press, Select, load, whole},
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
                {earlier(form)}
                {setup_form::fields(form)}
                <div class="actions">
                    <Press label="Buat kompetisi" busy=deed.busy/>
                </div>
            </form>
        </Page>
    }
    .into_any()
}

/// The rules of an earlier edition, to begin with; nothing while there is none.
fn earlier(form: SetupForm) -> AnyView {
    let list = load(whole(EditionList {}));
    let chosen = RwSignal::new(String::new());
    let deed = Action::new();
    let faults = deed.faults;
    let options = Signal::derive(move || {
        let mut out = vec![(String::new(), "Pilih kompetisi".to_owned())];
        let all = list.get().unwrap_or_default();
        out.extend(all.into_iter().map(|it| (it.id.to_string(), it.name)));
        out
    });
    let copy = Callback::new(move |()| {
        let Ok(edition) = chosen.get_untracked().parse::<EditionId>() else {
            faults.add("salin", "Pilih kompetisinya dulu.");
            faults.show();
            return;
        };
        deed.job(async move {
            let found = deed.call(&EditionShow { edition }, &Empty {}).await?;
            form.fill(&SetupDraft::copied(&found.setup, clock::now()));
            Ok("Aturan disalin. Periksa nama dan tanggalnya.".to_owned())
        });
    });
    let some = move || list.with(|all| all.is_some_and(|all| !all.is_empty()));
    (move || {
        some().then(|| {
            view! {
                <section class="card stack" aria-label="Salin kompetisi terdahulu">
                    <ErrorSummary faults=faults/>
                    <Select
                        name="salin"
                        label="Mulai dari kompetisi terdahulu"
                        value=chosen
                        faults=faults
                        options=options
                        hint="Peserta, juri minimum, bobot, kalimat rentang, dan urutan pemutus seri disalin; entri dan juri tidak."
                    />
                    <div class="actions">
                        <Press label="Salin aturannya" class="btn plain" busy=deed.busy on=copy/>
                    </div>
                </section>
            }
        })
    })
    .into_any()
}
