//! The stream of pokes: one for each change of the own authority, none for another's, over with the session and the server.

use std::time::Duration;

use anyhow::{Context, Result};
use axum::body::{Body, BodyDataStream};
use axum::http::{Method, StatusCode};
use futures::StreamExt;
use serde_json::json;
use shared::model::Role;
use tests::world::{Tenant, World};
use tower::ServiceExt;

async fn stream(world: &World, tenant: &Tenant) -> Result<BodyDataStream> {
    let session = world.session_of(tenant, Role::Supervisor).await?;
    let request = world
        .request(Method::GET, "/sync/v1/events", Some(&session))
        .body(Body::empty())?;
    let response = world.router.clone().oneshot(request).await?;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    Ok(response.into_body().into_data_stream())
}

/// The next piece, heartbeats left out; none at the end of the stream.
async fn next(stream: &mut BodyDataStream) -> Result<Option<String>> {
    loop {
        let piece = tokio::time::timeout(Duration::from_secs(600), stream.next()).await?;
        let Some(piece) = piece else { return Ok(None) };
        let text = String::from_utf8(piece?.to_vec())?;
        if !text.starts_with(':') {
            return Ok(Some(text));
        }
    }
}

/// Something that takes a number in the authority's order: an invitation that is used.
async fn change(world: &World) -> Result<()> {
    let session = world.session_of(&world.here, Role::Administrator).await?;
    let invite = json!({"login": "ny@palm.example", "name": "Ny", "organisation": world.here.authority, "role": "auditor"});
    let made = world
        .post("/api/v1/invites", Some(&session), &invite)
        .await?
        .json();
    let token = made["link"]
        .as_str()
        .and_then(|link| link.split_once('#'))
        .context("a link")?
        .1
        .to_owned();
    let accepted = world
        .post(
            "/auth/v1/accept",
            None,
            &json!({"token": token, "password": "kvast lykta groda"}),
        )
        .await?;
    assert_eq!(accepted.status, StatusCode::OK);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_change_pokes_its_own_authority_and_nobody_else() -> Result<()> {
    let world = World::new().await?;
    let (mut here, mut there) = (
        stream(&world, &world.here).await?,
        stream(&world, &world.there).await?,
    );
    change(&world).await?;
    assert_eq!(
        next(&mut here).await?.as_deref(),
        Some("event: poke\ndata: {\"seq\":1}\n\n")
    );
    world.app.close();
    assert_eq!(next(&mut there).await?, None, "nothing but the end");
    assert_eq!(next(&mut here).await?, None);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn the_stream_lives_on_heartbeats_and_ends_with_the_session() -> Result<()> {
    let world = World::new().await?;
    let mut here = stream(&world, &world.here).await?;
    let started = tokio::time::Instant::now();
    let heartbeat = here.next().await.context("a heartbeat")??;
    assert!(heartbeat.starts_with(b":"));
    assert_eq!(started.elapsed().as_secs(), 20);
    world.pass(30);
    assert_eq!(next(&mut here).await?, None);
    Ok(())
}
