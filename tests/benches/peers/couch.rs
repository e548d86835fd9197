//! CouchDB's replication protocol, as PouchDB 9 speaks it to express-pouchdb 4: the same requests in the same order as its replicator's,
//! a hundred documents a round, with its checkpoints. RxDB speaks it too: its own server keeps documents on disk only with storages that are
//! sold, so what stands for RxDB is its plugin for this protocol, against the same server.

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::doc;
use crate::peer::Peer;
use crate::wire::{Call, Line};

/// Documents of a round, as both have it where nobody says otherwise.
const BATCH: u64 = 100;
const DATABASE: &str = "/days";

/// Its protocol; `is_rx` is RxDB's plugin for it, which keeps its checkpoints itself and asks for no revisions.
pub struct Client {
    pub is_rx: bool,
}

fn revision(number: u64) -> String {
    let hash = Sha256::digest(number.to_be_bytes());
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn whole(number: u64) -> Value {
    let mut whole = doc::doc(number);
    let hash = revision(number);
    whole["_id"] = json!(doc::id(number));
    whole["_rev"] = json!(format!("1-{hash}"));
    whole["_revisions"] = json!({ "start": 1, "ids": [hash] });
    whole
}

fn get(path: &str) -> Call {
    Call::new(
        "GET",
        &format!("{DATABASE}{path}"),
        "accept: application/json\r\n",
        Vec::new(),
    )
}

fn root() -> Call {
    Call::new("GET", "/", "accept: application/json\r\n", Vec::new())
}

fn send(method: &str, path: &str, body: &Value) -> Result<Call> {
    let body = serde_json::to_vec(body)?;
    Ok(Call::new(
        method,
        &format!("{DATABASE}{path}"),
        "accept: application/json\r\n",
        body,
    ))
}

fn checkpoint(place: &str, seq: u64, rev: Option<&str>) -> Result<Call> {
    let id = place.trim_start_matches('/');
    let mut body = json!({
        "_id": id, "session_id": Uuid::nil(), "replicator": "pouchdb", "version": 1, "last_seq": seq,
        "history": [{ "last_seq": seq, "session_id": Uuid::nil() }],
    });
    if let Some(rev) = rev {
        body["_rev"] = json!(rev);
    }
    send("PUT", place, &body)
}

fn place() -> String {
    format!("/_local/{}", Uuid::now_v7().simple())
}

/// RxDB looks for conflicts by itself, and lets the server make the revisions.
fn rx_round(round: Range<u64>) -> Result<Vec<Call>> {
    let keys: Vec<String> = round.clone().map(doc::id).collect();
    let docs = round.map(|n| {
        let mut body = doc::doc(n);
        body["_id"] = json!(doc::id(n));
        body
    });
    let docs: Vec<Value> = docs.collect();
    Ok(vec![
        send(
            "POST",
            "/_all_docs?",
            &json!({ "keys": keys, "include_docs": true, "deleted": "ok" }),
        )?,
        send("POST", "/_bulk_docs?", &json!({ "docs": docs }))?,
    ])
}

impl Client {
    fn changes(&self, since: u64) -> Call {
        let mut path = format!("/_changes?style=all_docs&since={since}&limit={BATCH}");
        if self.is_rx {
            path += &format!("&feed=normal&include_docs=true&heartbeat=60000&seq_interval={BATCH}");
        }
        get(&path)
    }
}

#[async_trait::async_trait]
impl Peer for Client {
    fn push(&self, days: Range<u64>, _client: u64) -> Result<Vec<Call>> {
        let place = place();
        let mut calls = Vec::new();
        if !self.is_rx {
            calls.extend([get("/"), root(), get(&place)]);
        }
        let (mut from, mut rounds) = (days.start, 0);
        while from < days.end {
            let round = from..days.end.min(from + BATCH);
            from = round.end;
            if self.is_rx {
                calls.extend(rx_round(round)?);
                continue;
            }
            let known = round
                .clone()
                .map(|n| (doc::id(n), json!([format!("1-{}", revision(n))])));
            let known: Map<String, Value> = known.collect();
            let docs: Vec<Value> = round.map(whole).collect();
            let rev = (rounds > 0).then(|| format!("0-{rounds}"));
            calls.extend([
                send("POST", "/_revs_diff", &Value::Object(known))?,
                send(
                    "POST",
                    "/_bulk_docs",
                    &json!({ "docs": docs, "new_edits": false }),
                )?,
                get(&place),
                checkpoint(&place, from, rev.as_deref())?,
            ]);
            rounds += 1;
        }
        Ok(calls)
    }

    async fn pull(&self, line: &mut Line) -> Result<Vec<Vec<u8>>> {
        let mut bodies = Vec::new();
        let mut since = 0;
        let place = place();
        if !self.is_rx {
            line.ask_all(&[root(), get("/")]).await?;
        }
        let mut rev: Option<String> = None;
        loop {
            let found = line.ask_all(&[self.changes(since)]).await?;
            let page: Value = serde_json::from_slice(&found.body)?;
            let rows = page["results"].as_array().context("no results")?;
            if rows.is_empty() {
                return Ok(bodies);
            }
            since = page["last_seq"].as_u64().context("no last_seq")?;
            if self.is_rx {
                bodies.push(found.body);
                continue;
            }
            let wanted: Vec<Value> = rows
                .iter()
                .map(|row| json!({ "id": row["id"], "rev": row["changes"][0]["rev"] }))
                .collect();
            let asked = send(
                "POST",
                "/_bulk_get?revs=true&latest=true",
                &json!({ "docs": wanted }),
            )?;
            bodies.push(line.ask_all(&[asked]).await?.body);
            let kept = line
                .ask_all(&[checkpoint(&place, since, rev.as_deref())?])
                .await?;
            let kept: Value = serde_json::from_slice(&kept.body)?;
            rev = kept["rev"].as_str().map(str::to_owned);
        }
    }

    fn days(&self, bodies: &[Vec<u8>]) -> Result<u64> {
        let mut found = 0;
        for body in bodies {
            let page: Value = serde_json::from_slice(body)?;
            let rows = page["results"].as_array().context("no results")?;
            let is_whole = |row: &&Value| {
                let whole = if self.is_rx {
                    &row["doc"]
                } else {
                    &row["docs"][0]["ok"]
                };
                whole["type"] == "attendance"
            };
            found += rows.iter().filter(is_whole).count() as u64;
        }
        Ok(found)
    }

    async fn idle(&self, line: &mut Line) -> Result<Vec<Call>> {
        let found = line.ask_all(&[get("/")]).await?;
        let about: Value = serde_json::from_slice(&found.body)?;
        let since = about["update_seq"].as_u64().context("no update_seq")?;
        if self.is_rx {
            return Ok(vec![self.changes(since)]);
        }
        let place = place();
        let kept = line.ask_all(&[checkpoint(&place, since, None)?]).await?;
        ensure!(kept.status < 300, "no checkpoint");
        Ok(vec![
            root(),
            get(&place),
            get("/"),
            self.changes(since),
            get(&place),
        ])
    }
}
