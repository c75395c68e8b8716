//! A new innovation: three short screens, then its room, with or without signal.

use gloo_timers::future::TimeoutFuture;
use klisida_domain::{
    access::STARTERS,
    agency::{Agency, AgencyCode},
    api::RecordCreate,
    ids::InnovationId,
    law::Kind,
    problem::Code,
    text,
    wire::RecordNew,
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use serde::{Deserialize, Serialize};

use super::{create_similar, local::Local};
use crate::{
    action::{Action, about},
    api::Fault,
    browser, clock, ids,
    offline::forms::{FormName, use_forms},
    paths as to,
    session::use_session,
    store::{Store, use_store},
    ui::{Choice, ErrorSummary, Faults, Field, Page, Press, Select},
    work,
};

const DRAFT: &str = "begin";
/// How long the room waits for the server's answer before it opens with what this device holds, in milliseconds.
const PATIENCE_MS: u32 = 2_500;

/// What was typed so far, as it is kept on this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Begun {
    id: InnovationId,
    name: String,
    idea: String,
    kind: String,
    origin: String,
    agency: String,
}

/// The form. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Form {
    /// The same for every try: begun again after a lost answer, it is still one innovation.
    id: RwSignal<InnovationId>,
    name: RwSignal<String>,
    idea: RwSignal<String>,
    kind: RwSignal<String>,
    origin: RwSignal<String>,
    agency: RwSignal<String>,
    faults: Faults,
    store: Store,
    /// It became an innovation: the draft is not kept any more.
    over: RwSignal<bool>,
}

impl Form {
    fn new(store: Store) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            id: RwSignal::new(InnovationId(ids::new())),
            name: text(),
            idea: text(),
            kind: text(),
            origin: RwSignal::new("baru".to_owned()),
            agency: text(),
            faults: Faults::new(),
            store,
            over: RwSignal::new(false),
        }
    }

    fn now(self) -> Begun {
        Begun {
            id: self.id.get(),
            name: self.name.get(),
            idea: self.idea.get(),
            kind: self.kind.get(),
            origin: self.origin.get(),
            agency: self.agency.get(),
        }
    }

    /// Brings back what was typed before, then keeps every change.
    fn keep(self) {
        let forms = use_forms();
        spawn_local(async move {
            if let Some(kept) = forms.read::<Begun>(DRAFT).await
                && self.name.try_with_untracked(String::is_empty) == Some(true)
            {
                self.id.try_set(kept.id);
                self.name.try_set(kept.name);
                self.idea.try_set(kept.idea);
                self.kind.try_set(kept.kind);
                self.origin.try_set(kept.origin);
                self.agency.try_set(kept.agency);
            }
        });
        Effect::new(move |before: Option<Begun>| {
            let now = self.now();
            if before.is_some_and(|before| before != now) && !self.over.get_untracked() {
                let draft = now.clone();
                if draft.name.is_empty() && draft.idea.is_empty() {
                    forms.clear(DRAFT);
                    return now;
                }
                let form = FormName::new("Inovasi baru", &draft.name, at(1));
                spawn_local(async move {
                    forms.write(DRAFT, form, &draft).await;
                });
            }
            now
        });
    }

    /// Checks the first screen.
    fn check_names(self) -> bool {
        self.faults.clear();
        let name = self.name.get_untracked();
        match name.trim().chars().count() {
            0 => self.faults.add("name", Code::TextMissing.words()),
            1 | 2 => self.faults.add("name", Code::TextTooShort.words()),
            3..=200 => {}
            _ => self.faults.add("name", Code::TextTooLong.words()),
        }
        if self.idea.with_untracked(|it| it.trim().chars().count()) > 300 {
            self.faults.add("idea", Code::TextTooLong.words());
        }
        !self.faults.show()
    }

    fn body(self) -> RecordNew {
        let agency = self.agency.get_untracked();
        RecordNew {
            id: self.id.get_untracked(),
            name: self.name.get_untracked().trim().to_owned(),
            idea: self.idea.get_untracked().trim().to_owned(),
            kind: Kind::from_code(&self.kind.get_untracked()),
            agency: (!agency.is_empty()).then_some(AgencyCode(agency)),
        }
    }
}

fn at(screen: u8) -> String {
    if screen <= 1 {
        to::INNOVATION_NEW.to_owned()
    } else {
        [to::INNOVATION_NEW, "?langkah=", &screen.to_string()].concat()
    }
}

