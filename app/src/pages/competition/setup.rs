//! The settings of an edition: a form while it is a draft, to read once it is open.

use std::sync::Arc;

use klisida_domain::{
    api::EditionSetup,
    competition::{Act, Setup},
    problem::Code,
    wire::{Edition, EditionUpdate},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    desk::Desk, frame, setup_draft::SetupDraft, setup_form, setup_rubric, setup_state::SetupForm,
};
use crate::{
    offline::forms::{FormName, use_forms},
    paths as to,
    ui::{Press, Side, Versus},
};

/// `/app/kompetisi/:edition/pengaturan`.
pub fn page() -> AnyView {
    frame::frame("Pengaturan", "wide", body)
}

fn body(desk: Desk) -> AnyView {
    let editable = Memo::new(move |_| desk.may(Act::Setup));
    (move || match editable.get() {
        Ok(()) => form(desk),
        Err(code) => frame::follow(desk, move |edition| locked(&edition, code)),
    })
    .into_any()
}

fn locked(edition: &Edition, code: Code) -> AnyView {
    let why = if code == Code::Forbidden {
        "Pengaturan diubah oleh koordinator BAPPERIDA."
    } else {
        "Bobot, kalimat, dan jadwal terkunci sejak dibuka, supaya semua entri dinilai dengan aturan yang sama (Pasal 5 ayat (1) huruf d). Tenggat dapat diundur dari halaman Ikhtisar."
    };
    let setup = &edition.setup;
    let chain: Vec<_> = setup.tie_chain.iter().map(|it| it.label()).collect();
    let chain = if chain.is_empty() {
        "tanpa urutan; peringkat bersama".to_owned()
    } else {
        chain.join(", ")
    };
    let facts = [
        ("Nama", setup.name.clone()),
        ("Tahun", setup.year.to_string()),
        ("Peserta", setup.entrants.label().to_owned()),
        ("Penilaian dibuka", setup.opens_at.wib().full()),
        ("Penilaian ditutup", setup.closes_at.wib().full()),
        (
            "Juri setiap entri, paling sedikit",
            setup.min_judges.to_string(),
        ),
        ("Urutan penentu seri", chain),
        (
            "Nilai contoh",
            if setup.sample {
                "ya".to_owned()
            } else {
                "tidak".to_owned()
            },
        ),
    ]
    .into_iter()
    .map(|(term, value)| view! { <dt>{term}</dt><dd>{value}</dd> })
    .collect_view();
    view! {
        <div class="notice">
            <b>"Hanya untuk dibaca."</b>
            <p>{why}</p>
        </div>
        {frame::section("Umum dan jadwal", view! { <dl class="facts">{facts}</dl> }.into_any())}
        {frame::section("Kriteria, bobot, dan kalimat rentang", setup_rubric::read_only(&setup.rubric))}
    }
    .into_any()
}

fn form(desk: Desk) -> AnyView {
    let forms = use_forms();
    let key = ["edition-setup/", &desk.id.to_string()].concat();
    let Some(edition) = desk.now() else {
        return ().into_any();
    };
    let form = SetupForm::of(&SetupDraft::of(&edition.setup));
    // What the form started from: settings that differ from it by now were changed by somebody else.
    let base = RwSignal::new(edition.setup.clone());
    let seen = RwSignal::new(edition.version);
    let looked = RwSignal::new(false);
    {
        let key = key.clone();
        spawn_local(async move {
            if let Some(draft) = forms.read::<SetupDraft>(&key).await {
                form.fill(&draft);
                form.restored.try_set(true);
            }
            looked.try_set(true);
        });
    }
    form.keep_on_device(
        key.clone(),
        FormName::new(
            "Pengaturan",
            &edition.setup.name,
            to::edition_part(desk.id, "pengaturan"),
        ),
    );
    let deed = setup_form::action(form)
        .says_in(desk.said)
        .on_refusal(move |fault| Some(setup_form::at_fields(form, desk.heard(fault)?)));
    let clash = Memo::new(move |_| {
        let now: Arc<Edition> = desk.edition.get()?;
        (now.version > seen.get() && now.setup != base.get()).then(|| now.setup.clone())
    });
    let forget = {
        let key = key.clone();
        move || {
            forms.clear(&key);
        }
    };
    let settled = {
        let forget = forget.clone();
        move |setup: Setup| {
            form.stop_keeping();
            form.fill(&SetupDraft::of(&setup));
            base.set(setup);
            form.restored.set(false);
            forget();
            // The effect that keeps runs after this turn.
            crate::browser::soon(move || form.go_on_keeping());
        }
    };
    let send = {
        let settled = settled.clone();
        move || {
            let Some(setup) = form.checked() else { return };
            let settled = settled.clone();
            let body = EditionUpdate {
                version: desk.version(),
                setup: setup.clone(),
            };
            desk.overtaken.set(None);
            let endpoint = EditionSetup { edition: desk.id };
            deed.run(
                endpoint,
                body,
                "Pengaturan tersimpan di server.",
                move |saved| {
                    seen.set(saved.version);
                    settled(setup);
                    desk.reload();
                },
            );
        }
    };
    let dirty = Memo::new(move |_| form.draft() != SetupDraft::of(&base.get()));
    // The form may have begun with kept settings: while nothing was typed, newer ones take their place.
    {
        let settled = settled.clone();
        Effect::new(move || {
            if looked.get()
                && let Some(setup) = clash.get()
                && !dirty.get_untracked()
            {
                seen.set(desk.version());
                settled(setup);
            }
        });
    }
    let restored = {
        let settled = settled.clone();
        move || {
            let settled = settled.clone();
            form.restored.get().then(|| {
                view! {
                    <div class="notice">
                        <b>"Isian yang belum terkirim dipulihkan dari perangkat ini."</b>
                        <div class="actions">
                            <Press label="Pakai yang di server" class="btn plain small" on=Callback::new(move |()| settled(base.get_untracked()))/>
                        </div>
                    </div>
                }
            })
        }
    };
    let state = move || {
        if dirty.get() {
            view! { <span class="state local" role="status">"Di perangkat ini, belum terkirim"</span> }
        } else {
            view! { <span class="state sent" role="status">"Sama dengan yang di server"</span> }
        }
    };
    let two = move || {
        clash
            .get()
            .map(|theirs| conflict(form, base, seen, desk.version(), theirs))
    };
    let blocked = Signal::derive(move || {
        clash
            .with(Option::is_some)
            .then(|| "Selesaikan dulu perbedaan di atas.".to_owned())
    });
    view! {
        {restored}
        {two}
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if clash.with_untracked(Option::is_none) {
                    send();
                }
            }
        >
            {setup_form::fields(form)}
            <div class="actions">
                <Press label="Simpan pengaturan" busy=deed.busy blocked=blocked/>
                {state}
            </div>
        </form>
    }
    .into_any()
}

