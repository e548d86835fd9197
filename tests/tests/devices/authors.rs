//! Who speaks on a tablet: a supervisor of its site, and nobody from anywhere else; the trail names both.
use anyhow::Result;
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::command::{Command, EndMembership, RecordAttendance};
use shared::pairing::Purpose;
use shared::testing::cast::{id, today, user};
use shared::testing::world::{placement, present};
use shared::wire::{PROTO, SCHEMA};
use tests::crew::{Crew, Tablet};

fn record(trainee: &str) -> Command {
    RecordAttendance {
        placement: placement(trainee),
        day: today(),
        attendance: present(480),
        replaces: None,
    }
    .into()
}

/// What becomes of a command that is said on the tablet.
async fn outcome(
    crew: &Crew,
    tablet: &mut Tablet,
    author: Option<&str>,
    what: Command,
) -> Result<Value> {
    let push = tablet.push(&crew.world, author.map(user), what)?;
    let answer = tablet.post(&crew.world, "/sync/v1/push", &push).await?;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.code());
    Ok(answer.json()["verdicts"][0]["outcome"].clone())
}

fn refusal(outcome: &Value) -> &str {
    outcome["refusal"]["code"].as_str().unwrap_or("none")
}

#[tokio::test]
async fn a_supervisor_speaks_on_the_tablet_and_the_trail_names_both() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Nora", "Norr").await?;
    let said = outcome(&crew, &mut tablet, Some("Stig"), record("Amina")).await?;
    assert_eq!(said, json!({ "verdict": "applied" }));
    let pull =
        json!({ "proto": PROTO, "replica_id": tablet.replica, "schema": SCHEMA, "scopes": {} });
    let pulled = tablet
        .post(&crew.world, "/sync/v1/pull", &pull)
        .await?
        .json();
    let scopes = pulled["scopes_new"].to_string();
    assert!(
        scopes.contains(&format!("s:{}", id::<uuid::Uuid>("Norr"))),
        "{scopes}"
    );
    assert!(
        !scopes.contains(&format!("s:{}", id::<uuid::Uuid>("Mark"))),
        "{scopes}"
    );
    // The auditor sees the person who said it and the tablet on which.
    crew.post("Agda", "/sync/v1/push", &auditor()?).await?;
    let trail = crew.get("Agda", "/api/v1/audit").await?.json();
    let links = trail["items"].as_array().cloned().unwrap_or_default();
    let link = links
        .iter()
        .find(|link| link["kind"] == "record_attendance");
    let link = link.cloned().unwrap_or_default();
    assert_eq!(link["actor"], json!(user("Stig")));
    assert_eq!(link["device"], "Surfplatta Norr");
    let grant = links
        .iter()
        .rfind(|link| link["kind"] == "grant_membership");
    assert_eq!(
        grant.map(|link| link["actor"].clone()),
        Some(json!(user("Agda")))
    );
    assert_eq!(trail["is_intact"], true);
    Ok(())
}

/// Agda becomes an auditor too.
fn auditor() -> Result<Value> {
    let mut device = Tablet::new()?;
    let world = futures::executor::block_on(tests::world::World::empty())?;
    let grant = shared::command::GrantMembership {
        membership: id("auditing"),
        user: user("Agda"),
        name: shared::testing::cast::said("Agda"),
        organisation: id("org Kommunen"),
        role: shared::model::Role::Auditor,
        sites: shared::ordered::Set::new(),
        from: today(),
        to: None,
    };
    world.pass((shared::testing::replay::noon(today()).0 - tests::world::START) / 60_000);
    device.push(&world, None, grant.into())
}

