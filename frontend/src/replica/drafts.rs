//! What a person typed and has not saved. It lies in the user's own database on the device, survives leaving the screen, a reload and
//! signing out, and is never sent.
use serde::{Deserialize, Serialize};
use shared::time::Millis;

use super::handle::Replica;

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// When it was kept last.
    pub at: Millis,
    /// Fields and what stands in them.
    pub fields: Vec<(String, String)>,
}

impl Replica {
    /// What was kept under this name.
    pub fn draft(&self, name: String) -> impl Future<Output = Option<Kept>> + 'static {
        let driver = self.driver();
        async move { driver?.draft(&name).await }
    }

    /// Keeps it, or takes it away; whether that was done.
    pub fn keep_draft(
        &self,
        name: String,
        kept: Option<Kept>,
    ) -> impl Future<Output = bool> + 'static {
        let driver = self.driver();
        async move {
            match driver {
                Some(driver) => driver.keep_draft(&name, kept.as_ref()).await,
                None => false,
            }
        }
    }
}
