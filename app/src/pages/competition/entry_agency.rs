//! To which agency of the regency an innovation of the catalogue belongs: the catalogue's source does not always say it.

use klisida_domain::{
    agency::{AgencyCode, HOME_REGION},
    api::InnovationAgencySet,
    innovation::Innovation,
    problem::Code,
    wire::InnovationAgency,
};
use leptos::prelude::*;

use crate::{
    action::Action,
    ui::{Dialog, ErrorSummary, Field, Press, Select},
    work,
};

/// The button for an innovation of the regency whose agency is not known, and what it opens; nothing for others. `given` hears of
/// success.
pub fn button(item: &Innovation, given: Callback<()>) -> Option<AnyView> {
    let unknown = item.agency_code.is_none() && item.region == HOME_REGION;
    unknown.then(|| {
        let open = RwSignal::new(false);
        let item = item.clone();
        let label = ["Tetapkan instansi ", &item.name].concat();
        view! {
            <button type="button" class="link" aria-label=label on:click=move |_| open.set(true)>
                "Tetapkan instansi"
            </button>
            {move || open.get().then(|| dialog(&item, open, given))}
        }
        .into_any()
    })
}

fn dialog(item: &Innovation, open: RwSignal<bool>, given: Callback<()>) -> AnyView {
    let deed = Action::new();
    let faults = deed.faults;
    let (agency, reason) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let options = work::agency_choices(work::agencies(), "Pilih instansi");
    let (id, was) = (item.id, StoredValue::new(item.agency.clone()));
    let now = move || ["Di katalog tertulis: ", &was.get_value(), ". "].concat();
    let title = ["Instansi ", &item.name].concat();
    let send = move || {
        faults.clear();
        let code = agency.get_untracked();
        if code.is_empty() {
            faults.add("agency", Code::ChoiceMissing.words());
        }
        faults.check(
            "reason",
            klisida_domain::account::check_reason(&reason.get_untracked()),
        );
        if faults.show() {
            return;
        }
        let body = InnovationAgency {
            was: was.get_value(),
            agency: AgencyCode(code),
            reason: reason.get_untracked().trim().to_owned(),
        };
        let said = "Instansi ditetapkan.";
        deed.run(
            InnovationAgencySet { innovation: id },
            body,
            said,
            move |_| {
                open.set(false);
                given.run(());
            },
        );
    };
    view! {
        <Dialog open=open title=title>
            <p>{now()} "Instansi menentukan benturan kepentingan juri; alasannya tercatat."</p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <Select name="agency" label="Instansi" value=agency faults=faults options=options/>
                <Field name="reason" label="Alasan" hint="5 sampai 500 karakter." value=reason faults=faults rows=2/>
                <div class="actions">
                    <Press label="Tetapkan" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
