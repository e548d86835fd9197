//! A word about the product: anybody may send one, only the authority's administrators read it, and it is erased in the end.

use anyhow::Result;
use backend::store::{self, FeedbackCursor, StoreError};
use serde_json::{Value, json};
use shared::model::Role::{Administrator, Caseworker};
use tests::world::World;

const PATH: &str = "/api/v1/feedback";
const SETTLE: &str = "/api/v1/feedback/settle";
const DAY_MINUTES: i64 = 24 * 60;

fn said(change: &Value) -> Value {
    let mut body = json!({"kind": "accessibility", "place": "/placements/*", "what": "Knappen \"Rätta\" går inte att nå."});
    for (name, value) in change.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

async fn list(world: &World, session: &str) -> Result<Vec<Value>> {
    let answer = world.get(PATH, Some(session)).await?;
    assert_eq!(answer.status, 200);
    let items = answer.json()["items"].clone();
    Ok(serde_json::from_value(items)?)
}

#[tokio::test]
async fn it_reaches_the_administrators_of_the_authority_that_it_is_for_and_nobody_else()
-> Result<()> {
    let world = World::new().await?;
    let here = world.session_of(&world.here, Administrator).await?;
    let there = world.session_of(&world.there, Administrator).await?;
    let caseworker = world.session_of(&world.here, Caseworker).await?;
    let sent = world
        .post(
            PATH,
            Some(&caseworker),
            &said(&json!({"contact": "070-123 45 67"})),
        )
        .await?;
    assert_eq!(sent.status, 204);
    let read = list(&world, &here).await?;
    assert_eq!(read.len(), 1);
    assert_eq!(read[0]["contact"], "070-123 45 67");
    assert_eq!(read[0]["place"], "/placements/*");
    assert_eq!(read[0]["settled_at"], Value::Null);
    assert!(list(&world, &there).await?.is_empty());
    // Without an account the authority is named, as this server has two.
    let unnamed = world.post(PATH, None, &said(&json!({}))).await?;
    assert_eq!(
        (unnamed.status.as_u16(), unnamed.code().as_str()),
        (422, "value_refused")
    );
    let named = said(&json!({"authority": world.there.id}));
    assert_eq!(world.post(PATH, None, &named).await?.status, 204);
    assert_eq!(list(&world, &there).await?.len(), 1);
    // What somebody with an account says is for their own authority, whatever they ask.
    let other = said(&json!({"authority": world.there.id}));
    assert_eq!(
        world.post(PATH, Some(&caseworker), &other).await?.status,
        204
    );
    assert_eq!(
        (
            list(&world, &here).await?.len(),
            list(&world, &there).await?.len()
        ),
        (2, 1)
    );
    Ok(())
}

#[tokio::test]
async fn no_text_too_long_no_place_with_an_id_and_no_unknown_kind_is_taken() -> Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.here, Caseworker).await?;
    for (change, code) in [
        (json!({"what": "å".repeat(2000)}), ""),
        (json!({"what": "å".repeat(2001)}), "value_refused"),
        (json!({"what": "  "}), "value_refused"),
        (json!({"contact": "x".repeat(201)}), "value_refused"),
        (json!({"contact": ""}), "value_refused"),
        (json!({"place": "/placements/0198"}), "value_refused"),
        (json!({"place": "/Amina"}), "value_refused"),
        (json!({"kind": "praise"}), "body_malformed"),
    ] {
        let answer = world.post(PATH, Some(&session), &said(&change)).await?;
        assert_eq!(answer.code(), code, "{change}");
    }
    Ok(())
}

#[tokio::test]
async fn it_lies_sealed_and_is_erased_ninety_days_after_it_was_settled() -> Result<()> {
    let world = World::new().await?;
    let administrator = world.session_of(&world.here, Administrator).await?;
    for text in ["Den första", "Den andra"] {
        world
            .post(PATH, Some(&administrator), &said(&json!({"what": text})))
            .await?;
        world.pass(1);
    }
    let tenant = world.here.id;
    let rows = store::read::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        Box::pin(async move { tx.feedback_page(tenant, FeedbackCursor::START, 9).await })
    })
    .await?;
    assert!(
        rows.iter()
            .all(|row| !String::from_utf8_lossy(&row.body).contains("Den"))
    );
    let read = list(&world, &administrator).await?;
    assert_eq!(
        (read[0]["what"].as_str(), read[1]["what"].as_str()),
        (Some("Den andra"), Some("Den första"))
    );
    let first = json!({"id": read[1]["id"]});
    let foreign = world.session_of(&world.there, Administrator).await?;
    assert_eq!(
        world.post(SETTLE, Some(&foreign), &first).await?.code(),
        "not_found"
    );
    assert_eq!(
        world
            .post(SETTLE, Some(&administrator), &first)
            .await?
            .status,
        204
    );
    assert_eq!(
        world
            .post(SETTLE, Some(&administrator), &first)
            .await?
            .code(),
        "not_found"
    );
    assert!(list(&world, &administrator).await?[1]["settled_at"].is_i64());
    world.pass(91 * DAY_MINUTES);
    let administrator = world.session_of(&world.here, Administrator).await?;
    let second = json!({"id": read[0]["id"]});
    assert_eq!(
        world
            .post(SETTLE, Some(&administrator), &second)
            .await?
            .status,
        204
    );
    let left = list(&world, &administrator).await?;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["what"], "Den andra");
    Ok(())
}

#[tokio::test]
async fn an_address_that_sends_too_many_is_told_to_wait() -> Result<()> {
    let world = World::with(|settings| settings.limits.feedback_per_address_hour = 2).await?;
    let body = said(&json!({"authority": world.here.id}));
    for status in [204, 204, 429] {
        assert_eq!(world.post(PATH, None, &body).await?.status, status);
    }
    Ok(())
}

#[tokio::test]
async fn the_authorities_are_named_to_anybody() -> Result<()> {
    let world = World::new().await?;
    let answer = world.get("/api/v1/authorities", None).await?;
    let items: Vec<Value> = serde_json::from_value(answer.json()["items"].clone())?;
    assert_eq!(items.len(), 2);
    assert!(
        items
            .iter()
            .all(|item| item["name"].as_str().is_some_and(|name| !name.is_empty()))
    );
    Ok(())
}
