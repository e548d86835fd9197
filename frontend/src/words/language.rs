//! Which language is spoken. Surprising choice: words are read without tracking; a change of language draws the app anew,
//! which keeps each text of the app a plain string instead of a reactive node.
use std::cell::Cell;

use super::i18n::Locale;

/// A language with a catalogue. Swedish is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Svenska.
    #[default]
    Sv,
    /// English.
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The catalogue.
    #[must_use]
    pub const fn locale(self) -> Locale {
        match self {
            Self::Sv => Locale::sv,
            Self::En => Locale::en,
        }
    }

    /// The language of this tag.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// What its own speakers call it; never translated.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Sv => "Svenska",
            Self::En => "English",
        }
    }
}

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::Sv) };
}

/// The language of the next text.
#[must_use]
pub fn current() -> Language {
    CURRENT.get()
}

/// Speaks this language from now on.
pub fn choose(language: Language) {
    CURRENT.set(language);
}
