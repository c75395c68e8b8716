//! Conflicts of interest that wait for a decision, and sheets changed after a recovery: for the coordinator alone.

use klisida_domain::{
    api::{ConflictDecide, EditionWatch, ProposalAdd},
    ids::ProposalId,
    proposal::Subject,
    wire::{Conflict, ConflictVerdict, ProposalNew, Verbatim, Watch},
};
use leptos::prelude::*;

use super::desk::{Desk, PROPOSED, password};
use crate::ui::{Ask, Loaded, Press, load};

/// The section on the panel's page; nothing while there is nothing to say.
pub fn section(desk: Desk) -> AnyView {
    let watch = load(EditionWatch { edition: desk.id });
    let shown = move || {
        watch.with(|found| {
            let found = found?;
            if found.conflicts.is_empty() && found.recovered.is_empty() {
                return None;
            }
            let conflicts: Vec<_> = found
                .conflicts
                .iter()
                .map(|it| line(desk, it, found.marks_read, watch))
                .collect();
            let recovered = found.recovered.iter().map(|it| {
                view! {
                    <li>
                        <div>
                            <b>{it.judge_name.clone()}</b>
                            <small>{[it.entry_name.as_str(), ": diubah ", &it.changed_at.wib().full(), ", setelah akun dipulihkan ", &it.recovered_at.wib().full()].concat()}</small>
                        </div>
                    </li>
                }
            }).collect_view();
            Some(view! {
                <section class="card stack" aria-labelledby="benturan">
                    <h2 id="benturan">"Perlu diperiksa"</h2>
                    <p>"Lembar dengan benturan kepentingan yang belum diputuskan tidak dihitung dan menahan pembukaan dan pengumuman."</p>
                    <ul class="rows">{conflicts}{recovered}</ul>
                </section>
            })
        })
    };
    shown.into_any()
}

fn line(desk: Desk, it: &Conflict, marks_read: bool, watch: Loaded<Watch>) -> AnyView {
    let (asked, keep) = (RwSignal::new(false), RwSignal::new(false));
    let deed = desk.action_in(asked);
    let assignment = it.assignment;
    let classes: Vec<_> = it.classes.iter().map(|it| it.label()).collect();
    let about = match (&it.decided_by, it.open) {
        (Some(by), false) => [
            classes.join(", ").as_str(),
            ". Diputuskan tetap menilai oleh ",
            by,
            ": ",
            it.reason.as_deref().unwrap_or_default(),
        ]
        .concat(),
        _ => classes.join(", "),
    };
    let again = password(desk);
    let run = Callback::new(move |reason: String| {
        let done = move || watch.reload();
        let keep = keep.get_untracked();
        if marks_read {
            let subject = if keep {
                Subject::KeepSheet { assignment }
            } else {
                Subject::DropSheet { assignment }
            };
            let body = ProposalNew {
                id: ProposalId(deed.id()),
                version: desk.version(),
                subject,
                reason,
                password: Some(again.0.get_untracked().into())
                    .filter(|it: &Verbatim| !it.is_empty()),
            };
            desk.act(deed, ProposalAdd {}, body, PROPOSED, done);
        } else {
            let body = ConflictVerdict {
                version: desk.version(),
                keep,
                reason,
            };
            desk.act(
                deed,
                ConflictDecide { assignment },
                body,
                "Keputusan dicatat.",
                done,
            );
        }
    });
    let ask = move |value: bool| {
        keep.set(value);
        asked.set(true);
    };
    let text = if marks_read {
        "Nilai sudah dibaca: keputusan ini diajukan dan berlaku setelah disetujui orang kedua."
    } else {
        "Nilai belum dibaca siapa pun: keputusan ini langsung berlaku dan tercatat atas nama Anda, tanpa orang kedua."
    };
    let buttons = it.open.then(|| {
        view! {
            <span class="cluster">
                <Press label="Lepaskan" class="btn plain small" on=Callback::new(move |()| ask(false))/>
                <Press label="Tetap menilai" class="btn plain small" on=Callback::new(move |()| ask(true))/>
            </span>
        }
    });
    view! {
        <li>
            <div>
                <b>{[it.judge_name.as_str(), ", ", &it.entry_name].concat()}</b>
                <small>{about}</small>
            </div>
            {buttons}
            <Ask
                open=asked
                title=Signal::derive(move || if keep.get() { "Tetap menilai?".to_owned() } else { "Lepaskan penugasan?".to_owned() })
                text=text
                action="Catat keputusan"
                reason=true
                password=again
                busy=deed.busy
                faults=deed.faults
                on=run
            />
        </li>
    }
    .into_any()
}
