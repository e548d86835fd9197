//! Tells a device that there is something to pull, and nothing more: the pull decides what the user may see. Endless, with a
//! heartbeat; the stream ends with the session, which is looked up at each heartbeat.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::sse::{Event, Sse};
use futures::Stream;
use tokio::sync::broadcast::error::RecvError;

use super::prelude::*;
use crate::auth::session;

/// Between two signs of life.
const HEARTBEAT: Duration = Duration::from_secs(20);

pub const ROUTE: Route = Route {
    id: "events",
    method: Method::Get,
    path: "/sync/v1/events",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Sync,
    parameters: &[],
    body: Body::None,
    reply: Reply::Events,
    refusals: &[],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>, caller: Caller) -> Response {
    // nginx would hold small pieces back otherwise.
    let unheld = [("x-accel-buffering", "no")];
    (unheld, Sse::new(stream(app, caller))).into_response()
}

fn stream(app: Arc<App>, caller: Caller) -> impl Stream<Item = Result<Event, Infallible>> {
    let (pokes, closing) = (app.store.pokes(), app.closing());
    let start = (app, caller, pokes, closing);
    futures::stream::unfold(start, |(app, caller, mut pokes, mut closing)| async move {
        let event = loop {
            tokio::select! {
                _ = closing.changed() => return None,
                poke = pokes.recv() => match poke {
                    Ok(poke) if poke.tenant != caller.session.tenant => {}
                    Ok(poke) => break poked(poke.seq),
                    Err(RecvError::Lagged(_)) => break poked(0),
                    Err(RecvError::Closed) => return None,
                },
                () = tokio::time::sleep(HEARTBEAT) => match session::look_up(&app, caller.session.token_hash).await {
                    Ok(Some(_)) => break Event::default().comment(""),
                    Ok(None) | Err(_) => return None,
                },
            }
        };
        Some((Ok(event), (app, caller, pokes, closing)))
    })
}

/// `seq` 0 means: some were missed, pull.
fn poked(seq: i64) -> Event {
    Event::default()
        .event("poke")
        .data(format!(r#"{{"seq":{seq}}}"#))
}
