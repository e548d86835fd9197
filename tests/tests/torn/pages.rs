//! The rows of a device as a rotten disk leaves them: what opens adds up to what was written, scope by scope; what does not is left out
//! and named, and the next round brings it whole.
use anyhow::{Context, Result, ensure};
use shared::sync::base::{Base, StoredBase, StoredScope};
use shared::sync::protocol::RowPut;
use shared::testing::Dice;
use tests::authority::begin;
use tests::device::Device;

use crate::{cases, story};

/// What is done to the rows of one scope.
fn harm(stored: &mut StoredBase, dice: &mut Dice) -> Option<usize> {
    let place = dice.index(stored.scopes.len());
    let scope = stored.scopes.get_mut(place)?;
    let count = scope.rows.len();
    let at = dice.index(count);
    match dice.below(7) {
        0 if at < count => drop(scope.rows.remove(at)),
        1 => {
            let row = scope.rows.get(at).cloned()?;
            let ver = row.ver + 1;
            scope.rows.push(RowPut { ver, ..row });
        }
        2 => {
            // A bit of what was written: most of these do not read any more, and then the row is not there.
            let row = scope.rows.get(at)?;
            let mut bytes = serde_json::to_vec(row).ok()?;
            let bit = dice.index(bytes.len() * 8);
            *bytes.get_mut(bit / 8)? ^= 1 << (bit % 8);
            match shared::wire::read::<RowPut>(&bytes) {
                Ok(other) if other == *row => return None,
                Ok(other) => scope.rows[at] = other,
                Err(_) => drop(scope.rows.remove(at)),
            }
        }
        3 => scope.digest.h ^= 1 << dice.below(63),
        4 => scope.digest.n += 1,
        5 => scope.rows.get_mut(at)?.ver ^= 1 << dice.below(20),
        _ => scope.rows.truncate(at),
    }
    Some(place)
}

fn stored(base: &Base) -> Result<StoredBase> {
    let whole = base.whole(base.epoch().context("no checkpoint")?);
    let scopes = whole.scopes.iter().map(|(scope, change)| StoredScope {
        scope: *scope,
        digest: change.digest,
        rows: change.puts.clone(),
    });
    Ok(StoredBase {
        epoch: whole.epoch,
        to: whole.to,
        lease_until: whole.lease_until,
        scopes: scopes.collect(),
    })
}

#[tokio::test]
async fn rows_that_rot_on_a_device_are_left_out_and_named() -> Result<()> {
    let place = story::place()?;
    let deps = story::server(place.path()).await?;
    begin(&deps).await?;
    let mut devices = ["Hanna", "Stig", "Agda"].map(|who| Device::new(who, 60));
    let mut dice = Dice::new(9);
    let mut left_out = 0;
    for device in &mut devices {
        device.sync(&deps).await?;
    }
    for case in 0..cases() {
        let device = devices.get(case % devices.len()).context("a device")?;
        let whole = stored(device.core.base())?;
        let mut rotten = whole.clone();
        let harmed = harm(&mut rotten, &mut dice);
        let is_harmed = rotten != whole;
        let (open, damaged) = Base::open(rotten);
        let name = harmed
            .and_then(|place| whole.scopes.get(place))
            .map(|scope| scope.scope);
        if is_harmed {
            ensure!(
                damaged == name.into_iter().collect::<Vec<_>>(),
                "{name:?}: {damaged:?}"
            );
            left_out += 1;
        } else {
            ensure!(damaged.is_empty(), "{damaged:?}");
        }
        for (scope, rows) in open.scopes().iter() {
            let before = device.core.base().scopes().get(scope);
            ensure!(before == Some(rows), "{scope} holds what was never written");
        }
        let missing = whole.scopes.len() - open.scopes().len();
        ensure!(
            missing == usize::from(is_harmed),
            "{missing} scopes are gone"
        );
    }
    println!("{} cases, in {left_out} a scope was left out", cases());
    ensure!(left_out > cases() / 2, "only {left_out} were harmed");
    deps.store.close().await;
    Ok(())
}
