//! Who sees what. A new route is a line here; a test says so when one is missing.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Result, ensure};
use tests::browser::Screen;
use tests::program::root;

pub const LANGUAGES: [&str; 2] = ["sv", "en"];
pub const THEMES: [&str; 3] = ["light", "dark", "sun"];
pub const WIDTHS: [Screen; 3] = [
    Screen {
        width: 1280,
        height: 800,
        scale: 1.0,
        touch: false,
    },
    Screen {
        width: 800,
        height: 1280,
        scale: 1.0,
        touch: true,
    },
    Screen {
        width: 390,
        height: 844,
        scale: 1.0,
        touch: true,
    },
];

/// Where a screen is.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// At this path.
    At(&'static str),
    /// Where the first link of this kind on another screen leads.
    First {
        from: &'static str,
        link: &'static str,
    },
}

use Place::{At, First};

/// Nobody, then every role that has screens of its own, with what it sees.
pub const PEOPLE: [(Option<&str>, &[Place]); 9] = [
    (
        None,
        &[At("/sign-in"), At("/start"), At("/pair"), At("/nowhere")],
    ),
    (
        Some("malare"),
        &[
            At("/"),
            First {
                from: "/",
                link: "main a[href^='/site/'][href*='/20']:not([href*='/week/'])",
            },
            First {
                from: "/",
                link: "main a[href*='/week/']",
            },
            First {
                from: "/",
                link: "main a[href$='/muster']",
            },
            At("/inbox"),
            At("/device"),
        ],
    ),
    (
        Some("arbetsledare"),
        &[
            At("/"),
            First {
                from: "/",
                link: "main a[href^='/site/']",
            },
            First {
                from: "/site",
                link: "main a[href^='/site/']",
            },
        ],
    ),
    (
        Some("handlaggare"),
        &[
            At("/"),
            At("/cases"),
            First {
                from: "/cases",
                link: "a[href^='/placements/']:not([href*='/note'])",
            },
            // On the placement that was just looked at.
            First {
                from: "/site",
                link: "main a[href$='/note']",
            },
            First {
                from: "/cases",
                link: "main a[href*='/note/']",
            },
            At("/candidates"),
            At("/matching"),
        ],
    ),
    (
        Some("avtal"),
        &[
            At("/"),
            At("/tenders"),
            First {
                from: "/tenders",
                link: "main a[href^='/tenders/']",
            },
            At("/contracts"),
            At("/placements"),
            First {
                from: "/contracts",
                link: "main a[href^='/contracts/']",
            },
            At("/import"),
            At("/inbox"),
            At("/device"),
            At("/nowhere"),
        ],
    ),
    (
        Some("matchning"),
        &[At("/"), At("/matching"), At("/candidates")],
    ),
    (Some("samordnare"), &[At("/"), At("/figures")]),
    (Some("revisor"), &[At("/"), At("/audit")]),
    (
        Some("admin"),
        &[
            At("/"),
            At("/people"),
            At("/tablets"),
            At("/inbox"),
            At("/account"),
        ],
    ),
];

/// The routes that `routes.rs` reads, as rows of fixed parts and `*`.
fn routes() -> Vec<Vec<String>> {
    let source = fs::read_to_string(root().join("frontend/src/routes.rs")).unwrap_or_default();
    let lines = source.lines().map(str::trim).filter(|line| {
        line.starts_with('[') && line.contains("] => ")
            || line.starts_with("[\"") && line.contains("] if")
    });
    let lines = lines.filter(|line| !line.contains("styleguide"));
    lines
        .filter_map(|line| line.trim_start_matches('[').split_once(']'))
        .map(|(parts, _)| {
            let parts = parts
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty());
            parts
                .map(|part| {
                    part.strip_prefix('"')
                        .and_then(|part| part.strip_suffix('"'))
                        .unwrap_or("*")
                        .to_owned()
                })
                .collect()
        })
        .collect()
}

/// Each route was looked at by somebody.
///
/// # Errors
/// With those that were not.
pub fn ensure_all_routes_are_walked(paths: &BTreeSet<String>) -> Result<()> {
    let routes = routes();
    ensure!(routes.len() > 15, "only {} routes were read", routes.len());
    let fits = |route: &Vec<String>, path: &String| {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        parts.len() == route.len()
            && route
                .iter()
                .zip(parts)
                .all(|(wanted, part)| wanted == "*" || wanted == part)
    };
    let missing: Vec<_> = routes
        .iter()
        .filter(|route| !paths.iter().any(|path| fits(route, path)))
        .collect();
    ensure!(
        missing.is_empty(),
        "no one looks at {missing:?}: add them to tests/tests/looks/screens.rs"
    );
    Ok(())
}
