//! What to call people, slots and sites, from whatever shape of the row this reader has.
use std::cell::Cell;

use crate::platform::letters;
use shared::id::{CandidateId, ContractId, OrganisationId, SiteId, SlotId, UserId};
use shared::model::{Body, Kind, SlotState};
use shared::state::{Rows, find};

/// What a person is called here: the case circle sees the whole name, others the card. Nothing when no row is shown.
#[must_use]
pub fn person(rows: &dyn Rows, id: CandidateId) -> Option<String> {
    if let Some(candidate) = find::candidate(rows, id) {
        return Some(format!(
            "{} {}",
            candidate.given_name, candidate.family_name
        ));
    }
    find::trainee_card(rows, id).map(|card| card.display.to_string())
}

thread_local! {
    static COVERED: Cell<bool> = const { Cell::new(false) };
}

/// Covers the names of trainees, or shows them; tells whether that is another than before.
pub fn cover(is_covered: bool) -> bool {
    COVERED.replace(is_covered) != is_covered
}

/// Whether the names of trainees are covered.
#[must_use]
pub fn is_covered() -> bool {
    COVERED.get()
}

/// First name and initial, or the alias: what a site is shown. Initials where names are covered.
#[must_use]
pub fn trainee(rows: &dyn Rows, id: CandidateId) -> Option<String> {
    let name = uncovered(rows, id)?;
    Some(if is_covered() { initials(&name) } else { name })
}

/// The same where nothing is covered: for the order of lists, never shown.
#[must_use]
pub fn uncovered(rows: &dyn Rows, id: CandidateId) -> Option<String> {
    if let Some(card) = find::trainee_card(rows, id) {
        return Some(card.display.to_string());
    }
    find::candidate(rows, id).map(|candidate| candidate.card().display.to_string())
}

/// At most two letters for the round mark: "AK", and "7" of "Praktikant 7".
#[must_use]
pub fn initials(name: &str) -> String {
    let parts: Vec<&str> = name.split_whitespace().collect();
    if let Some(number) = parts
        .last()
        .filter(|part| part.chars().all(|c| c.is_ascii_digit()))
    {
        return number.chars().take(3).collect();
    }
    let first: String = parts
        .iter()
        .take(2)
        .filter_map(|part| part.chars().next())
        .collect();
    letters::upper(&first)
}

/// Name of a site.
#[must_use]
pub fn site(rows: &dyn Rows, id: SiteId) -> Option<String> {
    find::site(rows, id).map(|site| site.name.to_string())
}

/// Title of a contract.
#[must_use]
pub fn contract(rows: &dyn Rows, id: ContractId) -> Option<String> {
    find::contract(rows, id).map(|contract| contract.title.to_string())
}

/// Name of an organisation.
#[must_use]
pub fn organisation(rows: &dyn Rows, id: OrganisationId) -> Option<String> {
    find::organisation(rows, id).map(|organisation| organisation.name.to_string())
}

/// The trade of a slot, when it has been offered.
#[must_use]
pub fn trade(rows: &dyn Rows, id: SlotId) -> Option<String> {
    match &find::slot(rows, id)?.state {
        SlotState::Promised => None,
        SlotState::Offered { trade, .. } => Some(trade.to_string()),
    }
}

/// A colleague's name, from any membership of theirs that is shown here.
#[must_use]
pub fn user(rows: &dyn Rows, id: UserId) -> Option<String> {
    rows.children(Kind::Membership, id.uuid())
        .into_iter()
        .find_map(|entity| match &entity.body {
            Body::Membership(membership) => Some(membership.name.to_string()),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_has_two_letters_and_an_alias_its_number() {
        assert_eq!(initials("Amina K."), "AK");
        assert_eq!(initials("Åsa"), "Å");
        assert_eq!(initials("Praktikant 7"), "7");
        assert_eq!(initials(""), "");
    }
}
