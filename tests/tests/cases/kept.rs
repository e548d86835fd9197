//! What stays on a device of rows that have left it, and of commands that are done.
use anyhow::{Result, ensure};
use backend::accept::{Deps, execute_local};
use shared::command::{Command, EndMembership, GrantMembership, RecordAttendance};
use shared::id::PlacementId;
use shared::model::{Attendance, Key, Kind, Role};
use shared::ordered::Set;
use shared::quantity::Minutes;
use shared::scope::Scope;
use shared::state::Rows;
use shared::testing::cast::{id, said, today, user};
use shared::time::Day;
use tests::authority::{now, order};
use tests::device::Device;

use crate::server;

fn here(trainee: &str, day: Day) -> Result<RecordAttendance> {
    Ok(RecordAttendance {
        placement: placement(trainee),
        day,
        attendance: Attendance::Present {
            minutes: Minutes::parse(480)?,
        },
        replaces: None,
    })
}

fn placement(trainee: &str) -> PlacementId {
    id(&format!("placement {trainee}"))
}

async fn office(deps: &Deps, command: Command) -> Result<()> {
    let orders = vec![order(user("Agda"), today(), command)];
    let verdicts = execute_local(deps, now(today()), orders).await?;
    ensure!(verdicts[0].outcome.state() == "applied", "{verdicts:?}");
    Ok(())
}

/// Rows of a device that stand in a list, and those found by their name only.
fn shown(device: &Device) -> (usize, bool, bool) {
    let rows = device.core.rows();
    let named = |kind, id: uuid::Uuid| rows.get(Key::new(kind, id)).is_some();
    (
        rows.all(Kind::Placement).len() + rows.all(Kind::TraineeCard).len(),
        named(Kind::Placement, placement("Dag").uuid()),
        named(Kind::TraineeCard, id("Dag")),
    )
}

#[tokio::test]
async fn case_09_rows_that_left_stay_for_what_is_undecided_and_in_no_list() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    let yesterday = today().plus_days(-1);
    let mut refused = Device::new("Ulla", 1);
    let mut silent = Device::new("Ulla", 2);
    for device in [&mut refused, &mut silent] {
        device.sync(&deps).await?;
        ensure!(shown(device) == (2, true, true), "{:?}", shown(device));
    }
    // Said without network; meanwhile the right ends, as of yesterday.
    refused.record(here("Dag", today())?)?;
    let ends = EndMembership {
        membership: id("membership Ulla"),
        on: yesterday,
    };
    office(&deps, ends.into()).await?;
    for device in [&mut refused, &mut silent] {
        device.sync(&deps).await?;
        ensure!(device.told.is_empty(), "{:?}", device.told);
    }
    // Refused: whose day it was can still be told; nobody is listed any more.
    ensure!(refused.core.inbox().count() == 1);
    ensure!(shown(&refused) == (0, true, true), "{:?}", shown(&refused));
    ensure!(refused.core.base().scopes().contains_key(&Scope::Kept));
    ensure!(shown(&silent) == (0, false, false), "{:?}", shown(&silent));
    // It stays for a month.
    refused.pass_days(29);
    refused.sync(&deps).await?;
    ensure!(shown(&refused) == (0, true, true), "{:?}", shown(&refused));
    let mut longer = refused.clone();
    longer.pass_days(2);
    longer.sync(&deps).await?;
    ensure!(longer.core.inbox().count() == 1, "it is still told");
    ensure!(shown(&longer) == (0, false, false), "{:?}", shown(&longer));
    // The right comes back, under another name: what was kept is the site's again.
    let again = GrantMembership {
        membership: id("membership Ulla again"),
        user: user("Ulla"),
        name: said("Ulla"),
        organisation: id("org Undermark"),
        role: Role::Supervisor,
        sites: Set::from([id("Mark")]),
        from: yesterday,
        to: None,
    };
    office(&deps, again.into()).await?;
    refused.sync(&deps).await?;
    ensure!(shown(&refused) == (2, true, true), "{:?}", shown(&refused));
    ensure!(!refused.core.base().scopes().contains_key(&Scope::Kept));
    ensure!(refused.told.is_empty(), "{:?}", refused.told);
    Ok(())
}
