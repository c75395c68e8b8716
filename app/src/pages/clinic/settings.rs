//! How many days each desk may take in each stage.

use klisida_domain::{
    api::{ClinicSettingSet, ClinicSettingShow},
    law::Stage,
    stage::Desk,
    turn::{Duration, Durations},
    wire::{ClinicSettings, Empty},
};
use leptos::prelude::*;

use super::shared::{Deed, said_view};
use crate::{
    api,
    routes::to,
    ui::{ErrorSummary, Faults, Loaded, Page, Press, field_id, load_kept},
};

/// One field of the matrix.
#[derive(Clone, Copy)]
struct Cell {
    stage: Stage,
    desk: Desk,
    days: RwSignal<String>,
}

impl Cell {
    fn name(self) -> String {
        ["durations.", self.stage.code(), ".", self.desk.code()].concat()
    }
}

/// `/app/klinik/pengaturan`.
pub fn page() -> AnyView {
    let settings: Loaded<ClinicSettings> = load_kept("clinic-settings", || {
        api::call(&ClinicSettingShow {}, &Empty {})
    });
    let said = RwSignal::new(None::<String>);
    let there = Memo::new(move |_| settings.with(|it| it.is_some()));
    let form = move || {
        there
            .get()
            .then(|| untrack(|| settings.get().map(|it| form(settings, &it, said))))
    };
    view! {
        <Page
            title="Pengaturan klinik"
            lead="Berapa hari setiap meja boleh memegang giliran, menurut tahap."
            back=(to::CLINIC.to_owned(), "Meja klinik".to_owned())
        >
            {said_view(said)}
            {settings.view("pengaturan", |_| ().into_any())}
            {form}
        </Page>
    }
    .into_any()
}

fn form(
    settings: Loaded<ClinicSettings>,
    known: &ClinicSettings,
    said: RwSignal<Option<String>>,
) -> AnyView {
    let version = StoredValue::new(known.version);
    let cells: Vec<Cell> = Stage::ALL
        .iter()
        .flat_map(|stage| Desk::ALL.into_iter().map(move |desk| (*stage, desk)))
        .map(|(stage, desk)| {
            let days = known
                .durations
                .days
                .iter()
                .find(|it| (it.stage, it.desk) == (stage, desk))
                .map(|it| it.days.to_string());
            Cell {
                stage,
                desk,
                days: RwSignal::new(days.unwrap_or_default()),
            }
        })
        .collect();
    let deed = Deed::new();
    let faults = deed.faults;
    for cell in &cells {
        faults.name(
            &cell.name(),
            &[cell.stage.label(), ", ", cell.desk.label()].concat(),
        );
    }
    let rows = Stage::ALL
        .iter()
        .map(|stage| {
            let fields = cells
                .iter()
                .filter(|it| it.stage == *stage)
                .map(|cell| view! { <td>{field(*cell, faults)}</td> })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">
                        {stage.label()}
                        <small>{stage.article().to_string()}</small>
                    </th>
                    {fields}
                </tr>
            }
        })
        .collect_view();
    let heads = Desk::ALL
        .map(|desk| view! { <th scope="col">{desk.label()}</th> })
        .collect_view();
    let send = move || {
        faults.clear();
        let mut days = Vec::new();
        for cell in &cells {
            let text = cell.days.get_untracked();
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            match text.parse() {
                Ok(n) => days.push(Duration {
                    stage: cell.stage,
                    desk: cell.desk,
                    days: n,
                }),
                Err(_) => faults.add(&cell.name(), "Isi angka 1 sampai 365, atau kosongkan."),
            }
        }
        let durations = Durations { days };
        if faults.show() || faults.take(&durations.faults()) {
            return;
        }
        let body = ClinicSettings {
            version: version.get_value(),
            durations,
        };
        deed.run(
            ClinicSettingSet {},
            body,
            move |saved| {
                version.set_value(saved.version);
                said.set(Some(
                    "Lama giliran disimpan. Tenggat di semua halaman langsung mengikuti."
                        .to_owned(),
                ));
                settings.reload();
            },
            move |fault| {
                // What is typed stays; sending it again is then meant.
                if let Some(newer) = fault.problem().and_then(|it| it.current_version) {
                    version.set_value(newer);
                }
            },
        );
    };
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <ErrorSummary faults=faults/>
            <p class="soft">"Kosong berarti tanpa tenggat: giliran tetap terlihat, tanpa kata terlambat. Hari dihitung sejak giliran pindah."</p>
            <div class="scroll" role="region" aria-label="Lama giliran dalam hari" tabindex="0">
                <table class="matrix days">
                    <thead>
                        <tr>
                            <th scope="col">"Tahap"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="actions">
                <Press label="Simpan lama giliran" busy=deed.busy/>
            </div>
        </form>
    }
    .into_any()
}

fn field(cell: Cell, faults: Faults) -> AnyView {
    let name = cell.name();
    let label = [
        "Hari untuk ",
        cell.desk.label(),
        " pada tahap ",
        cell.stage.label(),
    ]
    .concat();
    let id = field_id(&name);
    let wrong = {
        let name = name.clone();
        move || faults.of(&name).map(|_| "true")
    };
    view! {
        <input
            id=id
            type="text"
            inputmode="numeric"
            autocomplete="off"
            aria-label=label
            aria-invalid=wrong
            prop:value=move || cell.days.get()
            on:input=move |event| {
                cell.days.set(event_target_value(&event));
                faults.forget(&name);
            }
        />
    }
    .into_any()
}
