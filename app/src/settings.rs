//! The choices of this device: light or dark, shortcuts.

use leptos::prelude::*;

use crate::browser;

/// Where light or dark lies: the device's choice, it stays when somebody leaves.
pub const THEME: &str = "klisida.theme";
const SHORTCUTS: &str = "klisida.shortcuts";

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the device.
    Device,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Device, Self::Light, Self::Dark];

    /// Words on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Device => "Otomatis",
            Self::Light => "Terang",
            Self::Dark => "Gelap",
        }
    }

    const fn value(self) -> Option<&'static str> {
        match self {
            Self::Device => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    fn of(value: Option<&str>) -> Self {
        Self::ALL
            .into_iter()
            .find(|it| it.value() == value)
            .unwrap_or(Self::Device)
    }
}

/// The choices, as signals.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Keys without a modifier do something in the score sheet (WCAG 2.1.4: can be switched off).
    pub shortcuts: RwSignal<bool>,
}

/// Reads the choices and provides them; changes are kept at once.
pub fn provide() -> Settings {
    let settings = Settings {
        theme: RwSignal::new(Theme::of(browser::setting(THEME).as_deref())),
        shortcuts: RwSignal::new(browser::setting(SHORTCUTS).as_deref() != Some("off")),
    };
    provide_context(settings);
    Effect::new(move || {
        let value = settings.theme.get().value();
        browser::set_setting(THEME, value);
        if let Some(root) = browser::document().document_element() {
            let _ = match value {
                Some(value) => root.set_attribute("data-theme", value),
                None => root.remove_attribute("data-theme"),
            };
        }
    });
    Effect::new(move || {
        browser::set_setting(SHORTCUTS, (!settings.shortcuts.get()).then_some("off"));
    });
    settings
}

/// The choices of this device.
pub fn use_settings() -> Settings {
    expect_context()
}
