//! Something that a person does to a record with a button: handed to the outbox, its refusal kept for the screen.

use klisida_domain::{
    api::Endpoint,
    ids::InnovationId,
    problem::{Code, Problem},
};
use leptos::{prelude::*, task::spawn_local};

use super::record::Record;
use crate::{
    api::Fault,
    offline::requests::{About, Fate, Requests},
    offline::senders::use_requests,
    store::StoreFault,
    ui::{Faults, announce},
};

/// A deed. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Deed {
    requests: Requests,
    /// It runs.
    pub busy: RwSignal<bool>,
    /// Why it did not succeed.
    pub faults: Faults,
    /// What became of it, in words.
    pub said: RwSignal<Option<String>>,
}

impl Deed {
    /// A deed that has not been tried.
    pub fn new() -> Self {
        Self {
            requests: use_requests(),
            busy: RwSignal::new(false),
            faults: Faults::new(),
            said: RwSignal::new(None),
        }
    }

    /// Does it, once at a time, and loads the record anew. `done` hears the answer, or nothing while it waits for a
    /// connection.
    pub fn run<E>(
        self,
        record: Record,
        what: &'static str,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce(Option<E::Reply>) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        let about = about(record.id, what, record.name());
        self.send(about, endpoint, body, move |answer| match answer {
            Ok(reply) => {
                if reply.is_some() {
                    record.reload();
                }
                done(reply);
            }
            // A lost race is explained by what is stored now.
            Err(_) => record.reload(),
        });
    }

    /// As [`Deed::run`], for what is no open record; `done` hears of a refusal too.
    pub fn send<E>(
        self,
        about: About,
        endpoint: E,
        body: E::Body,
        done: impl FnOnce(Result<Option<E::Reply>, Code>) + 'static,
    ) where
        E: Endpoint + 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.faults.clear();
        let what = about.what.clone();
        spawn_local(async move {
            let fate = self
                .requests
                .send(about, &endpoint, &body, self.faults)
                .await;
            self.busy.try_set(false);
            match fate {
                Fate::Arrived(reply) => done(Ok(Some(reply))),
                Fate::Waiting => {
                    self.waits(&what);
                    done(Ok(None));
                }
                Fate::Refused(problem) => {
                    let code = problem.code;
                    refuse(self.faults, problem);
                    done(Err(code));
                }
                Fate::NotKept(fault) => not_kept(self.faults, fault),
            }
        });
    }

    fn waits(self, what: &str) {
        let words = [
            what,
            ": di perangkat ini, dikirim sendiri saat ada sinyal. Belum sampai ke server.",
        ]
        .concat();
        announce(&words);
        self.said.try_set(Some(words));
    }

    /// What became of it, for the page.
    pub fn outcome(self) -> AnyView {
        (move || {
            let words = self.said.get()?;
            Some(view! { <p class="notice warn" role="status">{words}</p> })
        })
        .into_any()
    }
}

/// What a request is about.
pub fn about(innovation: InnovationId, what: &str, title: String) -> About {
    About {
        innovation: Some(innovation),
        what: what.to_owned(),
        title,
    }
}

/// What the Worker said against it: a closed gate names everything that is missing.
pub fn refuse(faults: Faults, problem: Problem) {
    if problem.missing.is_empty() {
        faults.refuse(&Fault::Refused(problem));
        return;
    }
    faults.clear();
    if problem.code != Code::GateClosed {
        faults.add("", problem.words());
    }
    for missing in &problem.missing {
        faults.add("", missing.sentence());
    }
    faults.show();
}

fn not_kept(faults: Faults, fault: StoreFault) {
    faults.clear();
    faults.add("", fault.words());
    faults.show();
}
