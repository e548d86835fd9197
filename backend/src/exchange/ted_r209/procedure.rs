//! The kind of procedure: names of elements in the form to the codes of `procurement-procedure-type` (BT-105).

use crate::exchange::element::Element;

/// The code of a form, `None` where it has no such element or the list has no code for it (concession awards).
pub(super) fn code(form: &Element) -> Option<&'static str> {
    let named = form
        .find("PROCEDURE")?
        .below(&|element| element.local.starts_with("PT_"));
    named
        .into_iter()
        .find_map(|element| match element.local.as_str() {
            "PT_OPEN" => Some("open"),
            "PT_RESTRICTED" | "PT_ACCELERATED_RESTRICTED" => Some("restricted"),
            "PT_COMPETITIVE_NEGOTIATION"
            | "PT_NEGOTIATED_WITH_PRIOR_CALL"
            | "PT_INVOLVING_NEGOTIATION"
            | "PT_NEGOTIATED" => Some("neg-w-call"),
            "PT_COMPETITIVE_DIALOGUE" => Some("comp-dial"),
            "PT_INNOVATION_PARTNERSHIP" => Some("innovation"),
            "PT_NEGOTIATED_WITHOUT_PUBLICATION"
            | "PT_AWARD_CONTRACT_WITHOUT_CALL"
            | "PT_AWARD_CONTRACT_WITHOUT_PUBLICATION" => Some("neg-wo-call"),
            _ => None,
        })
}
