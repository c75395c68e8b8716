//! What a submission gives back: a number, what happens next and by when, and a text to pass on.

use klisida_domain::{
    stage::Place,
    turn::{self, Durations},
    wire::StepTaken,
};
use leptos::prelude::*;

use super::record::Record;
use crate::{
    browser, paths as to,
    ui::{Copy, Press, Qr, WhatsApp, unique},
};

/// What happens next, in a sentence.
fn next(taken: &StepTaken) -> String {
    let line = turn::turn(taken.course, taken.at, &Durations::default());
    let due = taken.due.map_or_else(String::new, |due| {
        [", paling lambat ", &due.wib().date_long()].concat()
    });
    match line {
        Some(line) => [line.who, " ", line.what, &due, "."].concat(),
        None => "Tidak ada yang ditunggu.".to_owned(),
    }
}

/// The receipt.
pub fn receipt(record: Record, what: &'static str, taken: &StepTaken) -> AnyView {
    let id = unique("tanda");
    {
        let id = id.clone();
        Effect::new(move || {
            let id = id.clone();
            browser::soon(move || browser::focus(&id));
        });
    }
    let name = record.name();
    let next = next(taken);
    let at = taken.at.wib().full();
    let stage = match taken.course.place {
        Place::In(stage) => stage.label(),
        other => other.label(),
    };
    let message = [
        "KLISIDA: ",
        &name,
        ", nomor ",
        &taken.receipt,
        ", ",
        &super::bits::lower(what),
        " ",
        &at,
        ". Berikutnya: ",
        &next,
    ]
    .concat();
    let room = to::innovation(record.id);
    let address = [
        window().location().origin().unwrap_or_default(),
        room.clone(),
    ]
    .concat();
    let print = move |()| {
        let _ = window().print();
    };
    view! {
        <section class="card receipt" aria-labelledby=id.clone()>
            <h2 id=id.clone() tabindex="-1">"✓ " {what}</h2>
            <dl class="facts">
                <dt>"Nomor"</dt>
                <dd><code>{taken.receipt.clone()}</code></dd>
                <dt>"Inovasi"</dt>
                <dd>{name}</dd>
                <dt>"Waktu"</dt>
                <dd>{at}</dd>
                <dt>"Tahap"</dt>
                <dd>{stage}</dd>
                <dt>"Berikutnya"</dt>
                <dd>{next}</dd>
            </dl>
            <Qr text=address label="Kode QR ke ruang inovasi ini"/>
            <Copy text=message.clone() label="Salin teks"/>
            <div class="actions">
                <a class="btn" href=room>"Ke ruang inovasi"</a>
                <WhatsApp text=message/>
                <Press label="Cetak" class="btn plain" on=Callback::new(print)/>
            </div>
        </section>
    }
    .into_any()
}
