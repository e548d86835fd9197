//! The office's inbox: what was refused, waits or is in doubt, and how somebody is done with it.
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{ReplicaId, UserId};
use crate::time::Millis;

/// A refused or waiting command in `GET /api/v1/inbox`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxItem {
    /// Whose chain.
    pub replica: ReplicaId,
    /// Place in it.
    pub cmd_no: u64,
    /// What it was; absent when its person was erased.
    pub kind: Option<String>,
    /// `parked`, `rejected` or `flagged`: done, but with a remark that puts it in doubt.
    pub state: String,
    /// The verdict, with code and data.
    pub verdict: Value,
    /// Who sent it.
    pub user: UserId,
    /// That user's name; of a shared tablet the tablet's.
    pub user_name: String,
    /// Who said it on a shared tablet.
    #[serde(default)]
    pub author_name: Option<String>,
    /// When it came.
    pub received_at: Millis,
    /// When it was done, by the device's clock; absent when its person was erased.
    #[serde(default)]
    pub occurred_at: Option<Millis>,
    /// What it said, as far as the office is told: see `crate::told`.
    #[serde(default)]
    pub said: Value,
}

/// What somebody at the office does with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settling {
    /// Judged once more, by what holds now; only what was refused or waits.
    Again,
    /// Put aside: it was put right in another way.
    Mended,
    /// Put aside: whoever did it knows.
    Told,
    /// Put aside: it holds as it stands, or is not needed.
    NotNeeded,
}

impl Settling {
    /// Ways to put an item aside.
    pub const ASIDE: [Self; 3] = [Self::Mended, Self::Told, Self::NotNeeded];

    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Mended => "mended",
            Self::Told => "told",
            Self::NotNeeded => "not_needed",
        }
    }
}

/// `POST /api/v1/inbox/settle`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InboxSettle {
    /// Whose chain.
    pub replica: ReplicaId,
    /// Place in it.
    pub cmd_no: u64,
    /// The number of the verdict that was seen; another one by now is refused, so that nobody puts aside what they have not seen.
    pub verdict_no: i64,
    /// What is done.
    pub how: Settling,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxSettled {
    /// Whether it still lies in the inbox.
    pub is_open: bool,
    /// The verdict that holds now.
    pub verdict: Value,
}

#[cfg(test)]
mod tests {
    use super::Settling;

    #[test]
    fn names_are_those_on_the_wire() {
        for how in Settling::ASIDE.into_iter().chain([Settling::Again]) {
            assert_eq!(serde_json::to_value(how).unwrap(), how.as_str());
        }
    }
}
