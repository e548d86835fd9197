//! Which of several language versions of a text is given.

use crate::exchange::element::Element;

/// The notice's own language, from `cbc:NoticeLanguageCode`.
pub(super) struct Language<'a>(pub Option<&'a str>);

impl Language<'_> {
    /// The text in the notice's own language; else the one without a language; else the first one that is not empty.
    ///
    /// Norwegian is one language here: notices say `NOR` and mark their texts `NOB` or `NNO`.
    pub fn pick(&self, elements: &[&Element]) -> Option<String> {
        let own = |element: &&&Element| match (element.attribute("languageID"), self.0) {
            (Some(language), Some(own)) => is_same(language, own),
            (None, _) | (_, None) => false,
        };
        let unmarked = |element: &&&Element| element.attribute("languageID").is_none();
        let first = |pick: &dyn Fn(&&&Element) -> bool| {
            elements
                .iter()
                .filter(pick)
                .find_map(|element| element.text())
        };
        first(&own)
            .or_else(|| first(&unmarked))
            .or_else(|| elements.iter().find_map(|element| element.text()))
    }
}

fn is_same(one: &str, other: &str) -> bool {
    let is_norwegian = |code: &str| {
        ["NOR", "NOB", "NNO"]
            .iter()
            .any(|norwegian| code.eq_ignore_ascii_case(norwegian))
    };
    one.eq_ignore_ascii_case(other) || (is_norwegian(one) && is_norwegian(other))
}
