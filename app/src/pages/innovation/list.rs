//! The innovations of a person and of the agency, by whose turn it is.

use klisida_domain::{
    access::{AGENCY, STARTERS},
    account::Actor,
    api::{OutsideList, RecordList, RecordStart},
    ids::InnovationId,
    legacy,
    page::Page as Rows,
    paths::public,
    time::Instant,
    turn::Durations,
    wire::{Empty, RecordDesk, RecordLine, Title},
};
use klisida_views::kit;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{bits, local::Local};
use crate::{
    action::{Action, about},
    clock, paths as to,
    session::use_session,
    store::use_store,
    ui::{Ask, Loaded, Page, Press, Source, load_kept, more},
};

/// `/app/inovasi`.
pub fn page() -> AnyView {
    let source = Source::from(RecordList {}).fresh(|desk| clock::learn(desk.now));
    let desk = load_kept("records", source);
    let (session, store) = (use_session(), use_store());
    let begun = RwSignal::new(Vec::<Local>::new());
    spawn_local(async move {
        begun.try_set(Local::all(store).await);
    });
    let actor = session.person_untracked();
    let of_agency = actor
        .as_ref()
        .is_some_and(|it| it.is_any(STARTERS) || it.is_any(AGENCY));
    let way_on = {
        let may = actor.as_ref().is_some_and(|it| it.is_any(STARTERS));
        let words = "Inovasi dimulai oleh inovator atau koordinator instansi.";
        move || {
            if may {
                view! { <a class="btn plain" href=to::INNOVATION_NEW>"Mulai inovasi baru"</a> }
                    .into_any()
            } else {
                view! {
                    <Press label="Mulai inovasi baru" blocked=Signal::stored(Some(words.to_owned())) on=Callback::new(|()| ())/>
                }
                .into_any()
            }
        }
    };
    view! {
        <Page title="Inovasi" lead="Yang menunggu Anda berada paling atas.">
            <div class="actions">{way_on()}</div>
            {waiting(begun, desk, actor)}
            {desk.view("daftar inovasi", move |desk| groups(&desk, clock::now()))}
            {more(desk)}
            {of_agency.then(|| outside(load_kept("outside", OutsideList {})))}
        </Page>
    }
    .into_any()
}

/// Records begun on this device that the server does not know yet.
fn waiting(begun: RwSignal<Vec<Local>>, desk: Loaded<RecordDesk>, actor: Option<Actor>) -> AnyView {
    let rows = move || {
        let actor = actor.as_ref()?;
        let known: Vec<InnovationId> = desk.with(|desk| {
            desk.map_or_else(Vec::new, |desk| {
                desk.records.iter().map(|line| line.id).collect()
            })
        });
        let rows: Vec<_> = begun
            .get()
            .iter()
            .filter(|it| !known.contains(&it.body.id))
            .map(|it| {
                let words = match &it.refusal {
                    Some(problem) => ["Belum diterima: ", &problem.words()].concat(),
                    None => [
                        "Di perangkat ini ",
                        &it.since.wib().clock(),
                        ", belum terkirim",
                    ]
                    .concat(),
                };
                row(
                    &it.line(actor),
                    &Durations::default(),
                    clock::now(),
                    Some(words),
                )
            })
            .collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="stack" aria-labelledby="perangkat">
                    <h2 id="perangkat">"Di perangkat ini"</h2>
                    <ul class="stack records">{rows}</ul>
                </section>
            }
        })
    };
    rows.into_any()
}

fn groups(desk: &RecordDesk, now: Instant) -> AnyView {
    if desk.records.is_empty() {
        return kit::empty(
            "Belum ada inovasi dalam klinik",
            "Inovasi yang Anda mulai, atau yang timnya memuat Anda, tampil di sini. Memulai perlu sekitar lima menit.",
            (),
        )
        .into_any();
    }
    let (live, over): (Vec<_>, Vec<_>) = desk.records.iter().partition(|it| it.course.is_live());
    let (mine, others): (Vec<_>, Vec<_>) = live
        .into_iter()
        .partition(|it| bits::is_mine(it.relation, it.course));
    let none = mine.is_empty().then(|| {
        view! { <p class="soft">"Tidak ada yang menunggu Anda sekarang."</p> }
    });
    view! {
        <section class="stack" aria-labelledby="giliran">
            <h2 id="giliran">{counted("Giliran Anda", mine.len())}</h2>
            {none}
            {rows(&mine, &desk.durations, now)}
        </section>
        {group("lain", "Menunggu orang lain", &others, &desk.durations, now)}
        {group("usai", "Selesai, ditunda, atau dihentikan", &over, &desk.durations, now)}
    }
    .into_any()
}

fn counted(words: &str, n: usize) -> String {
    if n == 0 {
        words.to_owned()
    } else {
        [words, " (", &n.to_string(), ")"].concat()
    }
}

fn group(
    id: &'static str,
    title: &'static str,
    lines: &[&RecordLine],
    durations: &Durations,
    now: Instant,
) -> AnyView {
    (!lines.is_empty())
        .then(|| {
            view! {
                <section class="stack" aria-labelledby=id>
                    <h2 id=id>{counted(title, lines.len())}</h2>
                    {rows(lines, durations, now)}
                </section>
            }
        })
        .into_any()
}

fn rows(lines: &[&RecordLine], durations: &Durations, now: Instant) -> AnyView {
    let rows = lines
        .iter()
        .map(|line| row(line, durations, now, None))
        .collect_view();
    view! { <ul class="stack records">{rows}</ul> }.into_any()
}

