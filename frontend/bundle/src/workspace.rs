//! Where things lie: the checkout and cargo's target directory, asked of cargo so that `CARGO_TARGET_DIR` is honoured.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The checkout and its target directory.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target directory.
    pub target: PathBuf,
}

impl Workspace {
    /// Asks cargo for the workspace that the current folder lies in.
    pub fn find() -> Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()?;
        ensure!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let path = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .context("cargo metadata names no folder")
        };
        Ok(Self {
            root: path("workspace_root")?,
            target: path("target_directory")?,
        })
    }

    /// The folder of the browser's crate and of the files that the site is made of.
    #[must_use]
    pub fn frontend(&self) -> PathBuf {
        self.root.join("frontend")
    }

    /// The server that `cargo build` makes.
    #[must_use]
    pub fn program(&self) -> PathBuf {
        let name = format!("fotfaste{}", std::env::consts::EXE_SUFFIX);
        self.target.join("debug").join(name)
    }

    /// The folder that the finished site lies in.
    #[must_use]
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }
}
