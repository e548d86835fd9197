//! The office is done with an item of its inbox: it is judged once more after what it lacked is there, or put aside.
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use shared::command::{Command, GrantMembership, SetRequirement};
use shared::id::ReplicaId;
use shared::model::PlacesMonths;
use shared::model::Role::{Administrator, Caseworker, ContractManager, Procurement, Supervisor};
use shared::ordered::Set;
use shared::quantity::{Months, Places};
use shared::sync::envelope;
use shared::testing::cast::said;
use tests::authority::{push_of, seal, tender, tender_id};
use tests::world::World;
use uuid::Uuid;

const PATH: &str = "/api/v1/inbox";
const SETTLE: &str = "/api/v1/inbox/settle";

/// A device whose two requirements came before their tender, so that both were refused.
struct Refused {
    world: World,
    session: String,
    officer: String,
    replica: ReplicaId,
}

impl Refused {
    async fn new() -> Result<Self> {
        let world = World::new().await?;
        let session = world.session_of(&world.here, Procurement).await?;
        let officer = world.session_of(&world.here, ContractManager).await?;
        let refused = Self {
            world,
            session,
            officer,
            replica: Uuid::from_u128(81).into(),
        };
        let mut prev = None;
        for no in 1..=2 {
            let sealed = refused.seal(requirement(no)?.into(), no, prev)?;
            prev = envelope::head(refused.replica, &sealed).map(|head| head.hash);
            let verdict = refused.push(refused.replica, sealed).await?;
            ensure!(verdict["verdict"] == "rejected", "{verdict}");
        }
        Ok(refused)
    }

    fn seal(&self, command: Command, no: u64, prev: Option<shared::wire::Hash>) -> Result<Value> {
        seal(command, self.world.app.now(), self.replica, no, prev)
    }

    async fn push(&self, replica: ReplicaId, sealed: Value) -> Result<Value> {
        let push = serde_json::to_value(push_of(replica, sealed))?;
        let answer = self
            .world
            .post("/sync/v1/push", Some(&self.session), &push)
            .await?;
        ensure!(answer.status == 200, "{}", answer.json());
        Ok(answer.json()["verdicts"][0]["outcome"].clone())
    }

    async fn inbox(&self) -> Result<Vec<Value>> {
        let page = self.world.get(PATH, Some(&self.officer)).await?.json();
        Ok(serde_json::from_value(page["items"].clone())?)
    }

    async fn settle(&self, item: &Value, how: &str) -> Result<(u16, Value)> {
        let body = json!({
            "replica": item["replica"], "cmd_no": item["cmd_no"], "verdict_no": item["verdict"]["no"], "how": how,
        });
        let answer = self.world.post(SETTLE, Some(&self.officer), &body).await?;
        Ok((answer.status.as_u16(), answer.json()))
    }
}

fn requirement(no: u64) -> Result<SetRequirement> {
    Ok(SetRequirement {
        requirement: Uuid::from_u128(u128::from(no)).into(),
        tender: tender_id(1).into(),
        lot: None,
        terms: PlacesMonths {
            places: Places::parse(2)?,
            months_each: Months::parse(4)?,
            first_start_by: shared::time::Day::parse("2027-01-01")?,
        },
    })
}

