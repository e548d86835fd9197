//! Which languages there are: one for each file of `locales/`. Surprising choice: words are read without tracking; a change of
//! language draws the app anew, which keeps each text of the app a plain string instead of a reactive node.

/// A language with a catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language(&'static str);

impl Language {
    /// Svenska.
    pub const SV: Self = Self("sv");
    /// English.
    pub const EN: Self = Self("en");
    /// What is spoken where nobody chose.
    pub const FIRST: Self = Self::SV;

    /// The language of a BCP 47 tag; its name is kept as long as the page lives.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag {
            "sv" => Self::SV,
            "en" => Self::EN,
            other => Self(Box::leak(other.into())),
        }
    }

    /// BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.0
    }
}