/// `/app/inovasi/baru`.
pub fn page() -> AnyView {
    let form = Form::new(use_store());
    form.keep();
    let query = use_query_map();
    let screen = Memo::new(move |_| {
        query
            .with(|query| query.get("langkah"))
            .and_then(|it| it.parse::<u8>().ok())
            .filter(|it| (1..=3).contains(it))
            .unwrap_or(1)
    });
    // A turn of the page is announced as one.
    Effect::new(move |before: Option<u8>| {
        let now = screen.get();
        if before.is_some_and(|before| before != now) {
            browser::soon(|| browser::focus("judul"));
        }
        now
    });
    let agencies = work::agencies();
    let title = Signal::derive(move || {
        match screen.get() {
            1 => "Apa inovasinya?",
            2 => "Termasuk jenis apa?",
            _ => "Dari mana asalnya?",
        }
        .to_owned()
    });
    let eyebrow = Signal::derive(move || {
        [
            "Inovasi baru · layar ",
            &screen.get().to_string(),
            " dari 3",
        ]
        .concat()
    });
    let content = move || match screen.get() {
        1 => names(form),
        2 => kinds(form),
        _ => origin(form, agencies.get()),
    };
    let back = move || {
        let (href, words) = match screen.get() {
            1 => (to::INNOVATIONS.to_owned(), "Daftar inovasi"),
            2 => (at(1), "Apa inovasinya?"),
            _ => (at(2), "Termasuk jenis apa?"),
        };
        view! { <p><a class="back" href=href><span aria-hidden="true">"‹ "</span>{words}</a></p> }
    };
    view! {
        <Page title=title eyebrow=eyebrow width="narrow">
            {back}
            {content}
        </Page>
    }
    .into_any()
}

fn names(form: Form) -> AnyView {
    let navigate = StoredValue::new_local(use_navigate());
    let next = move || {
        if form.check_names() {
            navigate.try_with_value(|go| go(&at(2), NavigateOptions::default()));
        }
    };
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                next();
            }
        >
            <ErrorSummary faults=form.faults/>
            <Field name="name" label="Nama inovasi" value=form.name faults=form.faults hint="Pendek dan mudah diingat. Masih bisa diubah."/>
            {create_similar::list(form.name)}
            <Field name="idea" label="Gagasan dalam satu kalimat" value=form.idea faults=form.faults rows=3 hint="Siapa terbantu, dan apa yang berubah. Boleh menyusul."/>
            <div class="actions"><Press label="Lanjutkan"/></div>
        </form>
    }
    .into_any()
}

fn kinds(form: Form) -> AnyView {
    let navigate = StoredValue::new_local(use_navigate());
    let next = move || {
        form.faults.clear();
        if form.kind.with_untracked(String::is_empty) {
            form.faults
                .add("kind", "Pilih jenis yang paling dekat; masih bisa diubah.");
        }
        if !form.faults.show() {
            navigate.try_with_value(|go| go(&at(3), NavigateOptions::default()));
        }
    };
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                next();
            }
        >
            <ErrorSummary faults=form.faults/>
            <Choice name="kind" legend="Jenis inovasi (Pasal 7)" value=form.kind faults=form.faults options=kind_options() hint="Pilih satu yang utama. Dua jenis lain dapat ditambahkan kemudian."/>
            <div class="actions"><Press label="Lanjutkan"/></div>
        </form>
    }
    .into_any()
}

/// The eight kinds with their meaning and an example.
pub fn kind_options() -> Vec<(String, String, String)> {
    Kind::ALL
        .iter()
        .map(|kind| {
            let sentence = [kind.meaning(), ". Contoh: ", kind.example(), "."].concat();
            (
                kind.code().to_owned(),
                kind.label().to_owned(),
                text::upper(&sentence),
            )
        })
        .collect()
}

/// The agencies that the person may begin for, and the units below them.
pub fn units(agencies: &[Agency], own: &[AgencyCode]) -> Vec<(String, String)> {
    let of = |it: &&Agency| {
        own.contains(&it.code) || it.parent.as_ref().is_some_and(|code| own.contains(code))
    };
    let first = |it: &&Agency| own.contains(&it.code);
    let below = |it: &&Agency| of(it) && !own.contains(&it.code);
    agencies
        .iter()
        .filter(first)
        .chain(agencies.iter().filter(below))
        .map(|it| (it.code.0.clone(), it.name.clone()))
        .collect()
}

