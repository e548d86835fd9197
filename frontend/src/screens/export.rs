//! Lists of persons become files only after the server has seen who asks. What is in them lies on the device already: this keeps an
//! office screen that was left open from being carried away in one press, and notes who took what. Without network it says no.
use serde_json::Value;
use shared::api::{ExportRequest, ExportTable};

use crate::components::table::OnAnswer;
use crate::screens::sudo;
use crate::words::codes;

/// Before a file of candidates.
pub fn candidates(rows: u32, on_answer: OnAnswer) {
    ask(ExportTable::Candidates, rows, on_answer);
}

/// Before a file of placements.
pub fn placements(rows: u32, on_answer: OnAnswer) {
    ask(ExportTable::Placements, rows, on_answer);
}

fn ask(table: ExportTable, rows: u32, on_answer: OnAnswer) {
    leptos::task::spawn_local(async move {
        let request = ExportRequest { table, rows };
        let answer = sudo::post::<_, Value>("/api/v1/export", &request).await;
        on_answer(answer.map(drop).map_err(|error| codes::http(&error)));
    });
}
