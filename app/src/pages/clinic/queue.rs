//! The desk: lanes, age, facilitators, reviewers, announcing what was held back.

mod announce;
mod assign;
mod keys;
mod list;

use klisida_domain::{
    api::QueueShow,
    clinic::Lane,
    ids::{InnovationId, PersonId},
    law::Stage,
    wire::{PersonRef, QueueItem, QueueView},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use crate::{
    action::{Action, Said},
    clock, paths as to,
    ui::{Faults, Loaded, Page, Select, Source, load_kept, more},
};

/// What of the desk is shown; it stands in the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    lane: Lane,
    stage: Option<Stage>,
    facilitator: Option<PersonId>,
}

impl Filter {
    /// The query: `lajur=menunggu-kami&tahap=design`.
    fn query(self) -> String {
        let mut query = ["lajur=", self.lane.code()].concat();
        if let Some(stage) = self.stage {
            query.push_str("&tahap=");
            query.push_str(stage.code());
        }
        if let Some(person) = self.facilitator {
            query.push_str("&pendamping=");
            query.push_str(&person.to_string());
        }
        query
    }

    fn address(self) -> String {
        [to::CLINIC, "?", &self.query()].concat()
    }

    fn is_narrowed(self) -> bool {
        self.stage.is_some() || self.facilitator.is_some()
    }
}

/// The desk as all its parts see it. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Board {
    filter: Memo<Filter>,
    /// The newest answer.
    shown: RwSignal<Option<QueueView>>,
    loaded: StoredValue<Option<Loaded<QueueView>>>,
    /// Rows with a tick.
    picked: RwSignal<Vec<InnovationId>>,
    /// The list of keys is open.
    help: RwSignal<bool>,
    said: Said,
}

impl Board {
    /// Asks the server again.
    fn reload(self) {
        if let Some(loaded) = self.loaded.try_get_value().flatten() {
            loaded.reload();
        }
    }

    /// Something that is done to several records. When somebody was faster, the newest state comes and the choice stays.
    fn action(self) -> Action {
        Action::new().says_in(self.said).on_refusal(move |fault| {
            if fault.code().is_some() {
                self.reload();
            }
            Some(fault)
        })
    }

    fn toggle(self, id: InnovationId) {
        self.picked.update(|picked| {
            let before = picked.len();
            picked.retain(|it| *it != id);
            if picked.len() == before {
                picked.push(id);
            }
        });
    }

    /// The rows with a tick, as last known.
    fn chosen(self) -> Vec<QueueItem> {
        self.shown.with_untracked(|view| {
            self.picked.with_untracked(|picked| {
                view.iter()
                    .flat_map(|view| &view.items)
                    .filter(|it| picked.contains(&it.line.id))
                    .cloned()
                    .collect()
            })
        })
    }

    fn team(self) -> Vec<PersonRef> {
        self.shown
            .with(|view| view.as_ref().map(|it| it.team.clone()).unwrap_or_default())
    }
}

/// `/app/klinik`.
pub fn page() -> AnyView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| Filter {
            lane: query
                .get("lajur")
                .and_then(|it| Lane::from_code(&it))
                .unwrap_or(Lane::Ours),
            stage: query.get("tahap").and_then(|it| Stage::from_code(&it)),
            facilitator: query.get("pendamping").and_then(|it| it.parse().ok()),
        })
    });
    let board = Board {
        filter,
        shown: RwSignal::new(None),
        loaded: StoredValue::new(None),
        picked: RwSignal::new(Vec::new()),
        help: RwSignal::new(false),
        said: Said::new(),
    };
    keys::listen(board);
    let content = move || {
        let filter = filter.get();
        untrack(|| lane(board, filter))
    };
    view! {
        <Page
            title="Meja klinik"
            width="wide"
            lead="Yang paling lama menunggu ada di atas."
        >
            {tabs(board)}
            {filters(board)}
            {board.said.view()}
            {content}
            {assign::bar(board)}
            {keys::help(board)}
            <nav class="cluster" aria-label="Halaman lain klinik">
                <a href=to::CLINIC_ACTIVITIES>"Kegiatan"</a>
                <a href=to::CLINIC_INTERESTS>"Konflik kepentingan"</a>
                <a href=to::CLINIC_SETTINGS>"Pengaturan klinik"</a>
                <button type="button" class="link on-desk" on:click=move |_| board.help.set(true)>
                    "Pintasan papan ketik"
                </button>
            </nav>
        </Page>
    }
    .into_any()
}

