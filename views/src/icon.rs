//! Line icons, 24 by 24, drawn for this product. Always beside a word; never alone without a label.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A house.
    Home,
    /// Score sheet.
    Sheet,
    /// Competition: a cup.
    Cup,
    /// Catalogue: books.
    Catalogue,
    /// Innovation: a light bulb.
    Idea,
    /// Clinic: a clipboard with a cross.
    Clinic,
    /// A calendar.
    Calendar,
    /// Agency: a building.
    Building,
    /// Results: a podium.
    Podium,
    /// Two persons.
    People,
    /// Import: arrow into a tray.
    Import,
    /// Outbox: arrow out of a tray.
    Outbox,
    /// Sliders.
    Settings,
    /// A question mark.
    Help,
    /// Sign out.
    Leave,
    /// A padlock.
    Lock,
    /// Confirmed.
    Check,
    /// Something to look at.
    Alert,
    /// Close.
    Cross,
    /// An arrow to the left.
    Back,
    /// A printer.
    Print,
    /// A magnifying glass.
    Search,
    /// A speech bubble.
    Message,
    /// Show what is hidden.
    Eye,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Home => "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
            Self::Sheet => "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h4",
            Self::Cup => {
                "M8 4h8v5a4 4 0 0 1-8 0zM8 5H4v2a4 4 0 0 0 4 4M16 5h4v2a4 4 0 0 1-4 4M12 13v4M8 20h8M9.5 17h5"
            }
            Self::Catalogue => "M5 4h4v16H5zM9 4h4v16H9zM14 5l4-1 3 15-4 1z",
            Self::Idea => {
                "M12 3a6.2 6.2 0 0 0-3.6 11.2c.5.4.8 1 .8 1.7V17h5.6v-1.1c0-.7.3-1.3.8-1.7A6.2 6.2 0 0 0 12 3zM9.5 20.5h5"
            }
            Self::Clinic => "M9 5H5v16h14V5h-4M9 3h6v4H9zM12 10.5v6M9 13.5h6",
            Self::Calendar => "M4 6h16v14H4zM4 10.5h16M8 3.5v4.5M16 3.5v4.5",
            Self::Building => "M3 20.5h18M5 20.5V4h9v16.5M14 9.5h5v11M8 8h3M8 12h3M8 16h3",
            Self::Podium => "M9 20V7h6v13M9 13H3v7h18v-9h-6",
            Self::People => {
                "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.5a3.3 3.3 0 0 1 0 6M17.5 14.5c2.3.8 3.5 2.6 3.5 5.5"
            }
            Self::Import => "M12 3v11M8 10l4 4 4-4M4 15v5h16v-5",
            Self::Outbox => "M12 14V3M8 7l4-4 4 4M4 15v5h16v-5",
            Self::Settings => "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
            Self::Help => {
                "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.8v.2"
            }
            Self::Leave => "M14 4H5v16h9M10 12h11M17 8l4 4-4 4",
            Self::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Check => "M4 12.5l5 5L20 6.5",
            Self::Alert => "M12 4l9 16H3zM12 10v4.5M12 17.3v.2",
            Self::Cross => "M6 6l12 12M18 6L6 18",
            Self::Back => "M14 5l-7 7 7 7",
            Self::Print => "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
            Self::Search => "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
            Self::Message => "M4 5h16v11H9l-5 4z",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
            }
        }
    }
}

/// The icon; hidden from screen readers, the word beside it speaks.
#[component]
pub fn Icon(
    /// What it shows.
    shape: Shape,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=shape.path()></path>
        </svg>
    }
}
