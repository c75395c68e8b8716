//! Where a piece of work is kept. Three words, and nothing is called sent that the server has not confirmed.

use leptos::prelude::*;

use klisida_domain::time::Instant;

/// Where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing written yet.
    Empty,
    /// Only on this device, since.
    Local(Instant),
    /// On its way.
    Sending,
    /// The server confirmed it, at.
    Sent(Instant),
    /// The server refused it, or could not be read; it stays on the device.
    Failed,
}

impl State {
    /// The words: "Di perangkat ini 14.32", "Mengirim", "Terkirim 14.33".
    pub fn words(self) -> String {
        match self {
            Self::Empty => "Belum diisi".to_owned(),
            Self::Local(at) => format!("Di perangkat ini {}", at.wib().clock()),
            Self::Sending => "Mengirim".to_owned(),
            Self::Sent(at) => format!("Terkirim {}", at.wib().clock()),
            Self::Failed => "Di perangkat ini, belum terkirim".to_owned(),
        }
    }

    /// The class of its mark.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Empty | Self::Local(_) => "state local",
            Self::Sending => "state sending",
            Self::Sent(_) => "state sent",
            Self::Failed => "state failed",
        }
    }
}

/// The words with their mark.
#[component]
pub fn StateWords(
    /// Where it is.
    state: State,
) -> impl IntoView {
    view! { <span class=state.class()>{state.words()}</span> }
}

#[cfg(test)]
mod tests {
    use klisida_domain::time::Instant;

    use super::*;

    #[test]
    fn only_the_server_makes_it_sent() {
        let at = Instant::from_wib_field("2026-10-07T14:32").unwrap();
        assert_eq!(State::Local(at).words(), "Di perangkat ini 14.32");
        assert_eq!(State::Sent(at).words(), "Terkirim 14.32");
        for state in [State::Empty, State::Local(at), State::Sending] {
            assert!(!state.words().contains("erkirim"));
        }
    }
}