/// A group of settings that two people may have changed.
#[derive(Clone, Copy)]
struct Group {
    label: &'static str,
    words: fn(&SetupDraft) -> String,
    take: fn(&mut SetupDraft, &SetupDraft),
}

const GROUPS: [Group; 6] = [
    Group {
        label: "Nama, tahun, peserta",
        words: |it| [&it.name, " · ", &it.year, " · ", it.entrants.label()].concat(),
        take: |to, from| {
            to.name.clone_from(&from.name);
            to.year.clone_from(&from.year);
            to.entrants = from.entrants;
        },
    },
    Group {
        label: "Jadwal dan juri",
        words: |it| {
            [
                &it.opens.replace('T', " "),
                " sampai ",
                &it.closes.replace('T', " "),
                " · sedikitnya ",
                &it.min_judges,
                " juri",
            ]
            .concat()
        },
        take: |to, from| {
            to.opens.clone_from(&from.opens);
            to.closes.clone_from(&from.closes);
            to.min_judges.clone_from(&from.min_judges);
        },
    },
    Group {
        label: "Bobot",
        words: |it| {
            it.rules
                .iter()
                .map(|rule| rule.weight.clone())
                .collect::<Vec<_>>()
                .join(" · ")
        },
        take: |to, from| {
            for (to, from) in to.rules.iter_mut().zip(&from.rules) {
                to.weight.clone_from(&from.weight);
            }
        },
    },
    Group {
        label: "Kalimat rentang",
        words: |it| {
            it.rules
                .iter()
                .map(|rule| [&rule.look_at, "\n", &rule.bands.join("\n")].concat())
                .collect::<Vec<_>>()
                .join("\n\n")
        },
        take: |to, from| {
            for (to, from) in to.rules.iter_mut().zip(&from.rules) {
                to.look_at.clone_from(&from.look_at);
                to.bands.clone_from(&from.bands);
            }
        },
    },
    Group {
        label: "Urutan penentu seri",
        words: |it| {
            it.tie_chain
                .iter()
                .map(|it| it.label())
                .collect::<Vec<_>>()
                .join(", ")
        },
        take: |to, from| to.tie_chain.clone_from(&from.tie_chain),
    },
    Group {
        label: "Nilai contoh",
        words: |it| {
            if it.sample {
                "ya".to_owned()
            } else {
                "tidak".to_owned()
            }
        },
        take: |to, from| to.sample = from.sample,
    },
];

/// Somebody else changed the settings while these were typed: both, group by group, and a choice.
fn conflict(
    form: SetupForm,
    base: RwSignal<Setup>,
    seen: RwSignal<u32>,
    version: u32,
    theirs: Setup,
) -> AnyView {
    let other = SetupDraft::of(&theirs);
    let mine = untrack(|| form.draft());
    let choices: Vec<_> = GROUPS
        .iter()
        .filter(|group| (group.words)(&mine) != (group.words)(&other))
        .map(|group| (*group, RwSignal::new(None::<Side>)))
        .collect();
    let rows = choices
        .iter()
        .map(|(group, choice)| view! { <Versus label=group.label mine=(group.words)(&mine) theirs=(group.words)(&other) choice=*choice/> })
        .collect_view();
    let open = choices.clone();
    let blocked = Signal::derive(move || {
        open.iter()
            .any(|(_, choice)| choice.get().is_none())
            .then(|| "Pilih satu untuk setiap bagian.".to_owned())
    });
    let join = move || {
        let mut joined = untrack(|| form.draft());
        for (group, choice) in &choices {
            if choice.get_untracked() == Some(Side::Theirs) {
                (group.take)(&mut joined, &other);
            }
        }
        form.fill(&joined);
        base.set(theirs.clone());
        seen.set(version);
    };
    view! {
        <section class="card stack" aria-label="Dua isian berbeda">
            <h2>"Pengaturan di server berbeda dari isian Anda"</h2>
            <p>"Pilih untuk setiap bagian. Yang tidak berbeda tidak ditampilkan."</p>
            {rows}
            <div class="actions">
                <Press label="Pakai pilihan ini" class="btn plain" blocked=blocked on=Callback::new(move |()| join())/>
            </div>
        </section>
    }
    .into_any()
}
