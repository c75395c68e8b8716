//! What waits for the person, and what waits for others.

mod proposals;
mod second;

use klisida_domain::{
    access::{CLINIC, STARTERS, WATCHERS},
    account::{Actor, Role},
    api::HomeShow,
    ids::InnovationId,
    news::News,
    paths::public,
    text::grouped,
    turn::{self, Durations},
    wire::{HomeItem, HomeKind, HomeTurn, HomeView, standing},
};
use leptos::prelude::*;

use crate::{
    clock,
    offline::outbox::use_outbox,
    paths as to,
    session::use_session,
    ui::{Page, Source, deadline, load_kept},
};

/// At most so many on the first screen; the rest is one tap away.
const SHOWN: usize = 5;

/// Where the second person decides, on this page.
const PROPOSALS: &str = "#persetujuan";

/// `/app`.
pub fn page() -> AnyView {
    let source = Source::from(HomeShow {}).fresh(|view| clock::learn(view.now));
    let home = load_kept("home", source);
    let actor = use_session().person_untracked();
    let who = actor.clone();
    let concerned = Memo::new(move |_| {
        let known = |view: &HomeView| who.as_ref().is_some_and(|it| second::concerns(view, it));
        home.with(|view| view.is_some_and(known))
    });
    let second = move || {
        let decided = Callback::new(move |()| home.reload());
        concerned
            .get()
            .then(|| untrack(|| second::section(decided)))
    };
    let greeting = actor
        .as_ref()
        .map(|it| ["Selamat bekerja, ", &it.name].concat())
        .unwrap_or_default();
    view! {
        <Page title="Beranda" lead=greeting>
            {unsent()}
            {home.view("yang menunggu Anda", move |view| lists(&view, actor.as_ref()))}
            {second}
        </Page>
    }
    .into_any()
}

/// Work that is only on this device comes first: it is the only thing that can be lost.
fn unsent() -> AnyView {
    let unsent = use_outbox();
    let count = Memo::new(move |_| unsent.count());
    (move || {
        let count = count.get();
        (count > 0).then(|| {
            let words = [&number(count), " kiriman masih di perangkat ini"].concat();
            view! {
                <div class="notice warn">
                    <b>{words}</b>
                    <p>
                        "Belum sampai ke server. " <a href=to::OUTBOX>"Lihat dan kirim"</a>
                    </p>
                </div>
            }
        })
    })
    .into_any()
}

