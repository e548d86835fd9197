//! New ids: time-ordered (version 7), so that rows made together lie together.
use uuid::Uuid;

#[cfg(target_arch = "wasm32")]
use {super::clock, super::random, uuid::Builder};

/// A new id of a type: `ids::new::<TenderId>()`.
#[must_use]
pub fn new<I: From<Uuid>>() -> I {
    I::from(fresh())
}

#[cfg(target_arch = "wasm32")]
fn fresh() -> Uuid {
    let now = u64::try_from(clock::now().0).unwrap_or(0);
    Builder::from_unix_timestamp_millis(now, &random::bytes()).into_uuid()
}

/// Off the browser nothing makes ids: tests give their own.
#[cfg(not(target_arch = "wasm32"))]
fn fresh() -> Uuid {
    Uuid::nil()
}
