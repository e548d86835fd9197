//! The office's list of devices: how each stands, and what somebody should look at.
use serde::{Deserialize, Serialize};

use crate::id::ReplicaId;
use crate::sync::health::{Alarm, Health};
use crate::time::Millis;

/// A device in `GET /api/v1/replicas`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplicaInfo {
    /// Its chain.
    pub replica: ReplicaId,
    /// Whose; of a site's tablet the tablet's name.
    pub user_name: String,
    /// A site's shared tablet, and still connected.
    pub is_tablet: bool,
    /// When it was heard last.
    pub heard_at: Millis,
    /// What it said of itself.
    pub health: Health,
    /// Of its commands, those that were refused, wait or are in doubt and that nobody has settled.
    pub in_inbox: u32,
    /// The most urgent first.
    pub alarms: Vec<Alarm>,
}