fn tabs(board: Board) -> AnyView {
    let items = Lane::ALL
        .into_iter()
        .enumerate()
        .map(|(place, lane)| {
            let address = move || {
                Filter {
                    lane,
                    ..board.filter.get()
                }
                .address()
            };
            let here = move || (board.filter.get().lane == lane).then_some("page");
            let count = move || {
                let count = board
                    .shown
                    .with(|view| view.as_ref()?.counts.get(place).copied())?;
                Some([" (", &count.to_string(), ")"].concat())
            };
            view! {
                <a href=address aria-current=here>
                    {lane.label()}
                    {count}
                </a>
            }
        })
        .collect_view();
    view! { <nav class="tabs" aria-label="Antrean">{items}</nav> }.into_any()
}

/// Stage and facilitator; a choice changes the address.
fn filters(board: Board) -> AnyView {
    let navigate = StoredValue::new_local(use_navigate());
    let faults = Faults::new();
    let first = board.filter.get_untracked();
    let stage = RwSignal::new(first.stage.map_or("", Stage::code).to_owned());
    let person = RwSignal::new(
        first
            .facilitator
            .map(|it| it.to_string())
            .unwrap_or_default(),
    );
    // The address may change by Back: the choices follow it.
    Effect::new(move || {
        let filter = board.filter.get();
        stage.set(filter.stage.map_or("", Stage::code).to_owned());
        person.set(
            filter
                .facilitator
                .map(|it| it.to_string())
                .unwrap_or_default(),
        );
    });
    Effect::new(move |before: Option<()>| {
        let wanted = Filter {
            lane: board.filter.with_untracked(|it| it.lane),
            stage: stage.with(|it| Stage::from_code(it)),
            facilitator: person.with(|it| it.parse().ok()),
        };
        if before.is_some() && wanted != board.filter.get_untracked() {
            navigate.with_value(|navigate| {
                navigate(
                    &wanted.address(),
                    NavigateOptions {
                        replace: true,
                        scroll: false,
                        ..NavigateOptions::default()
                    },
                );
            });
        }
    });
    let mut stages = vec![(String::new(), "Semua tahap".to_owned())];
    stages.extend(
        Stage::ALL
            .iter()
            .map(|it| (it.code().to_owned(), it.label().to_owned())),
    );
    let people = Signal::derive(move || {
        let mut out = vec![(String::new(), "Semua pendamping".to_owned())];
        out.extend(
            board
                .team()
                .into_iter()
                .map(|it| (it.id.to_string(), it.name)),
        );
        out
    });
    view! {
        <form class="tools" role="search" aria-label="Saring antrean" on:submit=|event| event.prevent_default()>
            <Select name="tahap" label="Tahap" value=stage faults=faults options=Signal::stored(stages)/>
            <Select name="pendamping" label="Pendamping" value=person faults=faults options=people/>
        </form>
    }
    .into_any()
}

/// One lane, loaded; what is picked belongs to the lane.
fn lane(board: Board, filter: Filter) -> AnyView {
    board.picked.set(Vec::new());
    let query = filter.query();
    let source = Source::query(&QueueShow {}, &query).fresh(|view| clock::learn(view.now));
    let loaded = load_kept(["queue/", &query].concat(), source);
    board.loaded.set_value(Some(loaded));
    Effect::new(move || {
        if let Some(view) = loaded.get() {
            // What left the lane meanwhile is picked no more.
            board.picked.update(|picked| {
                picked.retain(|id| view.items.iter().any(|it| it.line.id == *id));
            });
            board.shown.set(Some(view));
        }
    });
    let held = (filter.lane == Lane::Ours).then(|| announce::section(board));
    view! {
        {held}
        {loaded.view("antrean", move |view| list::table(board, filter, &view))}
        {more(loaded)}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_stands_in_the_address() {
        let filter = Filter {
            lane: Lane::Theirs,
            stage: Some(Stage::Design),
            facilitator: None,
        };
        assert_eq!(
            filter.address(),
            "/app/klinik?lajur=menunggu-pd&tahap=design"
        );
    }
}
