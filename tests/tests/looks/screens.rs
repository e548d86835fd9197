//! Who sees what. A new route is a line here, a new dialog one in `dialogs`; a test says so when one is missing.

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

/// Somebody with what they see.
pub type Person = (Option<&'static str>, &'static [Place]);

/// What is open to everybody.
const NOBODY: &[Place] = &[
    At("/sign-in"),
    At("/start"),
    At("/pair"),
    At("/nowhere"),
    At("/accessibility"),
    At("/feedback"),
];

/// Nobody, then every role that has screens of its own, with what it sees of the demo.
pub const PEOPLE: [Person; 9] = [
    (None, NOBODY),
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
            At("/accessibility"),
            At("/feedback"),
            At("/feedback/received"),
        ],
    ),
    // Last: whose days are answered here is seen by others, who are looked at as they were.
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
            First {
                from: "/",
                link: "main a[href$='/cards']",
            },
            At("/inbox"),
            At("/device"),
        ],
    ),
];

const SITE: &str = "/site/00000000-0000-0000-0000-00000000000a";

/// The same screens where nothing has been done yet: what they say, and what to do next. The logins are those of the demo; in
/// an empty installation each has its role and nothing else (`empty`). What has no id yet is asked for by one that nobody has.
pub const EMPTY: [Person; 9] = [
    (None, NOBODY),
    (
        Some("admin"),
        &[
            At("/"),
            At("/people"),
            At("/inbox"),
            At("/device"),
            At("/account"),
            At("/tablets"),
            At("/feedback/received"),
        ],
    ),
    (
        Some("upphandlare"),
        &[
            At("/"),
            At("/tenders"),
            At("/tenders/00000000-0000-0000-0000-00000000000a"),
            At("/import"),
        ],
    ),
    (
        Some("avtal"),
        &[
            At("/"),
            At("/contracts"),
            At("/contracts/00000000-0000-0000-0000-00000000000a"),
            At("/placements"),
            At("/placements/00000000-0000-0000-0000-00000000000a"),
        ],
    ),
    (
        Some("handlaggare"),
        &[
            At("/"),
            At("/cases"),
            At("/candidates"),
            At("/matching"),
            At("/placements/00000000-0000-0000-0000-00000000000a/note"),
            At(
                "/placements/00000000-0000-0000-0000-00000000000a/note/00000000-0000-0000-0000-00000000000b",
            ),
        ],
    ),
    (Some("matchning"), &[At("/")]),
    (Some("samordnare"), &[At("/"), At("/figures")]),
    (Some("revisor"), &[At("/"), At("/audit")]),
    (
        Some("arbetsledare"),
        &[
            At(SITE),
            At("/site/00000000-0000-0000-0000-00000000000a/2026-11"),
            At("/site/00000000-0000-0000-0000-00000000000a/week/2026-11-25"),
            At("/site/00000000-0000-0000-0000-00000000000a/muster"),
            At("/site/00000000-0000-0000-0000-00000000000a/cards"),
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
pub fn ensure_all_routes_are_walked(filling: &str, paths: &BTreeSet<String>) -> Result<()> {
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
        "no one looks at {missing:?} {filling}: add them to PEOPLE and EMPTY in tests/tests/looks/screens.rs"
    );
    Ok(())
}
