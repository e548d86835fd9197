//! TED R2.0.9: the export schema of 2014 to 2023, forms F01 to F25, and the defence and transport forms as far as its coded part.
//!
//! notice (the whole) · lot (OBJECT_DESCR) · coded (the Publications Office's own coding, used where a form says nothing) ·
//! procedure (element names to BT-105 codes)

mod coded;
mod lot;
mod notice;
mod procedure;

pub(super) use notice::read;

use crate::exchange::element::Element;

/// The paragraphs of a text field, joined; without paragraphs the field's own text.
fn paragraphs(field: &Element, between: &str) -> Option<String> {
    let texts: Vec<String> = field
        .all("P")
        .into_iter()
        .filter_map(Element::text)
        .collect();
    if texts.is_empty() {
        field.text()
    } else {
        Some(texts.join(between))
    }
}
