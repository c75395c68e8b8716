//! How many days each desk may take in each stage.

use klisida_domain::{
    api::{ClinicSettingSet, ClinicSettingShow},
    law::Stage,
    stage::Desk,
    turn::{Duration, Durations},
    wire::ClinicSettings,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    action::{Action, Said},
    offline::forms::FormName,
    paths as to,
    ui::{Differing, ErrorSummary, Faults, Loaded, Page, Press, clash, field_id, keep, load_kept},
};

/// One field of the matrix.
#[derive(Clone, Copy)]
struct Cell {
    stage: Stage,
    desk: Desk,
    days: RwSignal<String>,
}

impl Cell {
    fn label(self) -> String {
        [self.stage.label(), ", ", self.desk.label()].concat()
    }

    /// The days of these durations, as in the field.
    fn of(self, durations: &Durations) -> String {
        durations
            .days
            .iter()
            .find(|it| (it.stage, it.desk) == (self.stage, self.desk))
            .map(|it| it.days.to_string())
            .unwrap_or_default()
    }

    fn name(self) -> String {
        ["durations.", self.stage.code(), ".", self.desk.code()].concat()
    }
}

/// `/app/klinik/pengaturan`.
pub fn page() -> AnyView {
    let settings: Loaded<ClinicSettings> = load_kept("clinic-settings", ClinicSettingShow {});
    let said = Said::new();
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
            {said.view()}
            {settings.view("pengaturan", |_| ().into_any())}
            {form}
        </Page>
    }
    .into_any()
}

fn form(settings: Loaded<ClinicSettings>, known: &ClinicSettings, said: Said) -> AnyView {
    let version = StoredValue::new(known.version);
    let cells: Vec<Cell> = Stage::ALL
        .iter()
        .flat_map(|stage| Desk::ALL.into_iter().map(move |desk| (*stage, desk)))
        .map(|(stage, desk)| {
            let cell = Cell {
                stage,
                desk,
                days: RwSignal::new(String::new()),
            };
            cell.days.set(cell.of(&known.durations));
            cell
        })
        .collect();
    let kept = keep(
        "lama-giliran",
        FormName::new("Lama giliran", "", to::CLINIC_SETTINGS.to_owned()),
        cells.iter().map(|cell| cell.days).collect(),
    );
    let differing = RwSignal::new(Vec::new());
    let all = StoredValue::new(cells.clone());
    let compare = move || {
        spawn_local(async move {
            if !settings.load().await {
                return;
            }
            let Some(now) = settings.now() else { return };
            version.try_set_value(now.version);
            let words = |days: &str| match days {
                "" => "tanpa tenggat".to_owned(),
                days => [days, " hari"].concat(),
            };
            let found = all.try_with_value(|cells| {
                cells
                    .iter()
                    .filter_map(|cell| {
                        Differing::of(cell.label(), cell.days, cell.of(&now.durations), words)
                    })
                    .collect()
            });
            differing.try_set(found.unwrap_or_default());
        });
    };
    let deed = Action::new().says_in(said).on_refusal(move |fault| {
        // What is typed stays, beside what is stored now; sending it again is then meant.
        if fault.is_overtaken() {
            compare();
        }
        Some(fault)
    });
    let faults = deed.faults;
    for cell in &cells {
        faults.name(&cell.name(), &cell.label());
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
        let words = "Lama giliran disimpan. Tenggat di semua halaman langsung mengikuti.";
        deed.run(ClinicSettingSet {}, body, words, move |saved| {
            version.set_value(saved.version);
            differing.set(Vec::new());
            kept.done();
            settings.reload();
        });
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
            {kept.notice()}
            <ErrorSummary faults=faults/>
            {clash(differing)}
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
