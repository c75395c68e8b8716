//! Checking in to an activity with its code: typed, or brought by the QR code; works without signal.

use klisida_domain::{
    activity::{CODE_LENGTH, typed},
    api::CheckInAdd,
    problem::Code,
    wire::CheckIn,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    post::{About, Fate, use_post},
    routes::to,
    ui::{Busy, ErrorSummary, Faults, Field, Page, Press, announce},
    work::refuse,
};

/// What became of it.
#[derive(Clone)]
enum Done {
    /// Recorded, at this activity.
    Present(String),
    /// It is on this device, and will be recorded.
    Waiting(String),
}

/// `/app/hadir`.
pub fn page() -> AnyView {
    let given = use_query_map().with_untracked(|query| query.get("kode"));
    let code = RwSignal::new(given.map(|it| typed(&it)).unwrap_or_default());
    let (busy, faults) = (Busy::new(), Faults::new());
    let done = RwSignal::new(None::<Done>);
    let post = use_post();
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
        };
        busy.run(async move {
            let result = match post.send(about, &CheckInAdd {}, &body).await {
                Fate::Arrived(at) => Some(Done::Present(at.title)),
                Fate::Waiting => Some(Done::Waiting(code_now)),
                // Being there twice is no fault.
                Fate::Refused(problem) if problem.code == Code::AlreadyPresent => {
                    Some(Done::Present(String::new()))
                }
                Fate::Refused(problem) => {
                    refuse(faults, &crate::api::Fault::Refused(problem));
                    None
                }
                Fate::NotKept(fault) => {
                    faults.add("", fault.words());
                    faults.show();
                    None
                }
            };
            if let Some(result) = result {
                announce(match &result {
                    Done::Present(_) => "Kehadiran Anda tercatat.",
                    Done::Waiting(_) => "Kehadiran akan dicatat saat ada sinyal.",
                });
                done.try_set(Some(result));
                code.try_set(String::new());
            }
        });
    };
    let told = move || done.get().map(told);
    view! {
        <Page
            title="Hadir"
            lead="Ketik kode yang tampil di tempat kegiatan."
            width="narrow"
            back=(to::ACTIVITIES.to_owned(), "Kegiatan".to_owned())
        >
            {told}
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
                    <Press label="Catat kehadiran saya" busy=busy/>
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
        Done::Waiting(code) => view! {
            <div class="notice">
                <b>"Akan dicatat saat ada sinyal."</b>
                <p>
                    {["Kode ", &code, " ada di perangkat ini. "].concat()}
                    <a href=to::OUTBOX>"Lihat kiriman"</a>
                </p>
            </div>
        }
        .into_any(),
    }
}
