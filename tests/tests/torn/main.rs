//! A database's file and log as a power cut, a lost write or a rotten disk leaves them: cut at and beside every frame, with bits turned,
//! pages gone, old or half written. Opened again by the product it holds what one commit of the story left, never a mixture, or the
//! damage is told. `FOTFASTE_TORN_CASES` names how many cases are drawn beside those at the frames.
//!
//! - `story`: what was committed, and the files at many instants
//! - `dump`: everything that a database holds, table by table
//! - `harm`: what is done to the files
//! - `pages`: the same for the rows of a device

mod dump;
mod harm;
mod pages;
mod story;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use backend::accept::{Deps, look_through};
use backend::store::{FILE_NAME, SqliteStore, Store, sqlite};
use backend::vault::Vault;
use shared::testing::Dice;

use crate::dump::{Dump, dump};
use crate::harm::{Expect, Harm};
use crate::story::{Story, tell};

/// Drawn cases of an ordinary run.
const CASES: usize = 600;

/// Tables, or columns of them, that no hash and no other table speaks for: what rots in them is not seen by looking through. No record
/// and no right is among them: how a device stood, why something was refused, when something came.
const UNGUARDED: [&str; 13] = [
    "_sqlx_migrations",
    "awaited",
    "health",
    "intake.judged",
    "intake.received_at",
    "meta",
    "renamed",
    "replica",
    "scope_row.gone",
    "settled",
    "tenant",
    "unmade",
    "verdict",
];

/// Whether a column, as `table.column`, is among them.
fn is_unguarded(name: &str) -> bool {
    let table = name.split('.').next().unwrap_or_default();
    UNGUARDED.iter().any(|free| *free == name || *free == table)
}

/// What became of one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Came {
    /// The state that was to be expected.
    Whole,
    /// It does not open.
    Refused,
    /// Looking through tells of it.
    Told,
    /// Only what nothing speaks for has changed.
    Unguarded,
}

fn cases() -> usize {
    let named = std::env::var("FOTFASTE_TORN_CASES").ok();
    named.and_then(|text| text.parse().ok()).unwrap_or(CASES)
}

/// Opens as the product does, and tells what lies there.
async fn open(folder: &Path) -> Result<(Deps, Dump)> {
    let store = SqliteStore::open(&folder.join(FILE_NAME)).await?;
    let vault = Vault::open(folder)?;
    if let Err(error) = vault.bind(&store).await {
        store.close().await;
        return Err(error.into());
    }
    let found = dump(&folder.join(FILE_NAME)).await;
    let deps = Deps {
        store: std::sync::Arc::new(store),
        vault,
    };
    match found {
        Ok(found) => Ok((deps, found)),
        Err(error) => {
            deps.store.close().await;
            Err(error)
        }
    }
}

/// One case: does the harm, opens, and sees what came of it.
async fn one(folder: &Path, story: &Story, harm: &Harm, expect: &Expect) -> Result<Came> {
    story.lay(folder, harm)?;
    let Ok((deps, found)) = open(folder).await else {
        ensure!(expect.may_refuse(), "it does not open");
        return Ok(Came::Refused);
    };
    let came = judge(folder, story, &deps, &found, expect).await;
    deps.store.close().await;
    came
}

async fn judge(
    folder: &Path,
    story: &Story,
    deps: &Deps,
    found: &Dump,
    expect: &Expect,
) -> Result<Came> {
    match expect {
        Expect::Commit(number) => {
            let wanted = story.state(*number).context("no such commit")?;
            let is = story.states().position(|state| state.same(found));
            ensure!(
                found.same(wanted),
                "not what commit {number} left, but {is:?}: {}",
                found.differs(wanted)
            );
            Ok(Came::Whole)
        }
        Expect::WholeOrTold => {
            if story.states().any(|state| state.same(found)) {
                return Ok(Came::Whole);
            }
            let is_sound = sqlite::is_sound(&folder.join(FILE_NAME)).await.is_ok()
                && matches!(look_through(deps).await, Ok(Ok(_)));
            if !is_sound {
                return Ok(Came::Told);
            }
            // Nothing that is guarded may differ from one and the same commit.
            let differs: Vec<String> = story.states().map(|state| found.differs(state)).collect();
            let is_free = |names: &String| names.split(' ').all(is_unguarded);
            let nearest = differs.iter().min_by_key(|names| names.len());
            ensure!(
                differs.iter().any(is_free),
                "a mixture that nobody tells of; nearest to a commit but for {nearest:?}"
            );
            Ok(Came::Unguarded)
        }
    }
}

#[tokio::test]
async fn what_a_cut_or_a_turned_bit_leaves_is_one_commit_or_is_told() -> Result<()> {
    let place = story::place()?;
    let story = tell(place.path()).await?;
    let start = Instant::now();
    let mut came: BTreeMap<(&'static str, Came), usize> = BTreeMap::new();
    let mut dice = Dice::new(4);
    let drawn = (0..cases()).map(|_| story.draw(&mut dice));
    for (harm, expect) in story.frames().into_iter().chain(drawn) {
        // In a folder of its own: a connection that could not be opened is let go of later, with the files of its name.
        let number: usize = came.values().sum();
        let folder = place.path().join(format!("case-{number}"));
        std::fs::create_dir(&folder)?;
        let found = one(&folder, &story, &harm, &expect).await;
        let found = found.with_context(|| format!("{harm:?}"))?;
        std::fs::remove_dir_all(&folder)?;
        *came.entry((harm.name(), found)).or_default() += 1;
    }
    let count: usize = came.values().sum();
    println!(
        "{count} cases over {} commits in {:.0} s: {came:#?}",
        story.states().count(),
        start.elapsed().as_secs_f32()
    );
    for name in Harm::NAMES {
        ensure!(
            came.keys().any(|(harm, _)| *harm == name),
            "no case of {name}"
        );
    }
    ensure!(
        came.keys().any(|(_, came)| *came == Came::Told),
        "nothing was ever told: the search itself proves nothing"
    );
    Ok(())
}