fn number(count: usize) -> String {
    grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

fn lists(view: &HomeView, actor: Option<&Actor>) -> AnyView {
    let first = view.import_first;
    let mine = view
        .mine
        .iter()
        .take(SHOWN)
        .enumerate()
        .map(|(place, item)| mine(item, place == 0 && !first))
        .collect_view();
    let none = (view.mine.is_empty() && !first).then(|| idle(actor));
    let import = first.then(import_first);
    let others = (!view.others.is_empty()).then(|| {
        let rows = view.others.iter().map(others).collect_view();
        view! {
            <section class="stack" aria-labelledby="lain">
                <h2 id="lain">"Yang menunggu orang lain"</h2>
                <ul class="rows card">{rows}</ul>
            </section>
        }
    });
    view! {
        <section class="stack" aria-labelledby="saya">
            <h2 id="saya">"Yang menunggu Anda"</h2>
            {import}
            {mine}
            {none}
        </section>
        {others}
        {ahead(view, actor)}
        {news(view, actor)}
    }
    .into_any()
}

/// Where somebody reads an innovation: the clinic at its own desk.
fn room(innovation: InnovationId, actor: Option<&Actor>) -> String {
    if actor.is_some_and(|actor| actor.is_any(CLINIC)) {
        to::consult(innovation)
    } else {
        to::innovation(innovation)
    }
}

/// A named list below what waits; nothing when it is empty.
fn list(id: &'static str, head: &'static str, rows: Vec<AnyView>) -> Option<AnyView> {
    (!rows.is_empty()).then(|| {
        view! {
            <section class="stack" aria-labelledby=id>
                <h2 id=id>{head}</h2>
                <ul class="rows card">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn row(href: String, name: String, first: String, second: String) -> AnyView {
    view! {
        <li class="tap">
            <div>
                <a class="hit" href=href>{name}</a>
                <p>{first}</p>
                <p class="soft brief">{second}</p>
            </div>
        </li>
    }
    .into_any()
}

/// Appointments of the coming days.
fn ahead(view: &HomeView, actor: Option<&Actor>) -> Option<AnyView> {
    let rows = view.appointments.iter().map(|it| {
        let when = [&it.at.wib().full(), ", ", &it.place].concat();
        row(
            room(it.innovation, actor),
            it.name.clone(),
            when,
            it.text.clone(),
        )
    });
    list("temu", "Janji temu tujuh hari ini", rows.collect())
}

/// What happened to the own innovations.
fn news(view: &HomeView, actor: Option<&Actor>) -> Option<AnyView> {
    let rows = view.news.iter().map(|it| {
        let what = match (it.news, it.subject.as_str()) {
            (News::Remark, part) if !part.is_empty() => [it.news.label(), " pada ", part].concat(),
            _ => it.news.label().to_owned(),
        };
        let who = [&it.by, " · ", &it.at.wib().full()].concat();
        let second = match &it.reason {
            Some(reason) => [&who, ": ", reason].concat(),
            None => who,
        };
        row(room(it.innovation, actor), it.name.clone(), what, second)
    });
    list("kabar", "Kabar dua pekan ini", rows.collect())
}

/// Before anything else: whoever is invited belongs to an agency, and so does every innovation.
fn import_first() -> AnyView {
    view! {
        <article class="card turn">
            <h3>"Impor instansi dulu"</h3>
            <p class="soft">"Daftar instansi masih kosong. Sesudah diimpor, orang dari instansi dapat diundang."</p>
            <div class="actions">
                <a class="btn" href=to::IMPORT>
                    "Impor instansi"
                </a>
            </div>
        </article>
    }
    .into_any()
}

/// A sentence that says what to do, the word of the way on, and where it leads.
fn task(item: &HomeItem) -> (String, &'static str, String) {
    let count = grouped(item.count.into());
    let of = grouped(item.of.into());
    match item.kind {
        HomeKind::ScoreEntries => (
            ["Nilai ", &count, " entri"].concat(),
            "Mulai menilai",
            to::DESK.to_owned(),
        ),
        HomeKind::LockSheets => (
            [&count, " lembar lengkap, tinggal dikunci"].concat(),
            "Kunci nilai",
            to::DESK.to_owned(),
        ),
        HomeKind::OpenEdition => {
            let words = match item.count {
                0 => "Siapkan kompetisi: belum ada entri".to_owned(),
                _ => ["Siapkan dan buka kompetisi: ", &count, " entri"].concat(),
            };
            (words, "Lanjutkan persiapan", place(item, None))
        }
        HomeKind::CloseEdition => (
            match open_sheets(item) {
                None => "Semua terkunci: tutup penilaian".to_owned(),
                Some(open) => ["Waktu penilaian habis: ", &open, " lembar belum dikunci"].concat(),
            },
            "Periksa dan tutup",
            place(item, None),
        ),
        HomeKind::PublishEdition => match open_sheets(item) {
            None => (
                "Periksa hasil, lalu umumkan".to_owned(),
                "Lihat hasil",
                place(item, Some("hasil")),
            ),
            // From the overview judging can be reopened; reading the marks ends that.
            Some(open) => (
                ["Penilaian ditutup, ", &open, " lembar tidak terkunci"].concat(),
                "Lihat ikhtisar",
                place(item, None),
            ),
        },
        HomeKind::CorrectBoard => (
            "Papan umum belum memuat perubahan terakhir: umumkan ralat".to_owned(),
            "Lihat hasil",
            place(item, Some("hasil")),
        ),
        HomeKind::FillPanel => (
            [&count, " entri kekurangan juri"].concat(),
            "Tambah juri",
            place(item, Some("penugasan")),
        ),
        HomeKind::ContinueInnovation => (
            "Lanjutkan inovasi Anda".to_owned(),
            "Lanjutkan",
            place(item, None),
        ),
        HomeKind::MendInnovation => (
            "Perbaiki yang diminta".to_owned(),
            "Perbaiki",
            place(item, None),
        ),
        HomeKind::CheckSubmission => (
            "Periksa dan teruskan pengajuan".to_owned(),
            "Periksa",
            place(item, Some("periksa")),
        ),
        HomeKind::ReleaseSubmission => (
            "Setujui pengajuan instansi Anda".to_owned(),
            "Periksa",
            place(item, Some("periksa")),
        ),
        HomeKind::ReviewInnovation => (
            "Giliran Tim Klinik".to_owned(),
            "Buka meja konsultasi",
            item.innovation
                .map_or_else(|| to::CLINIC.to_owned(), to::consult),
        ),
        HomeKind::ValidateQueue => (
            match item.since {
                Some(since) => [
                    &count,
                    " inovasi menunggu validasi, paling lama sejak ",
                    &since.wib().date_long(),
                ]
                .concat(),
                None => [&count, " inovasi menunggu validasi"].concat(),
            },
            "Buka meja klinik",
            to::CLINIC.to_owned(),
        ),
        HomeKind::AnnounceReviews => (
            [&count, " hasil validasi menunggu diumumkan"].concat(),
            "Buka meja klinik",
            to::CLINIC.to_owned(),
        ),
        HomeKind::DecidePublication => (
            [&count, " inovasi minta dipublikasikan"].concat(),
            "Buka meja klinik",
            to::CLINIC.to_owned(),
        ),
        HomeKind::StartInnovation => (
            "Instansi Anda belum punya inovasi di klinik tahun ini".to_owned(),
            "Mulai, 15 menit",
            to::INNOVATION_NEW.to_owned(),
        ),
        HomeKind::InnovationElsewhere => {
            ("Giliran pihak lain".to_owned(), "Lihat", place(item, None))
        }
        HomeKind::DecideProposal => (
            "Putuskan sebagai orang kedua".to_owned(),
            "Baca dan putuskan",
            PROPOSALS.to_owned(),
        ),
        HomeKind::OwnRecovery => (
            "Pemulihan akun Anda diminta. Bukan Anda yang meminta? Tolak.".to_owned(),
            "Lihat",
            PROPOSALS.to_owned(),
        ),
        HomeKind::AccountRecovered => (
            "Akun Anda dipulihkan. Bukan Anda? Segera hubungi koordinator BAPPERIDA.".to_owned(),
            "Ganti kata sandi",
            to::SETTINGS.to_owned(),
        ),
        HomeKind::DecideConflicts => (
            ["Putuskan ", &count, " benturan kepentingan juri"].concat(),
            "Putuskan",
            place(item, Some("juri")),
        ),
        HomeKind::SplitRoles => (
            "Juri sekaligus koordinator atau administrator: lepas salah satu perannya".to_owned(),
            "Buka panel juri",
            place(item, Some("juri")),
        ),
        HomeKind::ConfirmRoles => (
            [&count, " peran menunggu konfirmasi"].concat(),
            "Periksa peran",
            to::CONFIRM.to_owned(),
        ),
        HomeKind::JudgingRuns => (
            match open_sheets(item) {
                None => "Semua lembar terkunci".to_owned(),
                Some(open) => [
                    "Juri menilai: ",
                    &open,
                    " dari ",
                    &of,
                    " lembar belum dikunci",
                ]
                .concat(),
            },
            "Pantau",
            place(item, Some("pantau")),
        ),
    }
}

/// Sheets of an edition that are not locked; none when all are.
fn open_sheets(item: &HomeItem) -> Option<String> {
    let open = item.of.saturating_sub(item.count);
    (open > 0).then(|| grouped(open.into()))
}

/// The page of what an item is about, or a part of it.
fn place(item: &HomeItem, part: Option<&str>) -> String {
    match (item.edition, item.innovation, part) {
        (Some(edition), _, Some(part)) => to::edition_part(edition, part),
        (Some(edition), _, None) => to::edition(edition),
        (None, Some(innovation), Some(part)) => to::innovation_part(innovation, part),
        (None, Some(innovation), None) => to::innovation(innovation),
        (None, None, _) => to::HOME.to_owned(),
    }
}

/// "buka" instead of "tutup" for a draft; a turn in the clinic neither opens nor closes.
fn due(item: &HomeItem) -> Option<String> {
    let due = item.due?;
    let now = clock::now();
    Some(match item.kind {
        HomeKind::OpenEdition => ["dibuka ", &due.wib().full()].concat(),
        _ if item.innovation.is_some() && due < now => {
            ["terlambat sejak ", &due.wib().date_long()].concat()
        }
        _ if item.innovation.is_some() => ["paling lambat ", &due.wib().date_long()].concat(),
        _ => deadline(now, due),
    })
}

/// Whose turn it is with an innovation and what they do: "Giliran Anda: mengisi kartu ide · sejak 3 hari".
fn turn_words(turn: &HomeTurn, mine: bool) -> String {
    let now = clock::now();
    let course = standing(turn.course, turn.told.as_ref());
    match turn::turn(course, turn.since, &Durations::default()) {
        Some(it) if mine => ["Giliran Anda: ", it.what, " · ", &it.when(now)].concat(),
        Some(it) => it.words(now),
        None => [course.status(), " sejak ", &turn.since.wib().date_long()].concat(),
    }
}

/// The heading of an item and the lines below it: of an innovation its name, the next step, and what was said last.
fn lines(item: &HomeItem, words: String, mine: bool) -> (String, Vec<AnyView>) {
    let mut lines = Vec::new();
    let head = if let Some(turn) = &item.turn {
        let step = turn_words(turn, mine);
        lines.push(view! { <p>{step}</p> }.into_any());
        let told = turn.told.as_ref().filter(|it| it.asks() || it.is_hold());
        if let Some((told, weight)) = told.and_then(|it| Some((it, it.stands(turn.course)?))) {
            let brief = told.brief(weight);
            lines.push(view! { <p class="brief">{brief}</p> }.into_any());
        }
        item.name.clone()
    } else {
        let name = item.name.clone();
        lines.push(view! { <p class="soft">{name}</p> }.into_any());
        words
    };
    if let Some(words) = due(item) {
        lines.push(view! { <p class="soft">{words}</p> }.into_any());
    }
    (head, lines)
}

/// The lamp stands only on what is most urgent.
fn mine(item: &HomeItem, first: bool) -> AnyView {
    let (words, way, address) = task(item);
    let (card, button) = if first {
        ("card turn tap", "btn hit")
    } else {
        ("card turn others tap", "btn plain hit")
    };
    let progress = matches!(item.kind, HomeKind::ScoreEntries).then(|| {
        let done = item.of.saturating_sub(item.count);
        let label = [&grouped(done.into()), " dari ", &grouped(item.of.into()), " entri sudah dinilai"].concat();
        view! {
            <progress max=item.of.to_string() value=done.to_string() aria-label=label.clone()></progress>
            <span class="soft small">{label.clone()}</span>
        }
    });
    let (head, lines) = lines(item, words, true);
    // Read alone, out of a list of links, the button says of what.
    let named = [way, ": ", &item.name].concat();
    view! {
        <article class=card>
            <h3>{head}</h3>
            {lines}
            {progress}
            <div class="actions">
                <a class=button href=address aria-label=named>
                    {way}
                </a>
            </div>
        </article>
    }
    .into_any()
}

fn others(item: &HomeItem) -> AnyView {
    let (words, _, address) = task(item);
    let (head, lines) = lines(item, words, false);
    view! {
        <li class="tap">
            <div>
                <a class="hit" href=address>{head}</a>
                {lines}
            </div>
        </li>
    }
    .into_any()
}

/// Nothing waits: one next idea, by role.
fn idle(actor: Option<&Actor>) -> AnyView {
    let holds = |role| actor.is_some_and(|actor| actor.is(role));
    let (text, way, address) = if holds(Role::Coordinator) {
        (
            "Semua kompetisi berjalan tanpa menunggu Anda.",
            "Buat kompetisi baru",
            to::COMPETITION_NEW,
        )
    } else if holds(Role::Administrator) {
        (
            "Akun dan peran sudah beres. Undang orang bila ada yang baru.",
            "Ke akun",
            to::PEOPLE,
        )
    } else if holds(Role::Judge) {
        (
            "Penugasan baru muncul di sini begitu penilaian dibuka.",
            "Lihat daftar penilaian",
            to::DESK,
        )
    } else if actor.is_some_and(|actor| actor.is_any(WATCHERS)) {
        (
            "Ikuti jalannya kompetisi dan hasil yang sudah diumumkan.",
            "Lihat kompetisi",
            to::COMPETITIONS,
        )
    } else if actor.is_some_and(|actor| actor.is_any(STARTERS)) {
        (
            "Punya gagasan? Mulai dari nama dan satu kalimat; sisanya menyusul.",
            "Mulai inovasi baru",
            to::INNOVATION_NEW,
        )
    } else {
        (
            "Lihat inovasi daerah lain: mungkin ada yang dapat direplikasi.",
            "Buka katalog inovasi",
            public::CATALOGUE,
        )
    };
    view! {
        <div class="empty">
            <h3>"Tidak ada yang menunggu Anda"</h3>
            <p class="soft">{text}</p>
            <a class="btn plain" href=address rel=(!address.starts_with(to::HOME)).then_some("external")>
                {way}
            </a>
        </div>
    }
    .into_any()
}
