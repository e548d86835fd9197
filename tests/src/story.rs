//! How a story with a tablet begins: a demonstration server with a site of its own, and a browser that has never been there.
use std::path::PathBuf;

use anyhow::Result;
use tempfile::TempDir;

use crate::browser::{Page, is_present};
use crate::server::{Launch, Server};
use crate::site::Site;
use crate::{program, tablet};

/// What stands ready.
#[derive(Debug)]
pub struct Story {
    /// Holds the browsers' profiles; gone with the value.
    pub folder: TempDir,
    /// The tablet's profile.
    pub tablet: PathBuf,
    /// The running server.
    pub server: Server,
    /// Its address for a browser, without a path.
    pub here: String,
    /// The site, with its trainees.
    pub place: Site,
}

impl Story {
    /// Begins with so many trainees; nothing where no browser can be had.
    ///
    /// # Errors
    /// When the site cannot be built, or the server does not start.
    pub async fn begin(trainees: u16) -> Result<Option<Self>> {
        Self::begun(trainees, 10).await
    }

    /// The same, with trainees who started so many days ago.
    ///
    /// # Errors
    /// When the site cannot be built, or the server does not start.
    pub async fn begun(trainees: u16, ago: i64) -> Result<Option<Self>> {
        if !is_present() {
            return Ok(None);
        }
        program::site()?;
        let folder = tempfile::tempdir()?;
        let tablet = tablet::profile(folder.path(), "tablet")?;
        let server = Launch::temporary()?.argument("--demo").start().await?;
        let here = server.url("");
        let place = Site::begun(&here, trainees, ago).await?;
        Ok(Some(Self {
            folder,
            tablet,
            server,
            here,
            place,
        }))
    }
}

/// The supervisor's first visit: the app is kept, they sign in, and the day's list is there.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn first_visit(page: &Page, here: &str, place: &Site) -> Result<()> {
    page.open(here).await?;
    page.wait_for_service_worker().await?;
    tablet::sign_in(page, here, "arbetsledare").await?;
    tablet::open_site(page, here, place.id, place.names.len()).await
}