#[tokio::test]
async fn what_was_refused_is_judged_again_when_what_it_lacked_is_there() -> Result<()> {
    let office = Refused::new().await?;
    let inbox = office.inbox().await?;
    ensure!(inbox.len() == 2, "{inbox:?}");
    let (status, same) = office.settle(&inbox[0], "again").await?;
    ensure!((status, &same["is_open"]) == (200, &json!(true)), "{same}");
    ensure!(
        same["verdict"] == inbox[0]["verdict"],
        "nothing has changed: {same}"
    );
    // Somebody registers the tender.
    let other = ReplicaId::from(Uuid::from_u128(82));
    let sealed = seal(tender(1)?.into(), office.world.app.now(), other, 1, None)?;
    let verdict = office.push(other, sealed).await?;
    ensure!(verdict["verdict"] == "applied", "{verdict}");
    for item in &inbox {
        let (status, done) = office.settle(item, "again").await?;
        ensure!((status, &done["is_open"]) == (200, &json!(false)), "{done}");
        ensure!(done["verdict"]["outcome"]["verdict"] == "applied", "{done}");
        // Twice is once.
        ensure!(office.settle(item, "again").await?.0 == 404);
    }
    ensure!(office.inbox().await?.is_empty());
    // The device hears of it.
    let pull = json!({
        "proto": 1, "replica_id": office.replica, "schema": 1, "scopes": {}, "verdicts_after": 2, "epoch": null,
    });
    let told = office
        .world
        .post("/sync/v1/pull", Some(&office.session), &pull)
        .await?
        .json();
    let numbers: Vec<(&Value, &Value)> = told["verdicts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|verdict| (&verdict["cmd_no"], &verdict["outcome"]["verdict"]))
        .collect();
    ensure!(
        numbers.len() == 2 && numbers.iter().all(|(_, outcome)| *outcome == "applied"),
        "{told}"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_put_aside_leaves_the_inbox_until_it_is_judged_otherwise() -> Result<()> {
    let office = Refused::new().await?;
    let inbox = office.inbox().await?;
    let (status, done) = office.settle(&inbox[0], "told").await?;
    ensure!((status, &done["is_open"]) == (200, &json!(false)), "{done}");
    let left = office.inbox().await?;
    ensure!(
        left.len() == 1 && left[0]["cmd_no"] == inbox[1]["cmd_no"],
        "{left:?}"
    );
    // A verdict that nobody has seen cannot be put aside.
    let mut unseen = inbox[1].clone();
    unseen["verdict"]["no"] = json!(99);
    ensure!(office.settle(&unseen, "not_needed").await?.0 == 404);
    ensure!(
        office
            .settle(
                &json!({"replica": office.replica, "cmd_no": 9, "verdict": {"no": 1}}),
                "told"
            )
            .await?
            .0
            == 404
    );
    ensure!(office.settle(&inbox[1], "forgotten").await?.0 == 400);
    Ok(())
}

#[tokio::test]
async fn what_waits_for_an_item_is_put_aside_with_it() -> Result<()> {
    let office = Refused::new().await?;
    let replica = ReplicaId::from(Uuid::from_u128(83));
    let waits = json!({"verdict": "parked", "why": {"code": "depends_on", "args": {"no": 1}}});
    let mut prev = None;
    for (no, command) in [(1, tender(1)?.into()), (2, requirement(5)?.into())] {
        let sealed = seal(command, office.world.app.now(), replica, no, prev)?;
        prev = envelope::head(replica, &sealed).map(|head| head.hash);
        let push = serde_json::to_value(push_of(replica, sealed))?;
        let path = "/sync/v1/push";
        let answer = office
            .world
            .post(path, Some(&office.officer), &push)
            .await?;
        let given = answer.json()["verdicts"][0]["outcome"].clone();
        ensure!(
            given["verdict"] == "rejected" || (no == 2 && given == waits),
            "{given}"
        );
    }
    let inbox = office.inbox().await?;
    let of_replica = |no: u64| {
        let is_it = move |item: &&Value| item["cmd_no"] == no && item["replica"] == json!(replica);
        inbox.iter().find(is_it).cloned()
    };
    let (Some(first), Some(second)) = (of_replica(1), of_replica(2)) else {
        anyhow::bail!("{inbox:?}");
    };
    ensure!(second["verdict"]["outcome"] == waits, "{second}");
    let (status, done) = office.settle(&first, "not_needed").await?;
    ensure!((status, &done["is_open"]) == (200, &json!(false)), "{done}");
    let left = office.inbox().await?;
    ensure!(
        left.iter().all(|item| item["replica"] != json!(replica)),
        "{left:?}"
    );
    // Its author is told that it was refused, and does not go on waiting.
    let pull = json!({
        "proto": 1, "replica_id": replica, "schema": 1, "scopes": {}, "verdicts_after": 2, "epoch": null,
    });
    let path = "/sync/v1/pull";
    let told = office
        .world
        .post(path, Some(&office.officer), &pull)
        .await?
        .json();
    let verdict = &told["verdicts"][0];
    ensure!(
        verdict["cmd_no"] == 2 && verdict["outcome"]["verdict"] == "rejected",
        "{told}"
    );
    Ok(())
}

#[tokio::test]
async fn only_those_who_read_the_inbox_of_the_authority_settle_it() -> Result<()> {
    let office = Refused::new().await?;
    let item = &office.inbox().await?[0];
    let body = json!({
        "replica": item["replica"], "cmd_no": item["cmd_no"], "verdict_no": item["verdict"]["no"], "how": "told",
    });
    let world = &office.world;
    let as_procurement = world.post(SETTLE, Some(&office.session), &body).await?;
    ensure!(as_procurement.status == 403);
    let elsewhere = world.session_of(&world.there, ContractManager).await?;
    ensure!(
        world.post(SETTLE, Some(&elsewhere), &body).await?.status == 404,
        "another authority's"
    );
    ensure!(office.inbox().await?.len() == 2);
    for role in [Caseworker, Administrator] {
        let session = world.session_of(&world.here, role).await?;
        ensure!(
            world.post(SETTLE, Some(&session), &body).await?.status == 200,
            "{role:?}"
        );
    }
    ensure!(office.inbox().await?.len() == 1);
    Ok(())
}

#[tokio::test]
async fn a_right_that_was_refused_is_given_by_nobody_who_may_not_give_it_now() -> Result<()> {
    let world = World::new().await?;
    let administrator = world.session_of(&world.here, Administrator).await?;
    let officer = world.session_of(&world.here, ContractManager).await?;
    let grant = GrantMembership {
        membership: Uuid::from_u128(83).into(),
        user: Uuid::from_u128(84).into(),
        name: said("Nils"),
        organisation: Uuid::from_u128(85).into(),
        role: Supervisor,
        sites: Set::new(),
        from: world.app.today(),
        to: None,
    };
    let replica = ReplicaId::from(Uuid::from_u128(86));
    let sealed = seal(grant.into(), world.app.now(), replica, 1, None)?;
    let push = serde_json::to_value(push_of(replica, sealed))?;
    let answer = world
        .post("/sync/v1/push", Some(&administrator), &push)
        .await?
        .json();
    let verdict = &answer["verdicts"][0];
    ensure!(verdict["outcome"]["verdict"] == "rejected", "{answer}");
    let body =
        json!({"replica": replica, "cmd_no": 1, "verdict_no": verdict["no"], "how": "again"});
    ensure!(world.post(SETTLE, Some(&officer), &body).await?.status == 404);
    let again = world.post(SETTLE, Some(&administrator), &body).await?;
    ensure!(
        again.status == 200 && again.json()["is_open"] == true,
        "{}",
        again.json()
    );
    world.pass(world.app.settings.sudo_minutes.into());
    let stale = world.post(SETTLE, Some(&administrator), &body).await?;
    ensure!(
        (stale.status.as_u16(), stale.code().as_str()) == (403, "sudo_required"),
        "{}",
        stale.json()
    );
    // Put aside it can be by whoever reads it: nothing is given by that.
    let aside =
        json!({"replica": replica, "cmd_no": 1, "verdict_no": verdict["no"], "how": "not_needed"});
    ensure!(world.post(SETTLE, Some(&officer), &aside).await?.status == 200);
    Ok(())
}
