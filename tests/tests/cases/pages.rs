//! How many rows there are: none is left out and none comes twice where an answer is just full, just not, and just over.
use anyhow::{Context, Result, ensure};
use backend::accept::{Deps, execute_local};
use shared::scope::Scope;
use shared::state::find;
use shared::sync::protocol::PAGE_ROWS;
use shared::testing::cast::{today, user};
use tests::authority::{now, order, tender, tender_id};
use tests::device::Device;

use crate::server;

/// Rows of the office's scope on a device.
fn office(device: &Device) -> Result<usize> {
    let base = device.core.base();
    let whole = base.whole(base.epoch().context("no checkpoint")?);
    Ok(whole
        .scopes
        .get(&Scope::Office)
        .map_or(0, |scope| scope.puts.len()))
}

async fn add(deps: &Deps, numbers: std::ops::Range<usize>) -> Result<()> {
    let orders = numbers.map(|number| Ok(order(user("Per"), today(), tender(number)?.into())));
    let verdicts = execute_local(deps, now(today()), orders.collect::<Result<_>>()?).await?;
    let mut all = verdicts.iter();
    ensure!(
        all.all(|verdict| verdict.outcome.state() == "applied"),
        "not all is applied"
    );
    Ok(())
}

#[tokio::test]
async fn case_38_every_row_comes_once_at_every_edge_of_an_answer() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    // One that follows from the first row on, and at each edge one that begins.
    let mut follows = Device::new("Per", 20);
    follows.sync(&deps).await?;
    let before = office(&follows)?;
    let edges = [1, 2].map(|pages| pages * PAGE_ROWS);
    let edges = edges.into_iter().flat_map(|edge| edge - 1..=edge + 1);
    let mut there = 0;
    for rows in std::iter::once(before).chain(edges) {
        let wanted = rows - before;
        add(&deps, there..wanted).await?;
        there = wanted;
        follows.sync(&deps).await?;
        let mut begins = Device::new("Per", 100 + rows as u128);
        begins.sync(&deps).await?;
        for device in [&follows, &begins] {
            ensure!(
                office(device)? == rows,
                "{} rows of {rows}",
                office(device)?
            );
            ensure!(device.told.is_empty(), "at {rows}: {:?}", device.told);
            let here = device.core.rows();
            let lost =
                (0..there).find(|number| find::tender(&here, tender_id(*number).into()).is_none());
            ensure!(lost.is_none(), "tender {lost:?} of {there} is lost");
        }
    }
    Ok(())
}
