//! Other steps of the clinic: lead back, put aside, take up again, stop, finish, continue.

use klisida_domain::{
    api::StepSet,
    clinic::{Act, may},
    gate,
    law::Stage,
    problem::Code,
    stage::{Course, Step},
    wire::{RecordView, StepTake},
};
use leptos::prelude::*;

use super::Desk;
use crate::{
    action::Action,
    ui::{Ask, Press, Select},
};

/// A step as it stands on a button.
#[derive(Clone, Copy)]
struct Offer {
    step: Step,
    words: &'static str,
    text: &'static str,
    said: &'static str,
    danger: bool,
}

const OFFERS: [Offer; 6] = [
    Offer {
        step: Step::Finish,
        words: "Nyatakan selesai",
        text: "Kelima tahap ditutup: isian dan catatan tidak dapat ditambah lagi. Penutupan dapat ditarik kembali dengan alasan.",
        said: "Inovasi dinyatakan selesai.",
        danger: false,
    },
    Offer {
        step: Step::Continue,
        words: "Nyatakan berlanjut",
        text: "Kelima tahap ditutup: ide tidak dapat diubah lagi. Hasil, masukan, promosi, dan rencana pengembangan tetap terbuka. Penutupan dapat ditarik kembali dengan alasan.",
        said: "Inovasi dinyatakan berlanjut.",
        danger: false,
    },
    Offer {
        step: Step::Reopen,
        words: "Tarik kembali penutupan",
        text: "Inovasi kembali ke tahap Promosi dan pemanfaatan, di meja Tim Klinik. Instansi membaca alasannya.",
        said: "Penutupan ditarik kembali.",
        danger: false,
    },
    Offer {
        step: Step::Pause,
        words: "Tunda",
        text: "Giliran dan tenggat berhenti sampai dilanjutkan. Isinya tetap.",
        said: "Inovasi ditunda.",
        danger: false,
    },
    Offer {
        step: Step::Resume,
        words: "Lanjutkan",
        text: "Inovasi kembali ke giliran sebelum ditunda.",
        said: "Inovasi dilanjutkan.",
        danger: false,
    },
    Offer {
        step: Step::Stop,
        words: "Hentikan",
        text: "Ini tidak dapat dibatalkan. Isi dan pembelajarannya tetap tersimpan.",
        said: "Inovasi dihentikan.",
        danger: true,
    },
];

/// Why a step is not possible now.
fn refusal(record: &RecordView, step: Step) -> Option<String> {
    let course: Course = record.line.course;
    may(record.line.relation, Act::Step(step), course, &record.open)
        .err()
        .map(|code| code.words().to_owned())
        .or_else(|| {
            course
                .after(step, record.head_releases)
                .err()
                .map(|it| it.words().to_owned())
        })
        .or_else(|| {
            let keeps = matches!(step, Step::Pause | Step::Resume | Step::Stop);
            (record.line.held && !keeps).then(|| Code::ReviewHeld.words().to_owned())
        })
        .or_else(|| {
            let ends = matches!(step, Step::Finish | Step::Continue);
            let missing = gate::before_leaving(Stage::Display, &record.facts);
            ends.then(|| missing.first().map(|it| it.sentence()))
                .flatten()
        })
}

fn take(desk: Desk, deed: Action, step: Step, said: String, reason: String) {
    let body = StepTake {
        version: desk.version(),
        step,
        reason: (!reason.is_empty()).then_some(reason),
    };
    let innovation = desk.id;
    desk.act(deed, StepSet { innovation }, body, said, || {});
}

/// All of them; what is not possible says why.
pub fn view(desk: Desk) -> AnyView {
    let offers = OFFERS
        .into_iter()
        .map(|offer| one(desk, offer))
        .collect_view();
    view! {
        {back(desk)}
        <div class="deeds">{offers}</div>
    }
    .into_any()
}

fn one(desk: Desk, offer: Offer) -> AnyView {
    let open = RwSignal::new(false);
    let deed = desk.action().closes(open);
    let blocked = Signal::derive(move || desk.of(|it| refusal(it, offer.step)));
    let run = move |reason: String| {
        take(desk, deed, offer.step, offer.said.to_owned(), reason);
    };
    view! {
        <div>
            <Press label=offer.words class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
            <Ask
                open=open
                title=[offer.words, "?"].concat()
                text=offer.text
                action=offer.words
                danger=offer.danger
                reason=offer.step.needs_reason()
                busy=deed.busy
                faults=deed.faults
                on=Callback::new(run)
            />
        </div>
    }
    .into_any()
}

/// Lead back to an earlier stage.
fn back(desk: Desk) -> AnyView {
    let open = RwSignal::new(false);
    let deed = desk.action().closes(open);
    let to = RwSignal::new(String::new());
    let stage = move || to.with(|it| Stage::from_code(it));
    let options = Signal::derive(move || {
        let now = desk.of(|it| it.line.course.stage());
        let mut out = vec![(String::new(), "Pilih tahap".to_owned())];
        out.extend(
            Stage::ALL
                .iter()
                .filter(|it| now.is_some_and(|now| **it < now))
                .map(|it| (it.code().to_owned(), it.label().to_owned())),
        );
        out
    });
    let blocked = Signal::derive(move || match stage() {
        None => Some("Pilih dulu tahap tujuannya.".to_owned()),
        Some(stage) => desk.of(|it| refusal(it, Step::GoBack(stage))),
    });
    let run = move |reason: String| {
        let Some(stage) = untrack(stage) else { return };
        let said = ["Dikembalikan ke tahap ", stage.label(), "."].concat();
        take(desk, deed, Step::GoBack(stage), said, reason);
    };
    let title = Signal::derive(move || {
        let label = stage().map_or("tahap sebelumnya", Stage::label);
        ["Kembalikan ke ", label, "?"].concat()
    });
    view! {
        <div class="fields">
            <Select name="back" label="Kembalikan ke tahap sebelumnya" value=to faults=deed.faults options=options/>
            <div class="actions">
                <Press label="Kembalikan" class="btn plain" blocked=blocked on=Callback::new(move |()| open.set(true))/>
            </div>
        </div>
        <Ask
            open=open
            title=title
            text="Tahap di antaranya dilalui lagi. Isi yang sudah ada tetap, dan instansi membaca alasannya."
            action="Kembalikan"
            reason=true
            busy=deed.busy
            faults=deed.faults
            on=Callback::new(run)
        />
    }
    .into_any()
}
