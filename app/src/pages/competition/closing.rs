//! Closing the judging names what would not be counted; reopening it is there while nobody has read a mark.

use klisida_domain::{
    account::check_reason,
    api::{EditionClose, EditionReopen},
    competition::{Act, Standing},
    problem::Code,
    time::{HOUR, Instant},
    timetable,
    wire::{Closing, Edition, Reopening},
};
use leptos::prelude::*;

use super::{desk::Desk, frame, known::Known, opening::Unsent, steps};
use crate::{
    clock,
    ui::{Check, Dialog, ErrorSummary, Field, Press},
};

/// The dialog that closes.
pub fn dialog(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let known = Known::of(desk, |it| it.totals.short);
    let deed = known.action(open);
    let faults = deed.faults;
    let unsent = Unsent::of(desk);
    let why = RwSignal::new(String::new());
    Effect::new(move || {
        if open.get() {
            known.forget();
            faults.clear();
            // Judges go on meanwhile: what is shown should be what is.
            desk.reload();
        }
    });
    let send = move || {
        faults.clear();
        if unsent.stops(faults) {
            return;
        }
        let short = known.number();
        let reason = why.get_untracked();
        faults.check("reason", check_reason(&reason));
        if let Err(code) = timetable::may_close(known.there(), short) {
            faults.add("", code.words());
        }
        if faults.show() {
            return;
        }
        desk.act(
            deed,
            EditionClose { edition: desk.id },
            Closing {
                version: desk.version(),
                reason: reason.trim().to_owned(),
                short,
            },
            "Penilaian ditutup. Hasil sekarang dapat diperiksa.",
            move || why.set(String::new()),
        );
    };
    let content = move || desk.edition.get().map(|edition| left_out(&edition));
    view! {
        <Dialog open=open title="Tutup penilaian?">
            {content}
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                {known.view("Tutup walau", "entri kurang lembar terkunci")}
                <Field name="reason" label="Alasan menutup" value=why faults=faults rows=3 hint="5 sampai 500 karakter; tersimpan dalam catatan."/>
                <div class="actions">
                    <Press label="Tutup penilaian" class="btn danger" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}

/// What closing does, which entries it leaves without a rank, and whose sheets are not counted.
fn left_out(edition: &Edition) -> AnyView {
    let (locked, _, all) = steps::sheets(edition);
    let open = all.saturating_sub(locked);
    let early = (edition.standing != Standing::TimeUp)
        .then(|| view! { <p>"Waktu penilaian belum habis."</p> });
    let first = if open == 0 {
        "Semua lembar sudah terkunci.".to_owned()
    } else {
        format!("{open} lembar belum terkunci dan tidak akan dihitung.")
    };
    view! {
        <p>
            {first}
            " Setelah ditutup, juri tidak dapat mengubah nilai. Penilaian masih dapat dibuka kembali selama belum ada yang membaca nilai."
        </p>
        {early}
        {short(edition)}
        {judges(edition)}
    }
    .into_any()
}

fn short(edition: &Edition) -> Option<AnyView> {
    let all = edition.totals.short as usize;
    if all == 0 {
        return None;
    }
    let least = edition.setup.min_judges;
    let rows = edition
        .short
        .iter()
        .map(|it| {
            let words = format!(
                "E-{:02} {}: {} dari {least} lembar yang dihitung",
                it.number, it.name, it.locked
            );
            view! { <li>{words}</li> }
        })
        .collect_view();
    let more = all.saturating_sub(edition.short.len());
    let more = (more > 0).then(|| view! { <li>{format!("dan {more} lagi")}</li> });
    Some(
        view! {
            <div class="notice bad">
                <b>{format!("{all} entri tidak dapat diberi peringkat.")}</b>
                <p>"Selama ada entri seperti ini, hasil tidak dapat diumumkan. Lembar dengan benturan kepentingan yang belum diputuskan tidak dihitung."</p>
                <ul>{rows} {more}</ul>
            </div>
        }
        .into_any(),
    )
}

/// Sheets that are not locked, by judge.
fn judges(edition: &Edition) -> Option<AnyView> {
    let rows: Vec<_> = edition
        .panel
        .iter()
        .filter_map(|seat| {
            let open = seat.load.entries.saturating_sub(seat.load.locked);
            (open > 0).then(|| {
                let words = format!(
                    "{}: {open} dari {} lembar belum dikunci, {} sudah mulai diisi",
                    seat.name, seat.load.entries, seat.load.begun
                );
                view! { <li>{words}</li> }
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <div class="notice warn">
                <b>"Juri yang belum selesai"</b>
                <ul>{rows}</ul>
            </div>
        }
        .into_any()
    })
}

/// Why the judging cannot be reopened; none when it can.
pub fn reopen_reason(desk: Desk) -> Option<String> {
    frame::reason(desk, Act::Reopen).or_else(|| {
        let edition = desk.edition.get()?;
        let refusal = timetable::may_reopen(edition.standing, edition.marks_read).err()?;
        Some(refusal.words().to_owned())
    })
}

/// Asks whether a far deadline is meant, once one is typed.
pub fn meant(until: RwSignal<String>, far: RwSignal<bool>) -> AnyView {
    let is_far = Memo::new(move |_| {
        Instant::from_wib_field(&until.get()).is_some_and(|at| timetable::is_far(at, clock::now()))
    });
    (move || {
        is_far.get().then(|| {
            let label = format!(
                "Ya, tenggatnya memang lebih dari {} hari lagi",
                timetable::FAR_DAYS
            );
            view! { <Check label=label value=far/> }
        })
    })
    .into_any()
}

/// The dialog that reopens.
pub fn reopening(desk: Desk, open: RwSignal<bool>) -> AnyView {
    let deed = desk.action_in(open);
    let faults = deed.faults;
    let (until, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let far = RwSignal::new(false);
    Effect::new(move || {
        if open.get() {
            far.set(false);
            until.set(Instant(clock::now().0 + 24 * HOUR).wib().field());
            faults.clear();
        }
    });
    let send = move || {
        faults.clear();
        let at = Instant::from_wib_field(&until.get_untracked());
        let opens = desk.now().map_or(Instant(0), |it| it.setup.opens_at);
        match at {
            None => faults.add("closes_at", Code::TextMissing.words()),
            Some(at) => faults.check(
                "closes_at",
                timetable::runs_until(opens, at, clock::now(), far.get_untracked()),
            ),
        }
        let reason = why.get_untracked();
        faults.check("reason", check_reason(&reason));
        let Some(closes_at) = at else {
            faults.show();
            return;
        };
        if faults.show() {
            return;
        }
        let body = Reopening {
            version: desk.version(),
            closes_at,
            reason: reason.trim().to_owned(),
            far: far.get_untracked(),
        };
        let said = [
            "Penilaian dibuka kembali sampai ",
            &closes_at.wib().full(),
            ".",
        ]
        .concat();
        desk.act(
            deed,
            EditionReopen { edition: desk.id },
            body,
            said,
            move || why.set(String::new()),
        );
    };
    let words = move || Instant::from_wib_field(&until.get()).map(|at| at.wib().full());
    view! {
        <Dialog open=open title="Buka kembali penilaian?">
            <p>
                "Juri dapat menilai lagi sampai tenggat baru, dan nilai tetap tertutup. Lembar yang terkunci tetap terkunci. Lembar yang datang terlambat menjadi draf jurinya dan baru dihitung setelah ia menguncinya. Perbaikan lembar yang masih menunggu diakhiri dengan alasan ini; jurinya dapat mengubah lembarnya sendiri."
            </p>
            <form
                class="fields"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    send();
                }
            >
                <ErrorSummary faults=faults/>
                <div class="stack">
                    <Field name="closes_at" label="Tenggat baru (WIB)" value=until faults=faults kind="datetime-local"/>
                    <p class="soft small">{words}</p>
                </div>
                {meant(until, far)}
                <Field name="reason" label="Alasan" value=why faults=faults rows=3 hint="5 sampai 500 karakter; tersimpan dalam catatan."/>
                <div class="actions">
                    <Press label="Buka kembali penilaian" busy=deed.busy/>
                    <Press label="Batal" class="btn plain" on=Callback::new(move |()| open.set(false))/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
