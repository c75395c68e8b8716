//! A judge's wrong mark after closing: a new sheet with a reason, which counts once the coordinator approves it.

use klisida_domain::{
    account::check_reason,
    api::{ProposalList, ProposalTakeBack, SheetCorrect},
    competition::Standing,
    ids::ProposalId,
    judging::{AssignmentState, Mark, Sheet, SheetState},
    law::Criterion,
    problem::Code,
    proposal::{State, Subject},
    text,
    wire::{Correction, Empty, Proposal},
};
use klisida_views::kit::{Tone, notice};
use leptos::prelude::*;

use super::{criteria::read, state, work::Work};
use crate::{
    action::Action,
    clock, net,
    offline::forms::FormName,
    paths as to,
    ui::{Ask, Dialog, ErrorSummary, Field, Loaded, Press, field_id, keep, load},
};

/// The end of a locked sheet after closing; nothing before.
pub fn view(work: Work) -> AnyView {
    let ticking = clock::ticking();
    let possible = Memo::new(move |_| {
        let over = work.edition.with(|edition| {
            matches!(
                state::standing(edition, ticking.get()),
                Standing::Closed | Standing::Published
            )
        });
        over && work.entry.with(|entry| {
            let item = &entry.item;
            item.sheet == SheetState::Locked
                && item.state == AssignmentState::Active
                && !item.withdrawn
                && entry.sheet.is_full()
        })
    });
    (move || possible.get().then(|| untrack(|| section(work)))).into_any()
}

fn section(work: Work) -> AnyView {
    let list = load(ProposalList {});
    let own = Memo::new(move |_| {
        list.with(|found| {
            let found = found?;
            let mut own = found.iter().filter(|it| {
                it.mine
                    && it.effect.subject
                        == Subject::CorrectSheet {
                            assignment: work.assignment,
                        }
            });
            own.next().cloned()
        })
    });
    let waits = Memo::new(move |_| {
        own.with(|own| own.as_ref().filter(|it| it.state.is_open()).map(|it| it.id))
    });
    let told = move || own.get().map(|it| outcome(&it));
    let next = move || match waits.get() {
        Some(id) => take_back(id, list),
        None => form(work, list),
    };
    view! {
        <section class="card stack" aria-labelledby="perbaikan">
            <h2 id="perbaikan">"Perbaikan nilai"</h2>
            <p class="soft">
                "Nilai yang terkunci tidak berubah lagi setelah penilaian ditutup. Bila ada yang keliru, ajukan lembar perbaikan: koordinator melihat kriteria mana yang berubah, bukan nilainya, lalu menyetujui atau menolak."
            </p>
            {told}
            {next}
        </section>
    }
    .into_any()
}

/// What became of the last request.
fn outcome(it: &Proposal) -> AnyView {
    let (tone, title, text) = match it.state {
        State::Waiting => (
            Tone::Info,
            "Perbaikan menunggu koordinator.",
            format!(
                "Diajukan {}. Berlaku sampai {}.",
                it.at.wib().full(),
                it.expires_at.wib().full()
            ),
        ),
        State::Outdated => (
            Tone::Warn,
            "Lembar ini berubah sejak perbaikan diajukan.",
            "Ambil kembali, lalu ajukan lagi.".to_owned(),
        ),
        State::Expired => (
            Tone::Warn,
            "Perbaikan tidak diputuskan sampai batas waktunya.",
            "Nilai lama tetap. Anda dapat mengajukannya lagi.".to_owned(),
        ),
        State::Approved => (
            Tone::Done,
            "Perbaikan disetujui.",
            "Nilai baru dihitung. Papan yang sudah diumumkan berubah bila koordinator mengumumkan ralat."
                .to_owned(),
        ),
        State::Refused => (
            Tone::Warn,
            "Perbaikan ditolak.",
            format!(
                "{}: {}",
                it.ended_by.as_deref().unwrap_or("Koordinator"),
                it.ended_reason.as_deref().unwrap_or_default()
            ),
        ),
        State::TakenBack => (
            Tone::Info,
            "Perbaikan terakhir Anda ambil kembali.",
            "Nilai lama tetap.".to_owned(),
        ),
    };
    notice(tone, title, text).into_any()
}

fn take_back(id: ProposalId, list: Loaded<Vec<Proposal>>) -> AnyView {
    let open = RwSignal::new(false);
    let action = Action::new().closes(open);
    let on = Callback::new(move |_: String| {
        let endpoint = ProposalTakeBack { proposal: id };
        let said = "Perbaikan diambil kembali.";
        action.run(endpoint, Empty {}, said, move |_| list.reload());
    });
    view! {
        <div class="actions">
            <Press label="Ambil kembali" class="btn plain" on=Callback::new(move |()| open.set(true))/>
        </div>
        <Ask
            open=open
            title="Ambil kembali perbaikan ini?"
            text="Nilai lama tetap dihitung. Anda dapat mengajukan perbaikan lain."
            action="Ambil kembali"
            busy=action.busy
            faults=action.faults
            on=on
        />
    }
    .into_any()
}

/// Path of a mark in the body.
fn path(criterion: Criterion) -> String {
    ["sheet.marks.", criterion.code()].concat()
}

