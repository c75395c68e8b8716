//! A double tap turns one page, not two: its second tap would press what came under the finger meanwhile.

use std::cell::RefCell;

use leptos::prelude::window;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::MouseEvent;

/// A second tap of a double tap comes within so many milliseconds,
const SOON: f64 = 500.0;
/// and as near as this, in CSS pixels.
const NEAR: i32 = 24;

/// A tap, and the page it was meant for.
#[derive(Clone, Debug, PartialEq)]
struct Tap {
    at: f64,
    x: i32,
    y: i32,
    page: String,
}

impl Tap {
    /// It is the second of a double tap whose first turned the page. A key or a screen reader's click is never one: they
    /// have no count of clicks.
    fn repeats(&self, first: &Self) -> bool {
        self.page != first.page
            && self.at - first.at < SOON
            && (self.x - first.x).abs() < NEAR
            && (self.y - first.y).abs() < NEAR
    }
}

thread_local! {
    static LAST: RefCell<Option<Tap>> = const { RefCell::new(None) };
}

/// Listens as long as the app runs, before any element hears of a tap.
pub fn watch() {
    let hear = Closure::<dyn Fn(MouseEvent)>::new(|event: MouseEvent| {
        if event.detail() == 0 {
            return;
        }
        let tap = Tap {
            at: event.time_stamp(),
            x: event.client_x(),
            y: event.client_y(),
            page: window().location().pathname().unwrap_or_default(),
        };
        LAST.with_borrow_mut(|last| {
            if last.as_ref().is_some_and(|first| tap.repeats(first)) {
                event.prevent_default();
                event.stop_immediate_propagation();
            } else {
                *last = Some(tap);
            }
        });
    });
    let listener = hear.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback_and_bool("click", listener, true);
    hear.forget();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quick_tap_in_the_same_place_on_another_page_repeats_one() {
        let first = Tap {
            at: 1_000.0,
            x: 200,
            y: 700,
            page: "/app/juri/a".to_owned(),
        };
        let second = |change: fn(&mut Tap)| {
            let mut tap = Tap {
                at: 1_300.0,
                page: "/app/juri/b".to_owned(),
                ..first.clone()
            };
            change(&mut tap);
            tap.repeats(&first)
        };
        assert!(second(|_| {}));
        assert!(second(|it| it.x += 23));
        assert!(
            !second(|it| it.page = "/app/juri/a".to_owned()),
            "a stepper is tapped twice"
        );
        assert!(!second(|it| it.at += 200.0));
        assert!(!second(|it| it.y -= 24));
    }
}
