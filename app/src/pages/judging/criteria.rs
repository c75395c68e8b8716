//! A criterion of the sheet: five bands with their sentences, fine tuning by one, a note.

use gloo_timers::callback::Timeout;
use klisida_domain::{
    competition::{BANDS, CriterionRule},
    judging::{Mark, NOTE_LIMIT},
    law::Criterion,
    problem::Code,
};
use leptos::prelude::*;

use super::{
    state,
    work::{Work, band_id, field_id, frame_id, text_id},
};
use crate::{browser, ui::announce};

/// Milliseconds without typing after which a mark counts as finished.
const PAUSE: u32 = 1_000;
/// Milliseconds after a mark before the others fold: a finger on its way is there by then.
const FOLD: u32 = 400;

/// One criterion; `n` from 1. Nothing in it is made anew while the judge works: signals move texts and marks.
pub fn view(work: Work, rule: CriterionRule, n: usize) -> AnyView {
    let criterion = rule.criterion;
    let mark = work.mark(criterion);
    let band = Memo::new(move |_| mark.get().and_then(Mark::new).map(Mark::band));
    let fault = work.refused(criterion);
    let legend = [&n.to_string(), ". ", criterion.label()].concat();
    let open = Memo::new(move |_| {
        mark.with(Option::is_none)
            || fault.with(Option::is_some)
            || work
                .open
                .with(|all| all.get(criterion.index()) == Some(&true))
    });
    let body = ["isi-", criterion.code()].concat();
    let facts = [
        "bobot ",
        &rule.weight.to_string(),
        " % · ",
        &criterion.article().to_string(),
    ]
    .concat();
    let bands = BANDS
        .iter()
        .zip(rule.bands)
        .enumerate()
        .map(|(at, (range, sentence))| {
            choice(work, criterion, (band, fault), at, range.name, sentence)
        })
        .collect_view();
    let hint = (!rule.look_at.trim().is_empty()).then(|| {
        let words = ["Lihat: ", rule.look_at.trim()].concat();
        view! { <p class="hint">{words}</p> }
    });
    let enter = move |_| {
        if work.current.get_untracked() != Some(criterion) {
            work.current.set(Some(criterion));
            show_text(criterion);
        }
    };
    view! {
        <fieldset
            id=frame_id(criterion)
            class="criterion card"
            class:filled=move || mark.with(Option::is_some)
            disabled=move || work.stop.with(Option::is_some)
            on:focusin=enter
        >
            <legend>
                <span>{legend} {line(work, criterion, mark, open)}</span>
                {disclosure(work, criterion, mark, open, &body)}
                <small hidden=move || !open.get()>{facts}</small>
            </legend>
            <div id=body class="stack" hidden=move || !open.get()>
                {hint}
                {own_words(work, criterion)}
                <div class="bands">{bands}</div>
                {fine(work, criterion, mark, fault)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// What a folded criterion says of its mark: "· Baik · 70".
fn line(work: Work, criterion: Criterion, mark: Memo<Option<u8>>, open: Memo<bool>) -> AnyView {
    let note = work.note(criterion);
    let words = move || {
        let mark = mark.get().filter(|_| !open.get())?;
        let band = Mark::new(mark).and_then(|mark| BANDS.get(mark.band()))?;
        let noted = note.with(|note| !note.trim().is_empty());
        let more = if noted { " · ada catatan" } else { "" };
        let said = [" · ", band.name, " · ", &mark.to_string(), more].concat();
        Some(view! { <span class="said num">{said}</span> })
    };
    words.into_any()
}

/// Opens and folds a marked criterion. In the legend it works on a sheet that can only be read, too.
fn disclosure(
    work: Work,
    criterion: Criterion,
    mark: Memo<Option<u8>>,
    open: Memo<bool>,
    body: &str,
) -> AnyView {
    let id = ["ubah-", criterion.code()].concat();
    let body = body.to_owned();
    let press = move |_| {
        let opens = !open.get_untracked();
        work.current.set(Some(criterion));
        work.unfold(criterion, opens);
        if opens && !work.is_stopped() {
            let band = mark.get_untracked().and_then(Mark::new).map(Mark::band);
            browser::soon(move || browser::focus(&band_id(criterion, band.unwrap_or(0))));
        }
    };
    let says = move || {
        if open.get() {
            "lipat"
        } else if work.stop.with(Option::is_some) {
            "lihat"
        } else {
            "ubah"
        }
    };
    let label = move || {
        let does = match says() {
            "lipat" => "Lipat ",
            "lihat" => "Lihat nilai ",
            _ => "Ubah nilai ",
        };
        [does, criterion.label()].concat()
    };
    view! {
        <button
            type="button"
            class="link"
            id=id
            hidden=move || mark.with(Option::is_none)
            aria-label=label
            aria-expanded=move || open.get().to_string()
            aria-controls=body
            on:click=press
        >
            {says}
        </button>
    }
    .into_any()
}

/// Folds what has its mark once the judge has gone on: never what is being written in or was refused, and what has the focus
/// stays where it is on the screen.
pub fn fold_behind(work: Work) {
    let marks = Memo::new(move |_| work.draft.with(|draft| draft.text.marks.clone()));
    let waits = StoredValue::new_local(None::<Timeout>);
    Effect::new(move |before: Option<()>| {
        marks.with(|_| ());
        if before.is_some() {
            waits.set_value(Some(Timeout::new(FOLD, move || fold(work))));
        }
    });
}

/// Beside the entry the sheet scrolls by itself, else the page does.
fn scroll(at: &web_sys::HtmlElement, by: f64) {
    let wide = window().match_media("(min-width: 64rem)").ok().flatten();
    let sheet = wide
        .filter(web_sys::MediaQueryList::matches)
        .and_then(|_| at.closest(".sheet").ok().flatten());
    match sheet {
        #[expect(clippy::cast_possible_truncation, reason = "a distance on a screen")]
        Some(sheet) => sheet.set_scroll_top(sheet.scroll_top().saturating_add(by as i32)),
        None => window().scroll_by_with_x_and_y(0.0, by),
    }
}

fn fold(work: Work) {
    let Some(current) = work.current.try_get_untracked() else {
        return;
    };
    let focused = browser::focused();
    let behind: Vec<_> = Criterion::ALL
        .iter()
        .copied()
        .filter(|it| Some(*it) != current)
        .filter(|it| {
            let frame = browser::element(&frame_id(*it));
            let held =
                frame.is_some_and(|frame| frame.contains(focused.as_deref().map(AsRef::as_ref)));
            let marked = work
                .draft
                .with_untracked(|draft| draft.text.marks.contains_key(it));
            marked && !held
        })
        .collect();
    let anchor = focused.or_else(|| browser::element(&frame_id(current?)));
    let top = |it: &web_sys::HtmlElement| it.get_bounding_client_rect().top();
    let before = anchor.as_ref().map(top);
    for criterion in behind {
        work.unfold(criterion, false);
    }
    browser::soon(move || {
        if let (Some(anchor), Some(before)) = (anchor, before) {
            let moved = top(&anchor) - before;
            if moved.abs() >= 1.0 {
                scroll(&anchor, moved);
            }
        }
    });
}

fn choice(
    work: Work,
    criterion: Criterion,
    (band, fault): (Memo<Option<usize>>, RwSignal<Option<String>>),
    at: usize,
    name: &'static str,
    sentence: String,
) -> AnyView {
    view! {
        <label class="band">
            <input
                type="radio"
                name=criterion.code()
                id=band_id(criterion, at)
                value=state::range(at)
                prop:checked=move || band.get() == Some(at)
                on:change=move |_| {
                    fault.set(None);
                    work.current.set(Some(criterion));
                    work.set_band(criterion, at);
                }
            />
            <span>
                <b>{name}</b>
                <small>{sentence}</small>
            </span>
            <em>{state::range(at)}</em>
        </label>
    }
    .into_any()
}

/// What the entry says about this criterion, folded; beside wide sheets the whole entry stands open.
fn own_words(work: Work, criterion: Criterion) -> AnyView {
    let text = Memo::new(move |_| {
        work.entry.with(|entry| {
            entry
                .dossier
                .criteria
                .get(criterion.index())
                .map(|text| text.trim().to_owned())
        })
    });
    (move || {
        let text = text.get().filter(|text| !text.is_empty())?;
        Some(view! {
            <details class="fold narrow-only">
                <summary>"Isi entri tentang kriteria ini"</summary>
                <p class="lines">{text}</p>
            </details>
        })
    })
    .into_any()
}

fn fine(
    work: Work,
    criterion: Criterion,
    mark: Memo<Option<u8>>,
    fault: RwSignal<Option<String>>,
) -> AnyView {
    let label = criterion.label();
    let error_id = ["salah-", criterion.code()].concat();
    let describe = {
        let id = error_id.clone();
        move || fault.with(Option::is_some).then(|| id.clone())
    };
    let button = move |by: i8| {
        let (sign, does) = if by < 0 {
            ("−", "Kurangi satu, ")
        } else {
            ("+", "Tambah satu, ")
        };
        view! {
            <button
                type="button"
                aria-label=[does, label].concat()
                aria-disabled=move || mark.with(Option::is_none).then_some("true")
                on:click=move |_| {
                    fault.set(None);
                    work.step(criterion, by);
                }
            >
                {sign}
            </button>
        }
        .into_any()
    };
    let field = NodeRef::<leptos::html::Input>::new();
    // The mark before this text was begun: what a refused text leaves.
    let before = StoredValue::new(mark.get_untracked());
    let pause = StoredValue::new_local(None::<Timeout>);
    let restore = move |old: Option<u8>| match old.and_then(Mark::new) {
        Some(old) => work.set_mark(criterion, old),
        None => work.clear_mark(criterion),
    };
    let settle = move |left: bool| {
        pause.set_value(None);
        let Some(input) = field.get_untracked() else {
            return;
        };
        match settled(&input.value()) {
            Settled::Mark(it) => {
                fault.set(None);
                work.set_mark(criterion, it);
                if left {
                    before.set_value(Some(it.value()));
                }
            }
            Settled::Refused(code) => {
                let old = before.get_value();
                restore(old);
                let kept = match old.filter(|_| left) {
                    Some(old) => {
                        [" Nilai sebelumnya, ", &old.to_string(), ", tetap dipakai."].concat()
                    }
                    None => String::new(),
                };
                fault.set(Some([code.words(), &kept].concat()));
            }
            Settled::Empty => {
                fault.set(None);
                if mark.with_untracked(Option::is_some) {
                    work.clear_mark(criterion);
                }
                // What is typed next is judged against the mark that stood when the text was begun.
                if left && before.get_value().is_some() {
                    before.set_value(None);
                    announce(&["Nilai ", label, " dikosongkan."].concat());
                }
            }
        }
        // What was refused stays where its message stands, to be mended.
        if left && fault.with_untracked(Option::is_none) {
            let valid = mark.get_untracked().map(|mark| mark.to_string());
            input.set_value(&valid.unwrap_or_default());
        }
    };
    // What happens to the mark elsewhere is shown, but never over a text that is being typed or was refused.
    Effect::new(move || {
        let mark = mark.get();
        if fault.with(Option::is_some) {
            if mark == before.get_value() {
                return;
            }
            fault.set(None);
        }
        let shown = mark.map(|mark| mark.to_string()).unwrap_or_default();
        if let Some(input) = field.get()
            && browser::focused().is_none_or(|it| !it.is_same_node(Some(&input)))
        {
            input.set_value(&shown);
        }
    });
    // Digits on their way to a number are no mark: `8` on the way to `82`, or to `8,5`. A mark is stored when the field is
    // left, or after a pause, so that nothing typed depends on leaving it.
    let typed = move |_| {
        fault.set(None);
        pause.set_value(Some(Timeout::new(PAUSE, move || settle(false))));
        // Nothing is on its way to a number: the page may be closed at once.
        if field
            .get_untracked()
            .is_some_and(|input| input.value().trim().is_empty())
        {
            work.clear_mark(criterion);
        }
    };
    let begun = move |_| {
        if fault.with_untracked(Option::is_none) {
            before.set_value(mark.get_untracked());
        }
    };
    // The app is put away or closed while the field has the focus.
    let hidden = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if pause.try_with_value(Option::is_some) == Some(true) {
            settle(false);
        }
    });
    on_cleanup(move || {
        // The page is left by the browser's own button while a mark is being typed.
        if pause.try_with_value(Option::is_some) == Some(true) {
            settle(false);
        }
        hidden.remove();
    });
    let left_untouched = move |_| {
        if pause.try_with_value(Option::is_some) == Some(false)
            && fault.with_untracked(Option::is_none)
            && let Some(input) = field.get_untracked()
        {
            let shown = mark.get_untracked().map(|mark| mark.to_string());
            input.set_value(&shown.unwrap_or_default());
        }
    };
    view! {
        <div class="fine">
            {button(-1)}
            <input
                node_ref=field
                inputmode="numeric"
                maxlength="6"
                autocomplete="off"
                placeholder="–"
                id=field_id(criterion)
                aria-label=["Nilai ", label].concat()
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=describe
                on:focus=begun
                on:blur=left_untouched
                on:input=typed
                on:change=move |_| settle(true)
            />
            {button(1)}
            {note(work, criterion)}
        </div>
        {move || {
            let id = error_id.clone();
            fault.get().map(|words| view! { <p class="error" id=id role="alert">{words}</p> })
        }}
    }
    .into_any()
}

/// What a text in the field of a mark comes to.
#[derive(Debug, PartialEq, Eq)]
enum Settled {
    /// A whole mark: it is stored.
    Mark(Mark),
    /// The field was emptied: the criterion has no mark any more.
    Empty,
    /// No mark: the one before stays, or comes back if a part of this text was stored during a pause.
    Refused(Code),
}

/// What stands in the field after a pause, or when it is left.
fn settled(text: &str) -> Settled {
    let text = text.trim();
    if text.is_empty() {
        return Settled::Empty;
    }
    match read(text) {
        Ok(mark) => Settled::Mark(mark),
        Err(code) => Settled::Refused(code),
    }
}

/// A mark as it is typed: a whole number from 0 to 100.
pub(super) fn read(text: &str) -> Result<Mark, Code> {
    let whole = text.strip_prefix('-').unwrap_or(text);
    if !whole.chars().all(|c| c.is_ascii_digit()) || whole.is_empty() {
        return Err(Code::MarkNotWhole);
    }
    text.parse::<u8>()
        .ok()
        .and_then(Mark::new)
        .ok_or(Code::MarkOutOfRange)
}

fn note(work: Work, criterion: Criterion) -> AnyView {
    let note = work.note(criterion);
    let open = RwSignal::new(note.with_untracked(|note| !note.is_empty()));
    // A note that came from the server or another tab opens by itself.
    Effect::new(move || {
        if note.with(|note| !note.is_empty()) {
            open.set(true);
        }
    });
    let id = ["catatan-", criterion.code()].concat();
    let label = ["Catatan ", criterion.label()].concat();
    let begin = {
        let id = id.clone();
        move |_| {
            open.set(true);
            let id = id.clone();
            browser::soon(move || browser::focus(&id));
        }
    };
    let add = ["Tambah catatan ", criterion.label()].concat();
    (move || {
        if !open.get() {
            return view! {
                <button type="button" class="link" aria-label=add.clone() on:click=begin.clone()>
                    "Tambah catatan"
                </button>
            }
            .into_any();
        }
        let left = move || {
            let used = note.with(|note| note.chars().count());
            (used + 200 > NOTE_LIMIT).then(|| {
                [
                    "Sisa ",
                    &NOTE_LIMIT.saturating_sub(used).to_string(),
                    " karakter.",
                ]
                .concat()
            })
        };
        view! {
            <div class="field note">
                <label for=id.clone()>{label.clone()}</label>
                <textarea
                    id=id.clone()
                    rows="3"
                    maxlength=NOTE_LIMIT.to_string()
                    prop:value=move || note.get()
                    on:input=move |event| work.set_note(criterion, event_target_value(&event))
                ></textarea>
                <p class="hint">{left}</p>
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// Brings what the entry says about a criterion into view, where it stands beside the sheet.
fn show_text(criterion: Criterion) {
    let Some(text) = browser::element(&text_id(criterion)) else {
        return;
    };
    if text.offset_height() > 0 {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        text.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_mark_is_never_stored_and_an_emptied_field_is_no_mark() {
        for text in ["8,5", "82,5", "8.5", "82,", "8 5", "-", "101"] {
            assert!(matches!(settled(text), Settled::Refused(_)), "{text}");
        }
        assert_eq!(settled(" 82 "), Settled::Mark(Mark::new(82).unwrap()));
        for text in ["", " "] {
            assert_eq!(settled(text), Settled::Empty);
        }
    }

    #[test]
    fn only_whole_numbers_from_0_to_100_are_marks() {
        assert_eq!(read("0"), Ok(Mark::new(0).unwrap()));
        assert_eq!(read("100"), Ok(Mark::new(100).unwrap()));
        assert_eq!(read("101"), Err(Code::MarkOutOfRange));
        assert_eq!(read("999"), Err(Code::MarkOutOfRange));
        assert_eq!(read("-1"), Err(Code::MarkOutOfRange));
        assert_eq!(read("80,5"), Err(Code::MarkNotWhole));
        assert_eq!(read("80.5"), Err(Code::MarkNotWhole));
        assert_eq!(read("+5"), Err(Code::MarkNotWhole));
        assert_eq!(read(""), Err(Code::MarkNotWhole));
    }
}
