//! PocketBase: SQLite behind a record API. It has no replication; its batch is pushed as such, and what is new is asked for by time.

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::doc;
use crate::peer::Peer;
use crate::wire::{Call, Line};

const RECORDS: &str = "/api/collections/days/records";
/// The most that a page of it holds.
const PAGE: usize = 1000;
pub const LOGIN: &str = "bench@example.com";
pub const PASSWORD: &str = "not a secret 1";

/// Its protocol, signed in.
pub struct Client {
    headers: String,
}

impl Client {
    /// Signs in, makes the collection and allows batches.
    pub async fn new(line: &mut Line) -> Result<Self> {
        let login = json!({ "identity": LOGIN, "password": PASSWORD });
        let path = "/api/collections/_superusers/auth-with-password";
        let answer = line
            .ask_all(&[Call::new("POST", path, "", serde_json::to_vec(&login)?)])
            .await?;
        let answer: Value = serde_json::from_slice(&answer.body)?;
        let token = answer["token"].as_str().context("no token")?;
        let headers = format!("authorization: {token}\r\n");
        let settings = json!({ "batch": { "enabled": true, "maxRequests": 1000, "timeout": 60, "maxBodySize": 10_000_000 } });
        let date = |name: &str| json!({ "name": name, "type": "autodate", "onCreate": true, "onUpdate": true });
        let collection = json!({
            "name": "days", "type": "base",
            "fields": [
                { "name": "name", "type": "text" }, { "name": "body", "type": "json" }, date("updated"),
            ],
            "indexes": ["create index days_updated on days (updated, id)", "create unique index days_name on days (name)"],
        });
        line.ask_all(&[
            Call::new(
                "PATCH",
                "/api/settings",
                &headers,
                serde_json::to_vec(&settings)?,
            ),
            Call::new(
                "POST",
                "/api/collections",
                &headers,
                serde_json::to_vec(&collection)?,
            ),
        ])
        .await?;
        Ok(Self { headers })
    }

    fn page(&self, after: &str, page: usize) -> Call {
        let filter = after.replace(' ', "%20");
        let path = format!(
            "{RECORDS}?perPage={PAGE}&page={page}&skipTotal=1&sort=updated,id&filter=(updated%3E'{filter}')"
        );
        Call::new("GET", &path, &self.headers, Vec::new())
    }
}

#[async_trait::async_trait]
impl Peer for Client {
    fn push(&self, days: Range<u64>, _client: u64) -> Result<Vec<Call>> {
        let requests: Vec<Value> = days
            .map(|n| json!({ "method": "POST", "url": RECORDS, "body": { "name": doc::id(n), "body": doc::doc(n) } }))
            .collect();
        let body = serde_json::to_vec(&json!({ "requests": requests }))?;
        Ok(vec![Call::new("POST", "/api/batch", &self.headers, body)])
    }

    async fn pull(&self, line: &mut Line) -> Result<Vec<Vec<u8>>> {
        let mut bodies = Vec::new();
        loop {
            let answer = line
                .ask_all(&[self.page("2000-01-01 00:00:00.000Z", bodies.len() + 1)])
                .await?;
            ensure!(answer.status == 200, "no page");
            let page: Value = serde_json::from_slice(&answer.body)?;
            let is_last = page["items"].as_array().context("no items")?.len() < PAGE;
            bodies.push(answer.body);
            if is_last {
                return Ok(bodies);
            }
        }
    }

    fn days(&self, bodies: &[Vec<u8>]) -> Result<u64> {
        let mut found = 0;
        for body in bodies {
            let page: Value = serde_json::from_slice(body)?;
            found += page["items"].as_array().context("no items")?.len() as u64;
        }
        Ok(found)
    }

    async fn idle(&self, _line: &mut Line) -> Result<Vec<Call>> {
        Ok(vec![self.page("2100-01-01 00:00:00.000Z", 1)])
    }
}
