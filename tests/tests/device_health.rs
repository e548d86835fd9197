//! What devices say of themselves reaches the office: whose they are, what lies on them, and which of them somebody should chase.
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use shared::model::Role::{
    Administrator, Auditor, Caseworker, ContractManager, Procurement, Supervisor, Tablet,
};
use shared::testing::cast::said;
use tests::authority::{push_of, seal, tender};
use tests::world::World;
use uuid::Uuid;

const PULL: &str = "/sync/v1/pull";
const LIST: &str = "/api/v1/replicas";
const HOUR: i64 = 60;

struct Office {
    world: World,
}

impl Office {
    async fn new() -> Result<Self> {
        let world = World::new().await?;
        Ok(Self { world })
    }

    async fn session(&self, role: shared::model::Role) -> Result<String> {
        self.world.session_of(&self.world.here, role).await
    }

    /// A device pulls, and says how it stands.
    async fn pull(&self, session: &str, replica: u128, health: Value) -> Result<u16> {
        self.pull_from(session, replica, json!([]), health).await
    }

    async fn pull_from(
        &self,
        session: &str,
        replica: u128,
        branches: Value,
        health: Value,
    ) -> Result<u16> {
        let replica = Uuid::from_u128(replica);
        let pull = json!({
            "proto": 1, "replica_id": replica, "schema": 1, "scopes": {}, "epoch": null, "branches": branches, "health": health,
        });
        let answer = self.world.post(PULL, Some(session), &pull).await?;
        Ok(answer.status.as_u16())
    }

    async fn list(&self) -> Result<Vec<Value>> {
        let manager = self.session(ContractManager).await?;
        let answer = self.world.get(LIST, Some(&manager)).await?;
        ensure!(answer.status == 200, "{}", answer.json());
        Ok(serde_json::from_value(answer.json()["items"].clone())?)
    }

    async fn alarms(&self) -> Result<Vec<(u128, Value)>> {
        let list = self.list().await?.into_iter();
        let told = list.map(|item| {
            let replica: Uuid = serde_json::from_value(item["replica"].clone())?;
            Ok((replica.as_u128(), item["alarms"].clone()))
        });
        told.collect()
    }
}

fn well() -> Value {
    json!({"unsent": 0, "lost": 0, "is_kept": true, "free_mib": 900, "skew_ms": 20, "build": "0.1.0"})
}

#[tokio::test]
async fn the_office_sees_each_device_and_which_one_to_chase_first() -> Result<()> {
    let office = Office::new().await?;
    ensure!(office.list().await?.is_empty());
    let caseworker = office.session(Caseworker).await?;
    let tablet = office.session(Tablet).await?;
    ensure!(office.pull(&caseworker, 1, well()).await? == 200);
    let unsent =
        json!({"unsent": 2, "oldest": office.world.app.now().0 - 25 * 3_600_000, "is_kept": true});
    ensure!(office.pull(&tablet, 2, unsent).await? == 200);
    let list = office.list().await?;
    ensure!(
        list.len() == 2 && list[0]["alarms"] == json!(["unsent"]),
        "{list:?}"
    );
    ensure!(
        list[0]["is_tablet"] == true && list[1]["is_tablet"] == false,
        "{list:?}"
    );
    ensure!(
        list[1]["health"]["build"] == "0.1.0" && list[1]["alarms"] == json!([]),
        "{list:?}"
    );
    ensure!(
        list[1]["user_name"]
            .as_str()
            .is_some_and(|name| !name.is_empty()),
        "{list:?}"
    );
    // Three days without a word from a tablet, fourteen from anybody else.
    office.world.pass(73 * HOUR);
    let alarms = office.alarms().await?;
    ensure!(
        alarms == [(2, json!(["silent", "unsent"])), (1, json!([]))],
        "{alarms:?}"
    );
    office.world.pass(14 * 24 * HOUR);
    let alarms = office.alarms().await?;
    ensure!(
        alarms.iter().all(|(_, alarms)| alarms[0] == "silent"),
        "{alarms:?}"
    );
    // Nobody uses a device any more that has nothing unsent and is not heard for 45 days; what is unsent is never forgotten.
    office.world.pass(45 * 24 * HOUR);
    let alarms = office.alarms().await?;
    ensure!(alarms == [(2, json!(["silent", "unsent"]))], "{alarms:?}");
    Ok(())
}

