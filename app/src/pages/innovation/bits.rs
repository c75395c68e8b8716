//! Small pieces of these pages: where a record stands, whose turn it is, what a part asks for.

use klisida_domain::{
    clinic::Relation,
    law::{Article, Stage},
    page::Cursor,
    part::Part,
    record::Filling,
    stage::{Course, Hold, Place},
    time::Instant,
    turn::{self, Durations},
    wire::RecordLine,
};
use klisida_views::{chip::ArticleChip, steps::Steps};
use leptos::prelude::*;

/// The lamp burns: this person has to act.
pub fn is_mine(relation: Relation, course: Course) -> bool {
    course.is_live() && relation.holds(course.desk)
}

/// "Langkah 2 dari 5 · Ide inovasi", or where it stands beside the stages.
pub fn stage_words(place: Place) -> String {
    match place {
        Place::In(stage) => [
            "Langkah ",
            &(stage.index() + 1).to_string(),
            " dari ",
            &Stage::ALL.len().to_string(),
            " · ",
            stage.label(),
        ]
        .concat(),
        other => other.label().to_owned(),
    }
}

/// The five segments with their line of text.
pub fn steps(place: Place) -> AnyView {
    match place {
        Place::In(stage) => view! { <div class="stack"><Steps stage=stage/></div> }.into_any(),
        Place::Outside => ().into_any(),
        Place::Finished | Place::Continued => view! {
            <div class="stack">
                {thin(place)}
                <p><b>{["Kelima langkah selesai · ", place.label()].concat()}</b></p>
            </div>
        }
        .into_any(),
    }
}

/// The five segments alone, for rows of a list; the words stand beside them.
pub fn thin(place: Place) -> AnyView {
    let passed = place.passed();
    let items = (0..Stage::ALL.len())
        .map(|n| {
            let class = (n < passed).then_some("past");
            let now = (n == passed && matches!(place, Place::In(_))).then_some("now");
            view! { <li class=class.or(now)></li> }
        })
        .collect_view();
    view! { <ol class="steps thin" aria-hidden="true">{items}</ol> }.into_any()
}

/// The status word in its frame.
pub fn status(course: Course) -> AnyView {
    let class = match (course.place, course.hold) {
        (_, Hold::Stopped) => "tag bad",
        (_, Hold::Paused | Hold::Revising) => "tag warn",
        (Place::Finished | Place::Continued, _) => "tag done",
        (Place::In(_), Hold::None) => "tag doing",
        (Place::Outside, _) => "tag",
    };
    view! { <span class=class>{course.status()}</span> }.into_any()
}

/// Whose turn it is, in a line: "Giliran Anda: mengisi kartu ide · sejak 3 hari"; empty when nobody has to act.
pub fn turn_words(line: &RecordLine, durations: &Durations, now: Instant) -> String {
    let Some(it) = turn::turn(line.standing(), line.since, durations) else {
        return String::new();
    };
    if is_mine(line.relation, line.course) {
        ["Giliran Anda: ", it.what, " · ", &it.when(now)].concat()
    } else {
        it.words(now)
    }
}

/// Days over time in words; empty when in time.
pub fn late(line: &RecordLine, durations: &Durations, now: Instant) -> AnyView {
    let days = turn::turn(line.course, line.since, durations).map_or(0, |it| it.overdue_days(now));
    (days > 0)
        .then(|| {
            view! { <span class="tag warn">{["Lewat ", &days.to_string(), " hari"].concat()}</span> }
        })
        .into_any()
}

/// Whose turn it is and since when, in two lines; `deed` is the one next step of whoever has to act.
pub fn turn_head(
    line: &RecordLine,
    durations: &Durations,
    now: Instant,
    deed: Option<&str>,
) -> (String, String) {
    let course = line.course;
    if let Some(it) = turn::turn(line.standing(), line.since, durations) {
        let head = if is_mine(line.relation, course) {
            ["Giliran Anda: ", deed.unwrap_or(it.what)].concat()
        } else {
            ["Giliran: ", it.who, " ", it.what].concat()
        };
        return (head, it.when(now));
    }
    let head = match (course.place, course.hold) {
        (_, Hold::Stopped) => "Inovasi ini dihentikan.",
        (_, Hold::Paused) => "Inovasi ini ditunda.",
        (Place::Outside, _) => "Inovasi ini belum menjalani tahapan klinik.",
        _ => "Tidak ada yang ditunggu.",
    };
    let since = ["sejak ", &line.since.wib().date_long()].concat();
    (head.to_owned(), since)
}

/// "6 menit · Pasal 12 ayat (1)".
pub fn effort(minutes: u8, article: Option<Article>) -> String {
    let time = (minutes > 0).then(|| [&minutes.to_string(), " menit"].concat());
    let article = article.map(|it| it.to_string());
    time.into_iter()
        .chain(article)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The article and the minutes of a part.
pub fn part_chips(part: Part) -> AnyView {
    let article = part
        .article()
        .map(|article| view! { <ArticleChip article=article/> });
    let time = ["sekitar ", &part.minutes().to_string(), " menit"].concat();
    view! { {article} <span class="soft small">{time}</span> }.into_any()
}

/// How far a part is, in its frame.
pub fn filling_tag(filling: Filling) -> AnyView {
    let class = match filling {
        // Finished is plain text, so that what is to be done stands out.
        Filling::Done => "soft small",
        Filling::Empty => "tag doing",
        Filling::Begun => "tag warn",
        Filling::TooLong => "tag bad",
    };
    view! { <span class=class>{filling.label()}</span> }.into_any()
}

/// "2 bagian".
pub fn count(n: usize, noun: &str) -> String {
    [&n.to_string(), " ", noun].concat()
}

/// A number of a list of which perhaps only the first page is here.
pub fn at_least(n: usize, next: Option<&Cursor>, noun: &str) -> String {
    let words = count(n, noun);
    if next.is_some() {
        ["lebih dari ", &words].concat()
    } else {
        words
    }
}

/// With a small first letter.
pub fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}
