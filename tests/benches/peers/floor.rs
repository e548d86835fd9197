//! The floor: the least that a server can do which keeps documents and tells of them. A batch is one transaction with one statement,
//! synced to disk; there is no user, no right, no judgement, no history. Run as a process of its own, for its use to be told apart.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions};
use sqlx::sqlite::{SqliteConnection, SqliteSynchronous};
use sqlx::{ConnectOptions, Row};
use tokio::sync::Mutex;

use crate::doc;
use crate::peer::Peer;
use crate::wire::{Call, Line};

const TABLE: &str = "create table doc (seq integer primary key autoincrement, id text not null unique, body text not null) strict";
const PUT: &str = "insert into doc (id, body) select value ->> 'id', value -> 'body' from json_each(?1) where true \
    on conflict (id) do update set body = excluded.body";
/// Documents of a page.
const PAGE: usize = 1000;
const CHANGES: &str = "select seq, id, body from doc where seq > ?1 order by seq limit ?2";

struct Floor {
    writer: Mutex<SqliteConnection>,
    readers: SqlitePool,
}

/// Serves a new database at `path` until it is killed.
pub async fn serve(path: &Path) -> Result<()> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut writer = options.connect().await?;
    sqlx::query(TABLE).execute(&mut writer).await?;
    let readers = SqlitePoolOptions::new().connect_lazy_with(options);
    let writer = Mutex::new(writer);
    let router = Router::new()
        .route("/push", post(push))
        .route("/changes", get(changes))
        .with_state(Arc::new(Floor { writer, readers }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    crate::say(&format!("listening on http://{}", listener.local_addr()?));
    Ok(axum::serve(listener, router).await?)
}

async fn push(State(floor): State<Arc<Floor>>, body: Bytes) -> StatusCode {
    let text = String::from_utf8_lossy(&body).into_owned();
    let mut writer = floor.writer.lock().await;
    match sqlx::query(PUT).bind(text).execute(&mut *writer).await {
        Ok(_done) => StatusCode::NO_CONTENT,
        Err(_error) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[derive(Deserialize)]
struct Since {
    since: i64,
    limit: i64,
}

async fn changes(State(floor): State<Arc<Floor>>, Query(asked): Query<Since>) -> impl IntoResponse {
    let rows = sqlx::query(CHANGES).bind(asked.since).bind(asked.limit);
    let rows = rows.fetch_all(&floor.readers).await.unwrap_or_default();
    let mut text = String::from("[");
    for row in rows {
        let (seq, id, body): (i64, String, String) = (row.get(0), row.get(1), row.get(2));
        let sign = if text.len() > 1 { "," } else { "" };
        text += &format!("{sign}{{\"seq\":{seq},\"id\":\"{id}\",\"body\":{body}}}");
    }
    text.push(']');
    ([(header::CONTENT_TYPE, "application/json")], text)
}

/// The floor as the client sees it.
pub struct Client;

#[async_trait::async_trait]
impl Peer for Client {
    fn push(&self, docs: std::ops::Range<u64>, _client: u64) -> Result<Vec<Call>> {
        let batch: Vec<_> = docs
            .map(|n| json!({ "id": doc::id(n), "body": doc::doc(n) }))
            .collect();
        Ok(vec![Call::new(
            "POST",
            "/push",
            "",
            serde_json::to_vec(&batch)?,
        )])
    }

    async fn pull(&self, line: &mut Line) -> Result<Vec<Vec<u8>>> {
        let mut bodies = Vec::new();
        loop {
            let path = format!("/changes?since={}&limit={PAGE}", bodies.len() * PAGE);
            let answer = line
                .ask_all(&[Call::new("GET", &path, "", Vec::new())])
                .await?;
            if answer.body == b"[]" {
                return Ok(bodies);
            }
            bodies.push(answer.body);
        }
    }

    fn days(&self, bodies: &[Vec<u8>]) -> Result<u64> {
        let pages = bodies
            .iter()
            .map(|body| serde_json::from_slice::<Vec<Value>>(body));
        pages.map(|page| Ok(page?.len() as u64)).sum()
    }

    async fn idle(&self, _line: &mut Line) -> Result<Vec<Call>> {
        let path = format!("/changes?since=1000000000&limit={PAGE}");
        Ok(vec![Call::new("GET", &path, "", Vec::new())])
    }
}
