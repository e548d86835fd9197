//! New ids: time-ordered (version 7), so that rows made together lie together.
use uuid::Uuid;

/// A new id of a type: `ids::new::<TenderId>()`.
#[must_use]
pub fn new<I: From<Uuid>>() -> I {
    I::from(fresh())
}

#[cfg(target_arch = "wasm32")]
fn fresh() -> Uuid {
    Uuid::now_v7()
}

/// Off the browser nothing makes ids: tests give their own.
#[cfg(not(target_arch = "wasm32"))]
fn fresh() -> Uuid {
    Uuid::nil()
}
