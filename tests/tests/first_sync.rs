//! A device with nothing on it: how often it asks until it has everything.

use anyhow::{Context, Result, ensure};
use backend::accept::{Deps, execute_local};
use backend::store::MemoryStore;
use backend::vault::Vault;
use shared::command::{Command, RegisterCandidate};
use shared::model::Protection;
use shared::state::find;
use shared::sync::protocol::PAGE_ROWS;
use shared::testing::cast::{said, today, user};
use std::sync::Arc;
use tests::authority::{begin, now, order, tender, tender_id};
use tests::device::Device;
use uuid::Uuid;

/// More than a person could look at; each is a scope of its own.
const TRAINEES: u128 = 300;

async fn server(said_before: Vec<(&str, Command)>) -> Result<Deps> {
    let folder = tempfile::tempdir()?;
    let deps = Deps {
        store: Arc::new(MemoryStore::new(Uuid::from_u128(1))),
        vault: Vault::open(folder.path())?,
    };
    begin(&deps).await?;
    let orders = said_before.into_iter();
    let orders = orders.map(|(who, command)| order(user(who), today(), command));
    let verdicts = execute_local(&deps, now(today()), orders.collect()).await?;
    let mut all = verdicts.iter();
    ensure!(
        all.all(|verdict| verdict.outcome.state() == "applied"),
        "not all is applied"
    );
    Ok(deps)
}

#[tokio::test]
async fn a_caseworker_with_hundreds_of_case_circles_asks_a_handful_of_times() -> Result<()> {
    let id = |number: u128| Uuid::from_u128(5_000 + number);
    let trainee = |number: u128| RegisterCandidate {
        candidate: id(number).into(),
        given_name: said("Test"),
        family_name: said(&format!("Testsson{number}")),
        alias: said(&format!("Praktikant {number}")),
        protection: Protection::None,
        caseworkers: shared::ordered::Set::from([user("Hanna")]),
        wants: None,
        available_from: today(),
    };
    let all = (0..TRAINEES).map(|number| ("Hanna", trainee(number).into()));
    let deps = server(all.collect()).await?;
    let mut device = Device::new("Hanna", 9);
    device.sync(&deps).await?;
    let rows = device.core.rows();
    let here = (0..TRAINEES).filter(|number| find::candidate(&rows, id(*number).into()).is_some());
    assert_eq!(here.count() as u128, TRAINEES);
    let asked = device.asked;
    assert!(asked.pages == 0 && asked.pulls <= 4, "{asked:?}");
    Ok(())
}

#[tokio::test]
async fn a_scope_larger_than_an_answer_comes_by_pages_and_the_others_whole() -> Result<()> {
    let all = (0..2 * PAGE_ROWS).map(|number| Ok(("Per", tender(number)?.into())));
    let deps = server(all.collect::<Result<_>>()?).await?;
    let mut device = Device::new("Per", 9);
    device.sync(&deps).await?;
    let last = tender_id(2 * PAGE_ROWS - 1).into();
    find::tender(&device.core.rows(), last).context("the last one is not here")?;
    // The pages of the large scope, and no page of another.
    let asked = device.asked;
    assert!(
        (3..=4).contains(&asked.pages) && asked.pulls <= 3,
        "{asked:?}"
    );
    Ok(())
}
