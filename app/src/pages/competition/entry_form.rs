//! The dossier form: kept on the device at once, sent with a button, and never overwritten in silence.

use klisida_domain::{
    api::DossierSet,
    carried::filled,
    competition::{CRITERION_WORDS, Dossier, Link, MAX_LINKS, SUMMARY_WORDS},
    ids::EntryId,
    law::{CRITERIA, Criterion},
    problem::Code,
    text,
    time::Instant,
    wire::{DossierSave, EntryDetail, FromRecord},
};
use klisida_views::state::State;
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::{
    action::Action,
    clock,
    offline::forms::{FormName, use_forms},
    paths as to,
    ui::{ErrorSummary, Faults, Field, Loaded, Press, Side, Versus, announce},
};

/// What is kept on the device: the texts and the version they started from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    version: u32,
    base: Dossier,
    dossier: Dossier,
}

/// One link of the form.
#[derive(Clone, Copy, PartialEq, Eq)]
struct LinkForm {
    label: RwSignal<String>,
    url: RwSignal<String>,
}

/// The form. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Form {
    entry: EntryId,
    summary: RwSignal<String>,
    criteria: [RwSignal<String>; CRITERIA],
    links: RwSignal<Vec<LinkForm>>,
    /// Whose the texts of links are: they outlive the moment in which a link is added.
    owner: StoredValue<Owner>,
    /// What the server held when this was begun, and its version.
    base: RwSignal<Dossier>,
    version: RwSignal<u32>,
    state: RwSignal<State>,
    faults: Faults,
    /// As the outbox names it.
    named: StoredValue<FormName>,
}

impl Form {
    fn key(self) -> String {
        ["dossier/", &self.entry.to_string()].concat()
    }

    fn fill(self, dossier: &Dossier) {
        self.summary.set(dossier.summary.clone());
        for (to, from) in self.criteria.iter().zip(&dossier.criteria) {
            to.set(from.clone());
        }
        let links = dossier
            .links
            .iter()
            .map(|link| self.link(&link.label, &link.url))
            .collect();
        self.links.set(links);
    }

