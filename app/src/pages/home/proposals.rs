//! Steps that need a second person: what waits, what exactly it changes, approve, refuse, take back.

use klisida_domain::{
    api::{ProposalDecide, ProposalList, ProposalTakeBack},
    proposal::Effect,
    publication::Moved,
    wire::{Empty, Proposal, ProposalVerdict},
};
use leptos::prelude::*;

use crate::{
    action::Action,
    ui::{Ask, Loaded, Press, load},
};

/// The section of the home page; nothing stands there while nothing was proposed. `decided` hears of each decision: the
/// task that led here is done then.
pub fn section(decided: Callback<()>) -> AnyView {
    let list = load(ProposalList {});
    let shown = move || {
        list.with(|found| {
            let found = found?;
            let cards: Vec<_> = found.iter().map(|it| card(it, list, decided)).collect();
            (!cards.is_empty()).then(|| {
                view! {
                    <section id="persetujuan" class="stack" aria-labelledby="kedua">
                        <h2 id="kedua">"Persetujuan orang kedua"</h2>
                        {cards}
                    </section>
                }
            })
        })
    };
    shown.into_any()
}

/// What exactly changes, line by line; never a mark.
fn changes(effect: &Effect) -> AnyView {
    let listed = |label: &'static str, items: &[String]| {
        (!items.is_empty()).then(|| [label, &items.join(", ")].concat())
    };
    let criteria: Vec<_> = effect
        .criteria
        .iter()
        .map(|it| it.label().to_owned())
        .collect();
    let classes: Vec<_> = effect
        .classes
        .iter()
        .map(|it| it.label().to_owned())
        .collect();
    let sheets = (effect.sheets > 0)
        .then(|| ["Lembar nilai yang berubah: ", &effect.sheets.to_string()].concat());
    let lines = [
        effect
            .edition
            .as_ref()
            .map(|it| ["Kompetisi: ", it].concat()),
        sheets,
        listed("Entri yang nilainya berubah: ", &effect.entries),
        listed("Kurang dari juri minimum setelahnya: ", &effect.short),
        listed("Kriteria yang nilainya diganti: ", &criteria),
        listed("Benturan kepentingan: ", &classes),
        moves(effect),
    ];
    let lines = lines
        .into_iter()
        .flatten()
        .map(|line| view! { <li>{line}</li> })
        .collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

/// Who moves where on the board.
fn moves(effect: &Effect) -> Option<String> {
    let mut all: Vec<_> = effect.moves.iter().map(Moved::words).collect();
    if effect.more_moves > 0 {
        all.push(["dan ", &effect.more_moves.to_string(), " lagi"].concat());
    }
    (!all.is_empty()).then(|| ["Peringkat yang berubah: ", &all.join("; "), "."].concat())
}

fn card(it: &Proposal, list: Loaded<Vec<Proposal>>, told: Callback<()>) -> AnyView {
    let (approve, refuse, back) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let action = Action::new();
    let (busy, faults) = (action.busy, action.faults);
    let done = move || {
        list.reload();
        told.run(());
    };
    let again = (
        RwSignal::new(String::new()),
        Signal::stored(it.asks_password),
    );
    let password = again.0;
    let (id, digest) = (it.id, it.digest.clone());
    let decide = move |yes: bool, reason: Option<String>| {
        let body = ProposalVerdict {
            digest: digest.clone(),
            approve: yes,
            reason,
            password: (yes && !password.with_untracked(String::is_empty))
                .then(|| password.get_untracked().into()),
        };
        let said = if yes { "Disetujui." } else { "Ditolak." };
        action.run(ProposalDecide { proposal: id }, body, said, move |_| {
            approve.set(false);
            refuse.set(false);
            done();
        });
    };
    let decided = decide.clone();
    let on_approve = Callback::new(move |_: String| decided(true, None));
    let on_refuse = Callback::new(move |reason: String| decide(false, Some(reason)));
    let on_back = Callback::new(move |_: String| {
        let endpoint = ProposalTakeBack { proposal: id };
        action.run(endpoint, Empty {}, "Diambil kembali.", move |_| {
            back.set(false);
            done();
        });
    });
    let title = [it.effect.subject.label(), ": ", &it.effect.name].concat();
    let ended = it.ended_by.as_ref().map(|by| {
        let why = it.ended_reason.as_deref().unwrap_or_default();
        view! { <p class="soft">{[by.as_str(), " ", why].concat()}</p> }
    });
    let nobody = it.nobody.then(|| {
        view! { <p>"Belum ada orang kedua. Minta administrator mengundang koordinator lain, atau kepala BAPPERIDA."</p> }
    });
    let about = [
        "Diajukan oleh ",
        &it.by,
        ", ",
        &it.at.wib().full(),
        ". Berlaku sampai ",
        &it.expires_at.wib().full(),
        ".",
    ]
    .concat();
    let buttons = (it.may_approve || it.may_refuse || it.mine && it.state.is_open()).then(|| {
        view! {
            <div class="actions">
                {it.may_approve.then(|| view! { <Press label="Setujui" class="btn" on=Callback::new(move |()| approve.set(true))/> })}
                {it.may_refuse.then(|| view! { <Press label="Tolak" class="btn plain" on=Callback::new(move |()| refuse.set(true))/> })}
                {it.mine.then(|| view! { <Press label="Ambil kembali" class="btn plain" on=Callback::new(move |()| back.set(true))/> })}
            </div>
        }
    });
    let summary = [
        it.effect.subject.label(),
        ": ",
        &it.effect.name,
        ". Yang tertulis di kartu ini terjadi segera dan tercatat atas nama Anda.",
    ]
    .concat();
    view! {
        <article class="card stack">
            <h3>{title}</h3>
            <p><span class="tag">{it.state.label()}</span></p>
            <p>{it.reason.clone()}</p>
            {changes(&it.effect)}
            <p class="soft">{about}</p>
            {nobody}
            {ended}
            {buttons}
        </article>
        <Ask open=approve title="Setujui?" text=summary action="Setujui" danger=true password=again busy=busy faults=faults on=on_approve/>
        <Ask open=refuse title="Tolak?" text="Tidak ada yang berubah. Pengaju membaca alasannya." action="Tolak" reason=true busy=busy faults=faults on=on_refuse/>
        <Ask open=back title="Ambil kembali?" text="Pengajuan berakhir dan tidak ada yang berubah." action="Ambil kembali" busy=busy faults=faults on=on_back/>
    }
    .into_any()
}