#[tokio::test]
async fn what_is_new_is_told_soon_and_what_is_not_is_not_written_again() -> Result<()> {
    let office = Office::new().await?;
    let session = office.session(Caseworker).await?;
    office.pull(&session, 1, well()).await?;
    let heard = |list: &[Value]| list[0]["heard_at"].as_i64();
    let first = heard(&office.list().await?);
    office.world.pass(5);
    office.pull(&session, 1, well()).await?;
    ensure!(heard(&office.list().await?) == first, "nothing is new");
    let mut other = well();
    other["unsent"] = json!(3);
    office.pull(&session, 1, other).await?;
    let list = office.list().await?;
    ensure!(
        heard(&list) > first && list[0]["health"]["unsent"] == 3,
        "{list:?}"
    );
    // All is sent: nobody is to chase anybody for another minute.
    office.pull(&session, 1, well()).await?;
    ensure!(office.list().await?[0]["health"]["unsent"] == 0);
    office.world.pass(11);
    office.pull(&session, 1, well()).await?;
    ensure!(heard(&office.list().await?) > first.map(|at| at + 10 * 60_000));
    Ok(())
}

#[tokio::test]
async fn a_chain_that_was_left_is_no_device_and_another_users_is_not_touched() -> Result<()> {
    let office = Office::new().await?;
    let session = office.session(Caseworker).await?;
    let other = office.session(Procurement).await?;
    office.pull(&session, 1, well()).await?;
    office.pull(&other, 2, well()).await?;
    let branch = |of: u128| json!([{"of": Uuid::from_u128(of), "from": 1}]);
    office.pull_from(&session, 3, branch(1), well()).await?;
    office.pull_from(&session, 4, branch(2), well()).await?;
    let mut left: Vec<u128> = office
        .alarms()
        .await?
        .into_iter()
        .map(|(one, _)| one)
        .collect();
    left.sort_unstable();
    ensure!(left == [2, 3, 4], "{left:?}");
    // Under the name of another's device.
    let mut full = well();
    full["free_mib"] = json!(1);
    office.pull(&session, 2, full).await?;
    ensure!(
        office
            .alarms()
            .await?
            .iter()
            .all(|(_, alarms)| *alarms == json!([]))
    );
    // Somebody who makes devices up fills no list.
    for number in 100..150 {
        office.pull(&session, number, well()).await?;
    }
    ensure!(
        office.list().await?.len() == 21,
        "{}",
        office.list().await?.len()
    );
    Ok(())
}

#[tokio::test]
async fn what_lies_in_the_inbox_is_counted_for_each_device() -> Result<()> {
    let office = Office::new().await?;
    let session = office.session(Auditor).await?;
    let replica = Uuid::from_u128(7).into();
    let mut refused = tender(1)?;
    refused.title = said("Får inte");
    let sealed = seal(refused.into(), office.world.app.now(), replica, 1, None)?;
    let push = serde_json::to_value(push_of(replica, sealed))?;
    let answer = office
        .world
        .post("/sync/v1/push", Some(&session), &push)
        .await?;
    ensure!(
        answer.json()["verdicts"][0]["outcome"]["verdict"] == "rejected",
        "{}",
        answer.json()
    );
    office.pull(&session, 7, well()).await?;
    ensure!(office.list().await?[0]["in_inbox"] == 1);
    Ok(())
}

#[tokio::test]
async fn only_who_chases_sees_the_devices_and_only_of_their_authority() -> Result<()> {
    let office = Office::new().await?;
    let world = &office.world;
    let there = world.session_of(&world.there, Supervisor).await?;
    office.pull(&there, 9, well()).await?;
    ensure!(office.list().await?.is_empty());
    for (role, status) in [(Administrator, 200), (Caseworker, 403), (Supervisor, 403)] {
        let session = office.session(role).await?;
        let answer = world.get(LIST, Some(&session)).await?;
        ensure!(answer.status == status, "{role:?}: {}", answer.status);
    }
    // What does not read is refused as a whole, and what is too long is cut.
    let session = office.session(Caseworker).await?;
    ensure!(office.pull(&session, 1, json!({"unsent": -1})).await? == 400);
    let mut long = well();
    long["build"] = json!("x".repeat(5_000));
    ensure!(office.pull(&session, 1, long).await? == 200);
    let build = office.list().await?[0]["health"]["build"].clone();
    ensure!(
        build.as_str().is_some_and(|build| build.len() == 64),
        "{build}"
    );
    Ok(())
}