    fn link(self, label: &str, url: &str) -> LinkForm {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let make = || LinkForm {
            label: text(label),
            url: text(url),
        };
        match self.owner.try_get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    /// What is in the form; follows changes.
    fn dossier(self) -> Dossier {
        Dossier {
            summary: self.summary.get(),
            criteria: self.criteria.map(|text| text.get()),
            links: self
                .links
                .get()
                .into_iter()
                .map(|link| Link {
                    label: link.label.get().trim().to_owned(),
                    url: link.url.get().trim().to_owned(),
                })
                .filter(|link| !link.label.is_empty() || !link.url.is_empty())
                .collect(),
        }
    }

    /// The server holds this now.
    fn settle(self, dossier: Dossier, version: u32) {
        self.base.set(dossier);
        self.version.set(version);
    }

    fn forget(self) {
        use_forms().clear(&self.key());
    }

    /// Keeps what differs from the server on this device, at every change.
    fn keep(self) {
        Effect::new(move |before: Option<Dossier>| {
            let dossier = self.dossier();
            if before.is_some_and(|before| before != dossier) {
                let kept = Kept {
                    version: self.version.get_untracked(),
                    base: self.base.get_untracked(),
                    dossier: dossier.clone(),
                };
                spawn_local(async move {
                    if kept.base == kept.dossier {
                        self.forget();
                        return;
                    }
                    let Some(named) = self.named.try_get_value() else {
                        return;
                    };
                    let done = use_forms().write(&self.key(), named, &kept).await;
                    self.state.try_set(if done {
                        State::Local(clock::now())
                    } else {
                        State::Failed
                    });
                });
            }
            dossier
        });
    }
}

/// The form of an entry.
pub fn form(desk: Desk, detail: Loaded<EntryDetail>) -> AnyView {
    let Some(first) = detail.get_untracked() else {
        return ().into_any();
    };
    let forms = use_forms();
    let text = || RwSignal::new(String::new());
    let form = Form {
        entry: first.entry.id,
        summary: text(),
        criteria: [text(), text(), text(), text(), text()],
        links: RwSignal::new(Vec::new()),
        owner: StoredValue::new(Owner::current().unwrap_or_default()),
        base: RwSignal::new(first.dossier.clone()),
        version: RwSignal::new(first.entry.version),
        state: RwSignal::new(if first.dossier.content().is_empty() {
            State::Empty
        } else {
            State::Sent(desk.now().map_or(Instant(0), |it| it.now))
        }),
        faults: Faults::new(),
        named: StoredValue::new(FormName::new(
            "Bahan entri",
            &first.entry.name,
            to::entry(desk.id, first.entry.id),
        )),
    };
    form.fill(&first.dossier);
    form.keep();
    let recalled = RwSignal::new(false);
    spawn_local(async move {
        if let Some(kept) = forms.read::<Kept>(&form.key()).await {
            form.fill(&kept.dossier);
            form.settle(kept.base, kept.version);
            form.state.try_set(State::Local(clock::now()));
        }
        recalled.try_set(true);
    });
    let theirs = Memo::new(move |_| {
        let detail = detail.get()?;
        (detail.entry.version > form.version.get() && detail.dossier != form.base.get())
            .then_some((detail.dossier, detail.entry.version))
    });
    // Saved meanwhile, but with the same texts, or nothing was typed here on the ones before: nothing to choose.
    Effect::new(move || {
        // What this device keeps of the form is put in first.
        let (Some(detail), true) = (detail.get(), recalled.get()) else {
            return;
        };
        if detail.entry.version <= form.version.get_untracked() {
            return;
        }
        let base = form.base.get_untracked();
        if base != detail.dossier && untrack(|| form.dossier()) == base {
            form.fill(&detail.dossier);
            form.settle(detail.dossier, detail.entry.version);
        } else if base == detail.dossier {
            form.version.set(detail.entry.version);
        }
    });
    let deed = Action::of(form.faults).on_refusal(move |fault| {
        form.state.try_set(State::Local(clock::now()));
        if fault.code() == Some(Code::StaleVersion) {
            detail.reload();
            return None;
        }
        Some(fault)
    });
    let send = move || {
        form.faults.clear();
        let dossier = untrack(|| form.dossier());
        if form.faults.take(&dossier.faults()) {
            return;
        }
        form.state.set(State::Sending);
        let body = DossierSave {
            version: form.version.get_untracked(),
            dossier: dossier.clone(),
        };
        // The dossier has its own version; the desk's is not sent, but its list shows what is ready.
        deed.run(DossierSet { entry: form.entry }, body, "", move |saved| {
            clock::learn(saved.at);
            form.settle(dossier.clone(), saved.version);
            form.state.set(State::Sent(saved.at));
            form.forget();
            // Known here from now on, also when the page is left before it is read again.
            if let Some(mut now) = detail.get_untracked() {
                now.entry.version = saved.version;
                now.dossier = dossier;
                detail.set(now);
            }
            detail.reload();
            desk.reload();
        });
    };
    let clash = move || {
        theirs
            .get()
            .map(|(dossier, version)| conflict(form, dossier, version))
    };
    let blocked = Signal::derive(move || {
        theirs
            .with(Option::is_some)
            .then(|| "Pilih dulu di antara kedua isian di atas.".to_owned())
    });
    let state = move || {
        let state = form.state.get();
        view! { <span class=state.class() role="status">{state.words()}</span> }
    };
    let carried = move || detail.get().map(|detail| from_record(form, detail.record));
    let texts = Criterion::ALL
        .iter()
        .zip(form.criteria)
        .map(|(criterion, value)| criterion_text(desk, form, *criterion, value))
        .collect_view();
    view! {
        {clash}
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if theirs.with_untracked(Option::is_none) {
                    send();
                }
            }
        >
            <p class="soft">"Inilah yang dibaca juri: ringkasan, dan satu keterangan untuk setiap kriteria. Yang kosong dinilai tanpa keterangan."</p>
            <ErrorSummary faults=form.faults/>
            {carried}
            <div class="stack">
                <Field name="dossier.summary" label="Ringkasan" value=form.summary faults=form.faults rows=6 hint="Apa masalahnya, apa solusinya, siapa yang terbantu."/>
                {counter(form.summary, SUMMARY_WORDS)}
            </div>
            {texts}
            {links(form)}
            <div class="actions">
                <Press label="Simpan ke server" busy=deed.busy blocked=blocked/>
                {state}
            </div>
        </form>
    }
    .into_any()
}