/// A record: name, number, how far, whose turn.
fn row(line: &RecordLine, durations: &Durations, now: Instant, instead: Option<String>) -> AnyView {
    let class = if instead.is_none() && bits::is_mine(line.relation, line.course) {
        "card turn tap"
    } else {
        "card turn others tap"
    };
    let place = match &line.number {
        Some(number) => [number, " · ", &line.agency_name].concat(),
        None => line.agency_name.clone(),
    };
    let turn = instead.unwrap_or_else(|| bits::turn_words(line, durations, now));
    let told = line.told.as_ref().and_then(|told| {
        let weight = told.weighs(line.course, line.relation)?;
        Some(told.brief(weight))
    });
    view! {
        <li class=class>
            <div class="split">
                <a class="name hit" href=to::innovation(line.id)>{line.name.clone()}</a>
                {bits::status(line.standing())}
            </div>
            <span class="soft small">{place}</span>
            {bits::thin(line.course.place)}
            <span class="small">{bits::stage_words(line.course.place)}</span>
            {told.map(|words| view! { <span class="brief">{words}</span> })}
            {(!turn.is_empty()).then(|| view! { <span>{turn} " " {bits::late(line, durations, now)}</span> })}
        </li>
    }
    .into_any()
}

/// Innovations of the agency outside the clinic.
fn outside(list: Loaded<Rows<Title>>) -> AnyView {
    let titles =
        Memo::new(move |_| list.with(|list| list.map_or_else(Vec::new, |list| list.items.clone())));
    let whole = Memo::new(move |_| list.with(|list| list.is_none_or(|list| list.next.is_none())));
    let asked = RwSignal::new(None::<Title>);
    let open = RwSignal::new(false);
    let deed = Action::by_outbox().closes(open).on_refusal(move |fault| {
        if fault.code().is_some() {
            list.reload();
        }
        Some(fault)
    });
    let navigate = StoredValue::new_local(use_navigate());
    let start = Callback::new(move |_: String| {
        let Some(title) = asked.get_untracked() else {
            return;
        };
        let about = about(title.id, "Mulai tahapan", title.name.clone());
        let endpoint = RecordStart {
            innovation: title.id,
        };
        deed.send(about, endpoint, Empty {}, move |reply| {
            if reply.is_some() {
                navigate.try_with_value(|go| {
                    go(&to::innovation(title.id), NavigateOptions::default());
                });
            }
        });
    });
    let question = Signal::derive(move || {
        asked.with(|title| {
            title.as_ref().map_or_else(String::new, |title| {
                ["Mulai tahapan klinik untuk ", &title.name, "?"].concat()
            })
        })
    });
    let rows = move || {
        let all = titles.get().into_iter();
        all.map(|title| {
            let name = title.name.clone();
            let link = match &title.slug {
                Some(slug) => {
                    view! { <a href=public::innovation(slug) rel="external">{name.clone()}</a> }
                        .into_any()
                }
                None => view! { <b>{name.clone()}</b> }.into_any(),
            };
            let label = ["Mulai tahapan: ", &name].concat();
            let agency = title.agency.clone();
            // What may be from before the regulation is registered by its own form.
            let register = (legacy::of_years(title.years) != Some(false)).then(|| {
                let label = ["Daftarkan: ", &name].concat();
                view! { <a class="btn plain small" href=to::legacy_from(&title) aria-label=label>"Daftarkan"</a> }
            });
            view! {
                <li>
                    <div>{link}<small>{agency}</small></div>
                    <span class="cluster">
                    {register}
                    <button
                        type="button"
                        class="btn plain small"
                        aria-label=label
                        on:click=move |_| {
                            asked.set(Some(title.clone()));
                            open.set(true);
                        }
                    >
                        "Mulai tahapan"
                    </button>
                    </span>
                </li>
            }
        })
        .collect_view()
    };
    let heading = move || {
        let n = titles.with(Vec::len);
        if whole.get() {
            counted("Di luar klinik", n)
        } else {
            ["Di luar klinik (lebih dari ", &n.to_string(), ")"].concat()
        }
    };
    // The section stays while its rows grow, so that it stays unfolded.
    let any = Memo::new(move |_| titles.with(|titles| !titles.is_empty()));
    let section = move || {
        any.get().then(|| {
            view! {
                <section class="card" id="luar" aria-labelledby="luar-judul">
                    <details class="fold">
                        <summary>
                            <h2 id="luar-judul">{heading}</h2>
                            <span class="soft small">"milik instansi Anda"</span>
                        </summary>
                        <p class="soft">"Inovasi dalam katalog yang belum didata. Yang dari sebelum 2 Agustus 2024 cukup didaftarkan dengan satu formulir (Pasal 17); yang lain, atau yang hendak dikembangkan bersama klinik, memulai tahapan."</p>
                        <ul class="rows">{rows}</ul>
                        {more(list)}
                    </details>
                </section>
            }
        })
    };
    view! {
        {deed.outcome()}
        {list.notice("inovasi di luar klinik")}
        {section}
        <Ask
            open=open
            title=question
            text=Signal::stored("Inovasi ini masuk tahap pertama dan Anda menjadi ketua timnya.".to_owned())
            action=Signal::stored("Mulai tahapan".to_owned())
            busy=deed.busy
            faults=deed.faults
            on=start
        />
    }
    .into_any()
}