#[tokio::test]
async fn nobody_else_is_taken_for_an_author() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Nora", "Norr").await?;
    for author in ["Ulla", "Sune", "Hanna", "Nora", "Nobody"] {
        let said = outcome(&crew, &mut tablet, Some(author), record("Amina")).await?;
        assert_eq!(refusal(&said), "author_not_here", "{author}");
    }
    let said = outcome(&crew, &mut tablet, None, record("Amina")).await?;
    assert_eq!(
        refusal(&said),
        "not_allowed",
        "the tablet itself says nothing"
    );
    let said = outcome(&crew, &mut tablet, Some("Stig"), record("Dag")).await?;
    assert_eq!(refusal(&said), "not_allowed", "a trainee of another site");
    // The office finds what was refused under the tablet and the author.
    let inbox = crew.get("Agda", "/api/v1/inbox").await?.json();
    let item = &inbox["items"][0];
    assert_eq!(
        (&item["user_name"], &item["author_name"]),
        (&json!("Surfplatta Norr"), &json!("Stig"))
    );
    // A subcontractor's own tablet works the same.
    let mut mark = crew.tablet("Karin", "Mark").await?;
    let said = outcome(&crew, &mut mark, Some("Ulla"), record("Dag")).await?;
    assert_eq!(said["verdict"], "applied");
    Ok(())
}

#[tokio::test]
async fn a_personal_session_names_no_author() -> Result<()> {
    let crew = Crew::new().await?;
    for (who, author) in [
        ("Stig", "Sara"),
        ("Stig", "Stig"),
        ("Nora", "Stig"),
        ("Agda", "Stig"),
    ] {
        let mut device = Tablet::new()?;
        let push = device.push(&crew.world, Some(user(author)), record("Amina"))?;
        let answer = crew.post(who, "/sync/v1/push", &push).await?.json();
        assert_eq!(
            refusal(&answer["verdicts"][0]["outcome"]),
            "author_not_here",
            "{who}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_ended_right_says_nothing_the_day_after() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Nora", "Norr").await?;
    let end = EndMembership {
        membership: id("membership Stig"),
        on: today(),
    };
    let mut nora = Tablet::new()?;
    let push = nora.push(&crew.world, None, end.into())?;
    let ended = crew.post("Nora", "/sync/v1/push", &push).await?.json();
    assert_eq!(ended["verdicts"][0]["outcome"]["verdict"], "applied");
    let said = outcome(&crew, &mut tablet, Some("Stig"), record("Amina")).await?;
    assert_eq!(said["verdict"], "applied", "the last day");
    crew.world.pass(24 * 60);
    tablet.sign_in(&crew.world).await?;
    let said = outcome(&crew, &mut tablet, Some("Stig"), record("Bilal")).await?;
    assert_eq!(refusal(&said), "author_not_here");
    let people = tablet.get(&crew.world, "/device/v1/people").await?.json();
    assert!(!people.to_string().contains("Stig") && people.to_string().contains("Sara"));
    Ok(())
}

#[tokio::test]
async fn what_waited_on_a_disconnected_tablet_is_handed_over_and_nothing_comes_back() -> Result<()>
{
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Nora", "Norr").await?;
    let push = tablet.push(&crew.world, Some(user("Stig")), record("Amina"))?;
    let proof = tablet.proof(&crew.world, Purpose::HandOver).await?;
    let body = json!({ "proof": proof, "push": push });
    let early = crew.world.post("/device/v1/hand_over", None, &body).await?;
    assert_eq!(early.code(), "credentials_refused", "it is connected still");
    let device = json!({ "device": tablet.device()? });
    crew.post("Nora", "/api/v1/devices/revoke", &device).await?;
    let with = tablet.post(&crew.world, "/sync/v1/push", &push).await?;
    assert_eq!(with.code(), "session_missing");
    let proof = tablet.proof(&crew.world, Purpose::Session).await?;
    let body = json!({ "proof": proof, "push": push });
    let wrong = crew.world.post("/device/v1/hand_over", None, &body).await?;
    assert_eq!(
        wrong.code(),
        "credentials_refused",
        "signed for something else"
    );
    crew.world.pass(2 * 24 * 60);
    let proof = tablet.proof(&crew.world, Purpose::HandOver).await?;
    let body = json!({ "proof": proof, "push": push });
    let kept = crew
        .world
        .post("/device/v1/hand_over", None, &body)
        .await?
        .json();
    assert_eq!(
        (&kept["custody_high"], &kept["verdicts"]),
        (&json!(1), &json!([]))
    );
    // It was said while it held, and it came after: done, and the office looks at it.
    let inbox = crew.get("Agda", "/api/v1/inbox").await?.json();
    let item = &inbox["items"][0];
    assert_eq!(
        (&item["state"], &item["author_name"]),
        (&json!("flagged"), &json!("Stig"))
    );
    Ok(())
}
