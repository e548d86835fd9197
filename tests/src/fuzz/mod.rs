//! What reads bytes from outside, each as a function that takes any bytes and panics when something is wrong. Beside not panicking:
//! what reads is written as something that reads the same, both readers of JSON agree, and what is not in the rules is refused.
//! `tests/tests/fuzz.rs` feeds them for seconds with each test run, `tests/fuzz` by coverage for as long as somebody likes.
//!
//! - `json`: the browser's reader of JSON beside the server's
//! - `message`: what travels, as either side reads it
//! - `envelope`: a command, its chain, and what it does to rows
//! - `core`: the device's side of sync under any answers
//! - `stored`: what lies on a device when the app is opened
//! - `push`: custody, judgement and pull on the server
//! - `route`: cursors, parameters and bodies through the real router
//! - `notice`: files of notices, and what the app makes of the answer
//! - `mutate`: how the short run changes seeds; `seeds`: where they come from

mod core;
mod envelope;
mod json;
mod message;
pub mod mutate;
mod notice;
mod push;
mod route;
mod seeds;
mod stored;

use std::future::Future;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that reads bytes.
pub struct Target {
    /// Its name.
    pub name: &'static str,
    /// Feeds it. True when the bytes were read as what it is about: a seed must be.
    pub feed: fn(&[u8]) -> bool,
    /// What to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident),+ $(,)?) => {
        [$(Target { name: stringify!($name), feed: $name::feed, seeds: $name::seeds }),+]
    };
}

/// All of them.
pub const TARGETS: [Target; 8] =
    targets!(json, message, envelope, core, stored, push, route, notice);

/// What was read is written as something that reads the same, whichever writer and reader.
fn same<T: Serialize + DeserializeOwned + PartialEq>(read: &T) {
    let text = shared::wire::write(read).expect("what was read is written");
    let again: T = shared::wire::read(text.as_bytes()).expect("what was written reads");
    assert!(again == *read, "it reads otherwise than it was: {text}");
    let theirs: T = serde_json::from_str(&text).expect("what was written reads on the server");
    assert!(theirs == *read, "the server reads it otherwise: {text}");
}

/// Runs to the end on this thread.
fn wait<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(work))
}
