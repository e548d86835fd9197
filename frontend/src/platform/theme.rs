//! Light, dark or sun: chosen on this device, applied by `theme.js` before anything is drawn.
use web_sys::Event;

const CHOSEN: &str = "fotfaste-theme";
const CHANGED: &str = "fotfaste:theme";

/// How the app looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says: light or dark.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white, thick edges: for sunshine.
    Sun,
}

impl Theme {
    /// In the order that they are offered.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Sun];

    /// The name that `theme.js` and the style sheet know.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Sun => "sun",
        }
    }
}

/// What was chosen on this device.
#[must_use]
pub fn chosen() -> Theme {
    let kept = storage().and_then(|storage| storage.get_item(CHOSEN).ok().flatten());
    let mut all = Theme::ALL.into_iter();
    all.find(|theme| kept.as_deref() == Some(theme.tag()))
        .unwrap_or(Theme::System)
}

/// Chooses; the page changes at once.
pub fn choose(theme: Theme) {
    if let Some(storage) = storage() {
        // A private window may refuse to keep it; then the system's choice holds.
        drop(storage.set_item(CHOSEN, theme.tag()));
    }
    if let (Some(window), Ok(event)) = (web_sys::window(), Event::new(CHANGED)) {
        drop(window.dispatch_event(&event));
    }
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
