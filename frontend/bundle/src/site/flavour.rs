//! Release or development site: the same files, built for small size or for a short wait.

use std::fmt;
use std::path::PathBuf;

use crate::cargo::WASM;
use crate::workspace::Workspace;

/// How the site is built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flavour {
    /// Small and fast: what users get.
    Release,
    /// Quickly built: for work on a screen.
    Development,
}

impl Flavour {
    /// Takes `--dev` out of `arguments`.
    #[must_use]
    pub fn take(arguments: &[String]) -> (Self, Vec<String>) {
        let rest: Vec<String> = arguments
            .iter()
            .filter(|argument| *argument != "--dev")
            .cloned()
            .collect();
        let flavour = if rest.len() == arguments.len() {
            Self::Release
        } else {
            Self::Development
        };
        (flavour, rest)
    }

    /// The cargo profile in the root `Cargo.toml`.
    #[must_use]
    pub fn profile(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Development => "wasm-dev",
        }
    }

    /// Brotli's quality, 0–11.
    #[must_use]
    pub fn brotli_quality(self) -> i32 {
        match self {
            Self::Release => 11,
            Self::Development => 3,
        }
    }

    /// What cargo compiled.
    #[must_use]
    pub fn compiled(self, workspace: &Workspace) -> PathBuf {
        workspace
            .target
            .join(WASM)
            .join(self.profile())
            .join("app.wasm")
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.profile())
    }
}