/// What the record gives to begin with; what is written here stays.
fn from_record(form: Form, record: Option<FromRecord>) -> AnyView {
    let Some(record) = record else {
        return view! {
            <p class="soft small">"Belum ada yang diajukan ke klinik tentang inovasi ini, jadi bahannya ditulis di sini."</p>
        }
        .into_any();
    };
    let words = format!(
        "Dari ajuan ke-{} tanggal {}: teks yang diajukan instansi, angka sebelum dan sesudah, serta bukti yang terbuka untuk umum. Yang sudah ditulis tidak diganti.",
        record.revision,
        record.at.wib().date_long()
    );
    let fill = move |()| {
        let now = untrack(|| form.dossier());
        form.fill(&filled(&now, &record.dossier));
        announce("Yang kosong diisi dari catatan klinik. Periksa, lalu simpan ke server.");
    };
    view! {
        <div class="notice">
            <p>{words}</p>
            <div class="actions">
                <Press label="Isi dari catatan klinik" class="btn plain" on=Callback::new(fill)/>
            </div>
        </div>
    }
    .into_any()
}

/// "120 dari 200 kata".
fn counter(value: RwSignal<String>, most: usize) -> AnyView {
    let count = Memo::new(move |_| value.with(|value| text::words(value)));
    let class = move || {
        if count.get() > most {
            "error"
        } else {
            "soft small num"
        }
    };
    let words = move || {
        let (count, most) = (count.get(), most);
        let over = count.saturating_sub(most);
        let tail = if over > 0 {
            [" · lebih ", &over.to_string()].concat()
        } else {
            String::new()
        };
        [
            &count.to_string(),
            " dari ",
            &most.to_string(),
            " kata",
            &tail,
        ]
        .concat()
    };
    view! { <p class=class>{words}</p> }.into_any()
}

fn criterion_text(
    desk: Desk,
    form: Form,
    criterion: Criterion,
    value: RwSignal<String>,
) -> AnyView {
    let hint = desk
        .now()
        .and_then(|edition| {
            edition
                .setup
                .rubric
                .rule(criterion)
                .map(|rule| rule.look_at.clone())
        })
        .filter(|it| !it.is_empty())
        .map(|it| ["Juri melihat: ", &it, "."].concat())
        .unwrap_or_default();
    let name = ["dossier.", criterion.code()].concat();
    view! {
        <div class="stack">
            <Field name=name label=criterion.label() value=value faults=form.faults rows=6 hint=hint/>
            {counter(value, CRITERION_WORDS)}
        </div>
    }
    .into_any()
}

