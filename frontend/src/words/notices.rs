//! What to know before trusting a notice that was read, and why one could not be read.
use shared::notice::Warning;

use crate::word;

/// A remark on a notice.
#[must_use]
pub fn warning(warning: &Warning) -> String {
    let lot = |lot: &Option<String>| lot.clone().unwrap_or_else(|| "–".to_owned());
    match warning {
        Warning::SeveralBuyers { count } => word!(notice.several_buyers, count = count),
        Warning::SeveralWinners { count } => word!(notice.several_winners, count = count),
        Warning::DeadlinesDiffer => word!(notice.deadlines_differ).to_owned(),
        Warning::DeadlineIsForParticipation => {
            word!(notice.deadline_is_for_participation).to_owned()
        }
        Warning::ValueIsAwarded => word!(notice.value_is_awarded).to_owned(),
        Warning::ValueIsARange => word!(notice.value_is_a_range).to_owned(),
        Warning::Unreadable { field, text } => {
            word!(notice.unreadable, field = name(field), text = text)
        }
        Warning::DurationRounded { lot: id } => word!(notice.duration_rounded, lot = lot(id)),
        Warning::DurationUnlimited { lot: id } => word!(notice.duration_unlimited, lot = lot(id)),
        Warning::PartsAreNotLots { count } => word!(notice.parts_are_not_lots, count = count),
        Warning::LotGroupsLeftOut { count } => word!(notice.lot_groups_left_out, count = count),
        Warning::TakenFromLot { field } => word!(notice.taken_from_lot, field = name(field)),
        Warning::TermsOnFirstLotOnly => word!(notice.terms_on_first_lot_only).to_owned(),
        Warning::Missing { field } => word!(notice.missing, field = name(field)),
    }
}

/// A field of a notice. A field without a word of its own keeps the name of the interface.
#[must_use]
pub fn name(field: &str) -> String {
    match field {
        "title" => word!(notice_field.title).to_owned(),
        "buyer" => word!(notice_field.buyer).to_owned(),
        "cpv_main" => word!(notice_field.cpv_main).to_owned(),
        "nature" => word!(notice_field.nature).to_owned(),
        "value" => word!(notice_field.value).to_owned(),
        "deadline" => word!(notice_field.deadline).to_owned(),
        "language" => word!(notice_field.language).to_owned(),
        "notice_id" => word!(notice_field.notice_id).to_owned(),
        "procedure" => word!(notice_field.procedure).to_owned(),
        "lots" => word!(notice_field.lots).to_owned(),
        other => other.to_owned(),
    }
}
