//! Drafts of this user on this device.
use super::Driver;
use crate::replica::Kept;

impl Driver {
    /// What was kept under this name; nothing where the storage does not answer.
    pub async fn draft(&self, name: &str) -> Option<Kept> {
        self.outbox.draft(name).await.ok().flatten()
    }

    /// Keeps it, or takes it away; whether that was done.
    pub async fn keep_draft(&self, name: &str, kept: Option<&Kept>) -> bool {
        let done = self.outbox.keep_draft(name, kept).await;
        if let Err(error) = &done {
            leptos::logging::warn!("draft: {error}");
        }
        done.is_ok()
    }
}