fn links(form: Form) -> AnyView {
    form.faults.name("dossier.links", "Tautan");
    let rows = move || {
        form.links
            .get()
            .into_iter()
            .enumerate()
            .map(|(n, link)| {
                let base = ["dossier.links.", &n.to_string()].concat();
                let place = (n + 1).to_string();
                view! {
                    <fieldset class="field">
                        <legend>{["Tautan ", &place].concat()}</legend>
                        <div class="pair">
                            <Field name=[&base, ".label"].concat() label="Isinya" value=link.label faults=form.faults hint="Misalnya: video peluncuran."/>
                            <Field name=[&base, ".url"].concat() label="Alamat" value=link.url faults=form.faults kind="url" mode="url" hint="Diawali https://"/>
                        </div>
                        <div class="actions">
                            <button
                                type="button"
                                class="btn plain small"
                                aria-label=["Hapus tautan ", &place].concat()
                                on:click=move |_| form.links.update(|links| links.retain(|it| *it != link))
                            >
                                "Hapus tautan"
                            </button>
                        </div>
                    </fieldset>
                }
            })
            .collect_view()
    };
    let full = Signal::derive(move || {
        (form.links.with(Vec::len) >= MAX_LINKS).then(|| "Paling banyak 5 tautan.".to_owned())
    });
    let add = move |()| {
        form.links.update(|links| links.push(form.link("", "")));
    };
    view! {
        <div class="stack">
            {rows}
            <div class="actions">
                <Press label="Tambah tautan" class="btn plain small" blocked=full on=Callback::new(add)/>
            </div>
        </div>
    }
    .into_any()
}

/// A text of a dossier with its name, for comparing.
fn pieces(dossier: &Dossier) -> Vec<(&'static str, String)> {
    let mut out = vec![("Ringkasan", dossier.summary.clone())];
    out.extend(
        Criterion::ALL
            .iter()
            .zip(&dossier.criteria)
            .map(|(criterion, text)| (criterion.label(), text.clone())),
    );
    let links: Vec<_> = dossier
        .links
        .iter()
        .map(|link| [&link.label, " ", &link.url].concat())
        .collect();
    out.push(("Tautan", links.join("\n")));
    out
}

/// Takes the nth piece of `from` into `to`.
fn take(to: &mut Dossier, from: &Dossier, n: usize) {
    if n == 0 {
        to.summary.clone_from(&from.summary);
    } else if let Some((to, from)) = to.criteria.get_mut(n - 1).zip(from.criteria.get(n - 1)) {
        to.clone_from(from);
    } else {
        to.links.clone_from(&from.links);
    }
}

/// A colleague saved meanwhile: both texts side by side, piece by piece.
fn conflict(form: Form, theirs: Dossier, version: u32) -> AnyView {
    let mine = untrack(|| form.dossier());
    let choices: Vec<_> = pieces(&mine)
        .into_iter()
        .zip(pieces(&theirs))
        .enumerate()
        .filter(|(_, (mine, theirs))| mine.1 != theirs.1)
        .map(|(n, (mine, theirs))| (n, mine.0, mine.1, theirs.1, RwSignal::new(None::<Side>)))
        .collect();
    let rows = choices
        .iter()
        .map(|(_, label, mine, theirs, choice)| view! { <Versus label=*label mine=mine.clone() theirs=theirs.clone() choice=*choice/> })
        .collect_view();
    let places: Vec<_> = choices
        .into_iter()
        .map(|(n, _, _, _, choice)| (n, choice))
        .collect();
    let open = places.clone();
    let blocked = Signal::derive(move || {
        open.iter()
            .any(|(_, choice)| choice.get().is_none())
            .then(|| "Pilih satu untuk setiap bagian.".to_owned())
    });
    let join = move |()| {
        let mut joined = untrack(|| form.dossier());
        for (n, choice) in &places {
            if choice.get_untracked() == Some(Side::Theirs) {
                take(&mut joined, &theirs, *n);
            }
        }
        form.settle(theirs.clone(), version);
        form.fill(&joined);
    };
    view! {
        <section class="card stack" role="alert" aria-label="Dua isian berbeda">
            <h2>"Bahan di server sudah berubah"</h2>
            <p>"Rekan Anda menyimpan isian lain. Pilih untuk setiap bagian, lalu simpan lagi. Isian Anda tetap ada."</p>
            {rows}
            <div class="actions">
                <Press label="Pakai pilihan ini" class="btn plain" blocked=blocked on=Callback::new(join)/>
            </div>
        </section>
    }
    .into_any()
}
