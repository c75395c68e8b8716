//! Checking in to an activity with its code: typed, or brought by the QR code; works without signal.

use klisida_domain::{
    activity::{CODE_LENGTH, typed},
    api::{CheckInAdd, Endpoint},
    ids::IdempotencyKey,
    problem::{Code, Problem},
    wire::CheckIn,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    action::Action,
    browser, clock,
    offline::requests::{About, Request, Requests},
    offline::senders::use_requests,
    paths as to,
    ui::{ErrorSummary, Field, Page, Press, announce, field_id},
};

const RECORDED: &str = "Kehadiran Anda tercatat.";

/// What became of it.
#[derive(Clone)]
enum Done {
    /// Recorded, at this activity.
    Present(String),
    /// It was on this device, and has arrived since.
    Arrived,
}

/// `/app/hadir`.
pub fn page() -> AnyView {
    let given = use_query_map().with_untracked(|query| query.get("kode"));
    let code = RwSignal::new(given.map(|it| typed(&it)).unwrap_or_default());
    let done = RwSignal::new(None::<Done>);
    // Being there twice is no fault.
    let action = Action::new().on_refusal(move |fault| {
        let twice = fault.code() == Some(Code::AlreadyPresent);
        if twice {
            done.try_set(Some(Done::Present(String::new())));
            code.try_set(String::new());
            announce(RECORDED);
        }
        (!twice).then_some(fault)
    });
    let faults = action.faults;
    let requests = use_requests();
    let send = move || {
        faults.clear();
        let code_now = typed(&code.get_untracked());
        if code_now.is_empty() {
            faults.add("code", "Ketik kode yang ditampilkan di tempat kegiatan.");
        } else if code_now.chars().count() != CODE_LENGTH {
            faults.add("code", "Kode terdiri atas 6 huruf dan angka.");
        }
        if faults.show() {
            return;
        }
        let about = About {
            innovation: None,
            what: "Kehadiran".to_owned(),
            title: ["Kode ", &code_now].concat(),
        };
        let body = CheckIn {
            code: code_now.clone(),
            // If it waits for a signal, it counts by now and not by when it arrives.
            written_at: Some(clock::now()),
        };
        action.job(async move {
            let reply = action.hand_over(about, &CheckInAdd {}, &body).await?;
            code.try_set(String::new());
            done.try_set(reply.as_ref().map(|at| Done::Present(at.title.clone())));
            Ok(reply.map_or_else(String::new, |_| RECORDED.to_owned()))
        });
    };
    let told = move || done.get().map(told);
    // What waits on this device, and what became of it while this page is open.
    let waiting = Memo::new(move |_| {
        requests.queue.with(|queue| {
            queue
                .iter()
                .filter(|it| it.endpoint == CheckInAdd::SPEC.name)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    // Gone from the list may also mean thrown away, here or in another tab.
    Effect::new(move |before: Option<Vec<IdempotencyKey>>| {
        let now: Vec<_> = waiting.with(|all| all.iter().map(|it| it.key).collect());
        let gone = |key: &&IdempotencyKey| !now.contains(key);
        let arrived = |key: &IdempotencyKey| requests.was_confirmed(*key);
        if before.is_some_and(|before| before.iter().filter(gone).any(arrived)) {
            done.set(Some(Done::Arrived));
            announce(RECORDED);
        }
        now
    });
    // What this form is just sending has its answer at the form.
    let kept = move || {
        let sending = action.busy.get();
        waiting
            .get()
            .into_iter()
            .filter(|it| it.refusal.is_some() || !sending)
            .map(|it| request(requests, code, &it))
            .collect_view()
    };
    view! {
        <Page
            title="Hadir"
            lead="Ketik kode yang tampil di tempat kegiatan."
            width="narrow"
            back=(to::ACTIVITIES.to_owned(), "Kegiatan".to_owned())
        >
            {told}
            {kept}
            <form
                class="fields checkin"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <Field
                    name="code"
                    label="Kode kegiatan"
                    hint="6 huruf dan angka; huruf besar atau kecil sama saja."
                    class="bigfield"
                    value=code
                    faults=faults
                />
                <div class="actions">
                    <Press label="Catat kehadiran saya" busy=action.busy/>
                </div>
            </form>
        </Page>
    }
    .into_any()
}

fn told(done: Done) -> AnyView {
    match done {
        Done::Present(title) => {
            let words = if title.is_empty() {
                "Anda sudah tercatat hadir di kegiatan ini.".to_owned()
            } else {
                ["Kegiatan: ", &title].concat()
            };
            view! {
                <div class="notice done">
                    <b>"✓ Kehadiran Anda tercatat."</b>
                    <p>{words}</p>
                </div>
            }
            .into_any()
        }
        Done::Arrived => view! {
            <div class="notice done">
                <b>"✓ Kehadiran Anda tercatat."</b>
                <p>"Kode yang tadi menunggu di perangkat ini sudah sampai."</p>
            </div>
        }
        .into_any(),
    }
}

/// A code that waits on this device, or that was refused: then why, and what can be done about it here.
fn request(requests: Requests, code: RwSignal<String>, it: &Request) -> AnyView {
    let (key, title) = (it.key, it.about.title.clone());
    let Some(refusal) = it.refusal.as_ref().map(Problem::words) else {
        return view! {
            <div class="notice">
                <b>"Akan dicatat saat ada sinyal."</b>
                <p>
                    {[&title, " ada di perangkat ini. "].concat()}
                    <a href=to::OUTBOX>"Lihat kiriman"</a>
                </p>
            </div>
        }
        .into_any();
    };
    let typed_before = title.trim_start_matches("Kode ").to_owned();
    let discard = move || requests.discard(key);
    let mend = Callback::new(move |()| {
        code.set(typed_before.clone());
        discard();
        browser::soon(|| browser::focus(&field_id("code")));
    });
    view! {
        <div class="notice bad" role="alert">
            <b>{[&title, " belum diterima."].concat()}</b>
            <p>{refusal}</p>
            <div class="actions">
                <Press label="Perbaiki kode" class="btn plain small" on=mend/>
                <Press label="Kirim lagi" class="btn plain small" on=Callback::new(move |()| requests.retry(key))/>
                <Press label="Buang" class="btn plain small" on=Callback::new(move |()| discard())/>
            </div>
        </div>
    }
    .into_any()
}