fn form(work: Work, list: Loaded<Vec<Proposal>>) -> AnyView {
    let old = work.entry.with_untracked(|entry| entry.sheet.clone());
    let version = work.entry.with_untracked(|entry| entry.item.version);
    let begin = |criterion: &Criterion| {
        let mark = old.marks.get(criterion).map(|it| it.value().to_string());
        (*criterion, RwSignal::new(mark.unwrap_or_default()))
    };
    let marks: Vec<_> = Criterion::ALL.iter().map(begin).collect();
    let reason = RwSignal::new(String::new());
    let kept = keep(
        &format!("perbaikan/{}/{version}", work.assignment),
        FormName::new(
            "Perbaikan nilai",
            &work.entry.with_untracked(|entry| entry.item.name.clone()),
            to::sheet(work.assignment),
        ),
        marks.iter().map(|it| it.1).chain([reason]).collect(),
    );
    let (shown, asking) = (RwSignal::new(false), RwSignal::new(false));
    let action = Action::new().closes(asking).on_refusal(move |fault| {
        asking.try_set(false);
        // It may have arrived the first time, or the sheet is another one by now.
        list.reload();
        Some(fault)
    });
    let faults = action.faults;
    let online = net::online();
    let old = StoredValue::new(old);
    let new = RwSignal::new(None::<Sheet>);
    let marks = StoredValue::new(marks);
    for criterion in Criterion::ALL {
        faults.name(&path(*criterion), criterion.label());
    }
    faults.name("reason", "Alasan");
    let check = move || {
        faults.clear();
        let mut sheet = old.get_value();
        for (criterion, text) in marks.get_value() {
            match read(text.get_untracked().trim()) {
                Ok(mark) => {
                    sheet.marks.insert(criterion, mark);
                }
                Err(code) => faults.add(&path(criterion), code.words()),
            }
        }
        faults.check("reason", check_reason(&reason.get_untracked()));
        if !faults.show() {
            if old.with_value(|old| changed(old, &sheet).is_empty()) {
                faults.add("", Code::NothingToCorrect.words());
                faults.show();
                return;
            }
            new.set(Some(sheet));
            asking.set(true);
        }
    };
    let send = Callback::new(move |()| {
        let Some(sheet) = new.get_untracked() else {
            return;
        };
        let body = Correction {
            id: ProposalId(action.id()),
            version,
            sheet,
            reason: reason.get_untracked(),
        };
        let endpoint = SheetCorrect {
            assignment: work.assignment,
        };
        action.run(endpoint, body, "Perbaikan diajukan.", move |_| {
            kept.done();
            list.reload();
        });
    });
    let fields = move || {
        marks
            .get_value()
            .into_iter()
            .map(|(criterion, value)| {
                let now = old.with_value(|old| old.marks.get(&criterion).map(|it| it.value()));
                let hint = now.map_or_else(String::new, |it| format!("sekarang {it}"));
                view! {
                    <Field
                        name=path(criterion)
                        label=format!("{}, nilai baru", criterion.label())
                        value=value
                        faults=faults
                        hint=hint
                        mode="numeric"
                        class="narrowfield"
                    />
                }
            })
            .collect_view()
    };
    let blocked = Memo::new(move |_| {
        (!online.get())
            .then(|| "Mengajukan perbaikan butuh sinyal. Isian aman di perangkat ini.".to_owned())
    });
    let body = move || {
        if !shown.get() {
            return view! {
                <div class="actions">
                    <Press label="Isi perbaikan" class="btn plain" on=Callback::new(move |()| {
                        shown.set(true);
                        crate::browser::soon(|| crate::browser::focus(&field_id(&path(Criterion::ALL[0]))));
                    })/>
                </div>
            }
            .into_any();
        }
        view! {
            {kept.notice()}
            <ErrorSummary faults=faults/>
            {fields()}
            <Field name="reason" label="Alasan" value=reason faults=faults rows=3 hint="5 sampai 500 karakter. Koordinator membacanya."/>
            <div class="actions">
                <Press label="Periksa dan ajukan" blocked=blocked on=Callback::new(move |()| check())/>
                <Press label="Tutup" class="btn plain" on=Callback::new(move |()| shown.set(false))/>
            </div>
        }
        .into_any()
    };
    view! {
        {body}
        <Dialog open=asking title="Ajukan perbaikan ini?">
            {move || new.get().map(|sheet| old.with_value(|old| difference(work, old, &sheet)))}
            <p>"Lembar lama tetap tersimpan sebagai bukti. Nilai baru dihitung setelah koordinator menyetujuinya."</p>
            <div class="actions">
                <Press label="Ajukan" busy=action.busy on=send/>
                <Press label="Periksa lagi" class="btn plain" on=Callback::new(move |()| asking.set(false))/>
            </div>
        </Dialog>
    }
    .into_any()
}

/// Criteria with their mark before and after, those that differ.
fn changed(old: &Sheet, new: &Sheet) -> Vec<(Criterion, Option<Mark>, Option<Mark>)> {
    Criterion::ALL
        .iter()
        .map(|it| (*it, old.marks.get(it).copied(), new.marks.get(it).copied()))
        .filter(|(_, before, after)| before != after)
        .collect()
}

fn difference(work: Work, old: &Sheet, new: &Sheet) -> AnyView {
    let mark = |it: Option<Mark>| it.map_or_else(|| "–".to_owned(), |it| it.value().to_string());
    let rows = changed(old, new)
        .into_iter()
        .map(|(criterion, before, after)| {
            view! {
                <tr>
                    <th scope="row">{criterion.label()}</th>
                    <td class="r">{mark(before)}</td>
                    <td class="r"><strong>{mark(after)}</strong></td>
                </tr>
            }
        })
        .collect_view();
    let sum = |sheet: &Sheet| {
        let (sum, _) = work.rubric(|rubric| sheet.running(rubric));
        text::hundredths(i64::from(sum))
    };
    view! {
        <table class="table sums">
            <thead>
                <tr>
                    <th scope="col">"Kriteria"</th>
                    <th scope="col" class="r">"Sekarang"</th>
                    <th scope="col" class="r">"Menjadi"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Nilai akhir lembar ini"</th>
                    <td class="r">{sum(old)}</td>
                    <td class="r"><strong>{sum(new)}</strong></td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}