fn origin(form: Form, agencies: Option<Vec<Agency>>) -> AnyView {
    let session = use_session();
    let own: Vec<AgencyCode> = session.person_untracked().map_or_else(Vec::new, |actor| {
        actor.agencies_as(STARTERS).into_iter().cloned().collect()
    });
    let agencies = agencies.unwrap_or_default();
    let units = units(&agencies, &own);
    if form.agency.with_untracked(String::is_empty)
        && let Some(first) = own.first()
    {
        form.agency.set(first.0.clone());
    }
    let options = vec![
        (
            "baru".to_owned(),
            "Inovasi baru".to_owned(),
            "Dimulai sekarang dan melalui kelima tahap klinik.".to_owned(),
        ),
        (
            "warisan".to_owned(),
            "Inovasi dari sebelum 2 Agustus 2024".to_owned(),
            "Tetap diakui (Pasal 17). Satu formulir, tanpa tahapan klinik.".to_owned(),
        ),
        (
            "replikasi".to_owned(),
            "Meniru inovasi yang sudah ada".to_owned(),
            "Replikasi punya jalur sendiri; jalurnya menyusul.".to_owned(),
        ),
    ];
    let advice = move || {
        match form.origin.get().as_str() {
        "warisan" => Some(
            view! {
                <div class="notice">
                    <b>"Yang diperiksa hanya kelengkapan datanya."</b>
                    <p>
                        "Bila sudah ada di katalog, pilih dari " <a href=[to::INNOVATIONS, "#luar"].concat()>"Di luar klinik"</a>
                        ". Bila belum, " <a href=to::LEGACY>"isi formulirnya"</a> "."
                    </p>
                </div>
            }
            .into_any(),
        ),
        "replikasi" => Some(
            view! {
                <div class="notice">
                    <b>"Untuk sekarang, mulai sebagai inovasi baru."</b>
                    <p>"Sebutkan asalnya di bagian Ide dan kebaruan: apa yang ditiru, dari mana, dan apa yang disesuaikan."</p>
                </div>
            }
            .into_any(),
        ),
        _ => None,
    }
    };
    let blocked = Signal::derive(move || match form.origin.get().as_str() {
        "baru" => None,
        "warisan" => Some(
            "Inovasi dari sebelum 2 Agustus 2024 didata dengan formulirnya sendiri.".to_owned(),
        ),
        _ => Some("Pilih “Inovasi baru” untuk memulai sekarang.".to_owned()),
    });
    let names: Vec<(String, String)> = units.clone();
    let start = starter(form, names);
    let several = units.len() > 1;
    let busy = start.0.busy;
    view! {
        <form
            class="fields"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if blocked.with_untracked(Option::is_none) {
                    start.1.run(());
                }
            }
        >
            <ErrorSummary faults=form.faults/>
            <ErrorSummary faults=start.0.faults/>
            <Choice name="origin" legend="Asal inovasi" value=form.origin faults=form.faults options=options/>
            {advice}
            {several.then(|| view! {
                <Select name="agency" label="Untuk unit" value=form.agency faults=form.faults options=Signal::stored(units) hint="Instansi Anda, atau unit di bawahnya."/>
            })}
            <div class="actions"><Press label="Mulai" busy=busy blocked=blocked/></div>
        </form>
    }
    .into_any()
}

/// Begins it: on the device first, then to the server, then to its room.
fn starter(form: Form, units: Vec<(String, String)>) -> (Action, Callback<()>) {
    let deed = Action::by_outbox();
    let forms = use_forms();
    let navigate = StoredValue::new_local(use_navigate());
    let enter = move |id: InnovationId| {
        navigate.try_with_value(|go| go(&to::innovation(id), NavigateOptions::default()));
    };
    let go = Callback::new(move |()| {
        if !form.check_names() {
            return;
        }
        let body = form.body();
        let id = body.id;
        let code = body.agency.as_ref().map(|it| it.0.clone());
        let agency_name = units
            .iter()
            .find(|(unit, _)| Some(unit) == code.as_ref())
            .map_or_else(String::new, |(_, name)| name.clone());
        let local = Local {
            body,
            agency_name,
            since: clock::now(),
            refusal: None,
        };
        let store = form.store;
        deed.job(async move {
            if local.keep(store).await {
                form.over.try_set(true);
                forms.clear(DRAFT);
                // The room opens after a moment even when no answer came.
                spawn_local(async move {
                    TimeoutFuture::new(PATIENCE_MS).await;
                    if deed.busy.now() {
                        enter(id);
                    }
                });
            }
            let about = about(id, "Inovasi baru", local.body.name.clone());
            let answer = deed.hand_over(about, &RecordCreate {}, &local.body).await;
            // The page may be gone by now: the signals of its form too.
            let here = deed.faults.is_alive();
            match answer {
                Ok(reply) => {
                    if reply.is_some() {
                        Local::forget(store, id).await;
                        forms.clear(DRAFT);
                    }
                    if here {
                        enter(id);
                    }
                }
                Err(Fault::Refused(problem)) if !here => {
                    let refusal = Some(problem);
                    Local { refusal, ..local }.keep(store).await;
                }
                Err(fault) => {
                    if fault.code().is_some() {
                        Local::forget(store, id).await;
                        form.over.try_set(false);
                        // The refused one is done with: the next try is another innovation.
                        form.id.try_set(InnovationId(ids::new()));
                    }
                    return Err(fault);
                }
            }
            Ok(String::new())
        });
    });
    (deed, go)
}
