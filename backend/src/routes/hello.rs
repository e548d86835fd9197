//! The only test of being online: tiny, without a session.

use shared::id::Epoch;
use shared::sync::protocol::{HelloReply, Range, SchemaRange};
use shared::wire::{PROTO, SCHEMA, SCHEMA_MIN_PULL};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "hello",
    method: Method::Get,
    path: "/sync/v1/hello",
    access: Access::Open,
    sudo: false,
    limit: Limit::Hello,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("HelloReply"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>) -> Result<Answer<HelloReply>, ApiError> {
    let epoch = crate::store::read::<_, ApiError, _>(app.store.as_ref(), |tx| {
        Box::pin(async move { Ok(tx.epoch().await?) })
    })
    .await?;
    Ok(Answer(HelloReply {
        epoch: Epoch::from(epoch),
        server_time: app.now(),
        proto: Range {
            min: PROTO,
            max: PROTO,
        },
        schema: SchemaRange {
            min_pull: SCHEMA_MIN_PULL,
            cur: SCHEMA,
        },
        build: env!("CARGO_PKG_VERSION").to_owned(),
    }))
}
