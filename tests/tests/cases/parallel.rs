//! Rows that somebody else has changed since the author of a command saw them.
use anyhow::{Result, ensure};
use backend::accept::Deps;
use backend::store::{StoreError, read};
use shared::command::{RecordAttendance, SetContact};
use shared::id::PlacementId;
use shared::model::{AbsenceReason, Attendance, Email, Phone};
use shared::quantity::Minutes;
use shared::testing::cast::{id, today};
use shared::time::Day;
use shared::verdict::{Flag, Outcome, Verdict};
use tempfile::TempDir;
use tests::authority::tenant;
use tests::device::Device;

use crate::server;

fn call(membership: &str, phone: &str, email: Option<&str>) -> Result<SetContact> {
    Ok(SetContact {
        membership: id(&format!("membership {membership}")),
        phone: Some(Phone::parse(phone)?),
        email: email.map(Email::parse).transpose()?,
    })
}

fn here(day: Day, minutes: i64) -> Result<RecordAttendance> {
    said(
        day,
        Attendance::Present {
            minutes: Minutes::parse(minutes)?,
        },
    )
}

fn said(day: Day, attendance: Attendance) -> Result<RecordAttendance> {
    Ok(RecordAttendance {
        placement: id::<PlacementId>("placement Amina"),
        day,
        attendance,
        replaces: None,
    })
}

struct Story {
    deps: Deps,
    _folder: TempDir,
}

impl Story {
    async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let deps = server(folder.path()).await?;
        Ok(Self {
            deps,
            _folder: folder,
        })
    }

    /// A device that has everything.
    async fn device(&self, who: &str, number: u128) -> Result<Device> {
        let mut device = Device::new(who, number);
        device.sync(&self.deps).await?;
        Ok(device)
    }

    /// What is remarked on each of a device's commands.
    async fn remarks(&self, device: &Device) -> Result<Vec<Vec<Flag>>> {
        let replica = device.core.identity().replica.uuid();
        let rows = read::<_, StoreError, _>(&*self.deps.store, move |tx| {
            Box::pin(async move { tx.verdicts_after(tenant(), replica, 0, 100).await })
        });
        let mut all = Vec::new();
        for row in rows.await? {
            let verdict: Verdict = serde_json::from_str(&row.body)?;
            match verdict.outcome {
                Outcome::Applied { flags } => all.push(flags),
                other => anyhow::bail!("{other:?}"),
            }
        }
        Ok(all)
    }
}

#[tokio::test]
async fn the_same_field_changed_meanwhile_is_a_conflict_in_the_offices_inbox() -> Result<()> {
    let story = Story::new().await?;
    let mut nora = story.device("Nora", 1).await?;
    nora.record(call("Stig", "070-1740601", None)?)?;
    nora.sync(&story.deps).await?;
    let mut karin = story.device("Karin", 2).await?;
    let mut agda = story.device("Agda", 3).await?;
    karin.record(call("Stig", "070-1740602", None)?)?;
    karin.sync(&story.deps).await?;
    // Saw Nora's number and not Karin's.
    agda.record(call("Stig", "070-1740603", None)?)?;
    agda.sync(&story.deps).await?;
    // Another person's telephone: nobody else touched it.
    agda.record(call("Sara", "070-1740604", None)?)?;
    agda.sync(&story.deps).await?;
    // Has seen Agda's by now: no conflict.
    karin.sync(&story.deps).await?;
    karin.record(call("Stig", "070-1740605", None)?)?;
    karin.sync(&story.deps).await?;
    ensure!(story.remarks(&nora).await?.concat().is_empty());
    let told = story.remarks(&karin).await?;
    ensure!(told.len() == 2 && told.concat().is_empty(), "{told:?}");
    let found = story.remarks(&agda).await?;
    ensure!(found == [vec![Flag::Conflict], vec![]], "{found:?}");
    let filed = read::<_, StoreError, _>(&*story.deps.store, |tx| {
        Box::pin(async move { tx.attention(tenant(), false, None, 10).await })
    });
    let filed = filed.await?;
    ensure!(filed.len() == 1, "{} in the inbox", filed.len());
    Ok(())
}

#[tokio::test]
async fn another_field_changed_meanwhile_is_remarked_and_asks_nobody() -> Result<()> {
    let story = Story::new().await?;
    let (monday, tuesday) = (today().plus_days(-2), today().plus_days(-1));
    let mut begin = story.device("Stig", 1).await?;
    begin.record(here(today().plus_days(-3), 480)?)?;
    begin.sync(&story.deps).await?;
    let mut stig = story.device("Stig", 2).await?;
    let mut sara = story.device("Sara", 3).await?;
    for day in [monday, tuesday] {
        stig.record(here(day, 480)?)?;
    }
    stig.sync(&story.deps).await?;
    // Two days that Sara saw nothing of: one that Stig has spoken of too, otherwise, and one of her own.
    let sick = Attendance::Absent {
        reason: AbsenceReason::Sick,
    };
    sara.record(said(tuesday, sick)?)?;
    sara.record(here(today(), 300)?)?;
    sara.sync(&story.deps).await?;
    let told = story.remarks(&stig).await?;
    ensure!(
        told == [vec![], vec![]],
        "a chain does not surprise itself: {told:?}"
    );
    let told = story.remarks(&sara).await?;
    ensure!(
        told == [vec![Flag::Parallel], vec![Flag::Parallel]],
        "{told:?}"
    );
    Ok(())
}
