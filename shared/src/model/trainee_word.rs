//! What the trainee says of their own day, on the site's tablet. It is no evidence of presence by itself: the supervisor states
//! who was there, the trainee may say that it is not right, and then the case circle settles it.
use serde::{Deserialize, Serialize};

use crate::time::Millis;
use crate::wire::CommandRef;

/// "That is not right", said of a statement that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// When.
    pub at: Millis,
    /// The statement that it is about. A new statement in its place is another matter, and may be objected to again.
    pub to: CommandRef,
}

/// The trainee's own words about one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraineeWord {
    /// When they checked in, by the tablet's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_in: Option<Millis>,
    /// What they objected to last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<Objection>,
}

impl TraineeWord {
    /// Whether nothing was said; then nothing is written, so that rows of sites without check-in are what they were.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.checked_in.is_none() && self.objection.is_none()
    }
}
