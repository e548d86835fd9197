//! Reads what somebody wrote into what is sent; nothing is added but the screen they came from.

use shared::api::{FeedbackKind, FeedbackRequest};
use shared::id::TenantId;

use crate::routes::Route;
use crate::screens::reader::{Problem, Reader};

/// What stands in the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The chosen kind's place among all.
    pub kind: String,
    /// What happened.
    pub what: String,
    /// How to answer.
    pub contact: String,
    /// The chosen authority.
    pub authority: String,
}

/// What is to be sent, or what is wrong. An authority is asked for where there is a choice.
pub fn read(
    written: &Written,
    came_from: Route,
    is_choice: bool,
) -> Result<FeedbackRequest, Vec<Problem>> {
    let mut read = Reader::new();
    let kind = written.kind.parse::<usize>().ok();
    let kind = read.one_of(
        "feedback-kind",
        kind.and_then(|place| FeedbackKind::ALL.get(place).copied()),
    );
    let what = read.text::<2000>("feedback-what", &written.what);
    let contact = read.text_or_none::<200>("feedback-contact", &written.contact);
    let authority =
        is_choice.then(|| read.chosen::<TenantId>("feedback-authority", &written.authority));
    let request = kind.zip(what).map(|(kind, what)| FeedbackRequest {
        kind,
        place: came_from.place(),
        what: what.to_string(),
        contact: contact.map(|contact| contact.to_string()),
        authority: authority.flatten(),
    });
    read.finish(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::reader::Fault;
    use uuid::Uuid;

    #[test]
    fn only_what_was_written_and_the_screen_without_ids_is_sent() {
        let written = Written {
            kind: "1".to_owned(),
            what: " Knappen svarar inte. ".to_owned(),
            ..Written::default()
        };
        let from = Route::Placement(Uuid::from_u128(7).into());
        let request = read(&written, from, false).unwrap();
        let FeedbackRequest {
            kind,
            place,
            what,
            contact,
            authority,
        } = request;
        assert_eq!(
            (kind, place.as_str(), what.as_str(), contact, authority),
            (
                FeedbackKind::Fault,
                "/placements/*",
                "Knappen svarar inte.",
                None,
                None
            )
        );
    }

    #[test]
    fn what_is_missing_is_named_by_field() {
        let problems = read(&Written::default(), Route::Home, true).err().unwrap();
        let fields: Vec<_> = problems.iter().map(|p| (p.field, p.fault)).collect();
        assert_eq!(
            fields,
            [
                ("feedback-kind", Fault::NotChosen),
                ("feedback-what", Fault::Empty),
                ("feedback-authority", Fault::NotChosen)
            ]
        );
    }
}
