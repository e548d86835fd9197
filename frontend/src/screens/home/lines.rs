//! The decisions as lines of a list: of each kind the first few, so that one kind never hides the others.
use std::mem::discriminant;

use super::model::{Decision, What};
use crate::routes::Route;

/// Most that are told of one kind.
const KIND_MAX: usize = 3;

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// One decision.
    One(Decision),
    /// So many more of the same kind, and where all of them are.
    More(usize, Route),
}

/// The decisions as lines: of each kind the first few, so that one kind never hides the others.
#[must_use]
pub fn lines(decisions: Vec<Decision>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = decisions.into_iter().peekable();
    while let Some(first) = rest.next() {
        let kind = discriminant(&first.what);
        let all = first.what.list();
        let mut of_kind = vec![first];
        while let Some(next) = rest.next_if(|next| discriminant(&next.what) == kind) {
            of_kind.push(next);
        }
        let more = of_kind.len().saturating_sub(KIND_MAX);
        // One more takes no more room than the line that tells of it.
        let shown = if more > 1 { KIND_MAX } else { of_kind.len() };
        lines.extend(of_kind.into_iter().take(shown).map(Line::One));
        if more > 1 {
            lines.push(Line::More(more, all));
        }
    }
    lines
}

impl What {
    /// Where all of its kind are.
    const fn list(&self) -> Route {
        match self {
            Self::Refused(_) => Route::Inbox,
            Self::DisputedDays(_)
            | Self::ShouldStart(_)
            | Self::ShouldEnd(_)
            | Self::MeetingLate(_)
            | Self::TaskLate(_)
            | Self::ToConfirm(_) => Route::Cases,
            Self::NotStarted(_) | Self::ToOffer(_) | Self::Lacking(_) => Route::Contracts,
            Self::EmptySlot(..) => Route::Matching,
            Self::ToAward(_) | Self::ToSign | Self::NoRequirement => Route::Tenders,
            Self::ToAnswer(..) | Self::ToAttest(_) => Route::Home,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_one_kind_three_are_told_and_the_rest_counted() {
        let decision = |what| Decision {
            what,
            name: None,
            route: Route::Home,
        };
        let mut many = vec![decision(What::Refused(1))];
        many.extend((0..7).map(|_| decision(What::NoRequirement)));
        let lines = lines(many);
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[4], Line::More(4, Route::Tenders));
        let four = super::lines(vec![decision(What::ToSign); 4]);
        assert!(
            four.iter().all(|line| matches!(line, Line::One(_))),
            "a fourth is told too"
        );
    }
}
