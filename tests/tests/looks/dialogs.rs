//! Everything that opens over a screen or within it, each opened by somebody. Folded parts (`details`) of the screens need no line:
//! the walk opens all of them. A new dialog is a line here; a test says so when one is missing.

use std::fs;

use anyhow::{Result, ensure};
use tests::program::{files, root};

use super::screens::Place::{self, At, First};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub struct Dialog {
    /// In which file of `frontend/src` it stands.
    pub source: &'static str,
    /// Who opens it.
    pub who: &'static str,
    /// Where.
    pub place: Place,
    /// What is pressed, in this order.
    pub open: &'static [&'static str],
    /// A field of it and what is written there.
    pub write: Option<(&'static str, &'static str)>,
    /// What is there when it is open.
    pub shown: &'static str,
}

/// All of them.
pub const DIALOGS: &[Dialog] = &[
    Dialog {
        source: "screens/search/mod.rs",
        who: "avtal",
        place: At("/"),
        open: &[".search-button"],
        write: Some(("search-field", "palmcrantz")),
        shown: "dialog#search[open] [role=option]",
    },
    Dialog {
        source: "screens/search/mod.rs",
        who: "matchning",
        place: At("/"),
        open: &[".search-button"],
        write: Some(("search-field", "finns inte")),
        shown: "dialog#search[open]",
    },
    Dialog {
        source: "screens/frame/mod.rs",
        who: "avtal",
        place: At("/figures"),
        open: &[".nav-toggle"],
        write: None,
        shown: "nav[data-open=yes]",
    },
    Dialog {
        source: "components/table/tools.rs",
        who: "avtal",
        place: At("/tenders"),
        open: &[".table-menu > summary"],
        write: None,
        shown: ".table-menu[open] form",
    },
    Dialog {
        source: "screens/site/person.rs",
        who: "malare",
        place: At("/"),
        open: &[".person [data-answer=away]:not([disabled])"],
        write: None,
        shown: ".reasons .answer",
    },
    Dialog {
        source: "screens/site/mod.rs",
        who: "malare",
        place: At("/"),
        open: &[".person [data-answer=here]:not([disabled])"],
        write: None,
        shown: ".undo button",
    },
    Dialog {
        source: "screens/placement/day.rs",
        who: "handlaggare",
        place: First {
            from: "/cases",
            link: "a[href^='/placements/']:not([href*='/note'])",
        },
        open: &[".calendar button:not([disabled])"],
        write: None,
        shown: "main section.card section[aria-label] h3",
    },
    Dialog {
        source: "screens/placement/contact.rs",
        who: "handlaggare",
        place: First {
            from: "/cases",
            link: "a[href^='/placements/']:not([href*='/note'])",
        },
        open: &["main button[aria-expanded=false]"],
        write: None,
        shown: "main button[aria-expanded=true]",
    },
    Dialog {
        source: "screens/sudo.rs",
        who: "admin",
        place: At("/account"),
        open: &["main section:nth-of-type(2) button[type=submit]"],
        write: None,
        shown: "dialog#sudo[open]",
    },
];

/// What is opened on a connected tablet only, by the round of `tests::connected`.
const ON_TABLETS: &[&str] = &["screens/month/mod.rs"];

/// What shows that a file opens something.
const SIGNS: [&str; 5] = [
    "<dialog",
    "popover=",
    "undo_bar(",
    "aria-expanded=",
    "modal::open(",
];
/// Where the parts themselves stand, which others use.
const PARTS: [&str; 3] = [
    "components/undo.rs",
    "platform/modal.rs",
    "screens/styleguide/parts.rs",
];

/// Every file of the app that opens something has a line above.
///
/// # Errors
/// With those that have none.
pub fn ensure_all_dialogs_are_opened() -> Result<()> {
    let folder = root().join("frontend/src");
    let mut missing = Vec::new();
    for file in files(&folder, "rs")? {
        let name = file.strip_prefix(&folder)?.to_string_lossy().into_owned();
        let text = fs::read_to_string(&file)?;
        let opens = SIGNS.iter().any(|sign| text.contains(sign));
        if opens
            && !PARTS.contains(&name.as_str())
            && !ON_TABLETS.contains(&name.as_str())
            && !DIALOGS.iter().any(|dialog| dialog.source == name)
        {
            missing.push(name);
        }
    }
    ensure!(
        missing.is_empty(),
        "nobody opens what {missing:?} open: add them to DIALOGS in tests/tests/looks/dialogs.rs"
    );
    for dialog in DIALOGS {
        ensure!(
            folder.join(dialog.source).is_file(),
            "there is no {} any more: mend DIALOGS",
            dialog.source
        );
    }
    Ok(())
}
