//! What pages are made of. Class names are those of `docs/design.md`.

mod changed;
mod conflict;
mod dialog;
mod form;
mod kept;
mod load;
mod more;
mod nav;
mod page;
mod press;
mod share;
mod words;

use std::cell::Cell;

pub use changed::changed;
pub use conflict::{Differing, Side, Versus, clash};
pub use dialog::{Ask, Dialog};
pub use form::{Check, Choice, ErrorSummary, Faults, Field, Password, Select, field_id};
pub use kept::{Keep, keep};
pub use load::{Loaded, Source, load, load_kept};
pub use more::{bring, more, onward, whole};
pub use nav::{Back, SubNav};
pub use page::{Page, announce};
pub use press::{Busy, Press};
pub use share::{Copy, Made, Qr, WhatsApp, whatsapp};
pub use words::{build, deadline, faults_view, kept_line, no_right};

thread_local! {
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// An id that no other element of this document has.
pub fn unique(prefix: &str) -> String {
    let number = COUNT.get();
    COUNT.set(number.wrapping_add(1));
    [prefix, "-", &number.to_string()].concat()
}
