//! The mark of a row in a list: only where it is not yet as it should be. The sign is seen, its word is heard.
use std::sync::Arc;

use crate::view::*;
use shared::model::{Key, Kind};

use crate::components::small_mark;
use crate::components::table::Mark;
use crate::replica::{RecordState, use_replica};
use crate::signals::Live;

/// For the rows of a table that are all of one kind.
#[must_use]
pub fn of_rows(kind: Kind) -> Mark {
    Arc::new(move |id| of(Key { kind, id }))
}

/// For one row.
#[must_use]
pub fn of(key: Key) -> AnyView {
    let replica = use_replica();
    let state = Live::new(move || replica.record_state(key));
    let mark = move || {
        let state = state.get();
        (state != RecordState::Confirmed).then(|| small_mark(state))
    };
    view! { {mark} }.into_any()
}
