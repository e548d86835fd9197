//! Several requests are answered at once, by two processes over one PostgreSQL, while somebody else's transaction is held open now and
//! then. What comes of them follows from nothing but what the database let through first; the invariants are those of every run.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use backend::accept::{self, Deps};
use backend::store::{Job, Poke, Store, StoreError};
use futures::future::join_all;
use shared::id::UserId;
use shared::model::Entity;
use shared::sync::event::{Answer, Request};
use shared::sync::protocol::RowPut;
use shared::time::Day;
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::broadcast;

use super::Found;
use super::arrive::Way;
use super::door::Door;
use super::oracle::Reader;
use super::over::connected;
use super::server::{Server, tenant, vault};
use super::world::{Load, Packet, World};

/// A transaction is held open at most so long.
const HELD_MILLIS: u64 = 40;

/// A store whose transactions stay open for a while after all their work, with the numbers that they have taken.
struct SlowStore {
    inner: Arc<dyn Store>,
    millis: Arc<AtomicU64>,
}

#[async_trait]
impl Store for SlowStore {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        let held = Duration::from_millis(self.millis.load(Ordering::Relaxed));
        let slow: Job = Arc::new(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                job(tx).await?;
                tokio::time::sleep(held).await;
                Ok(())
            })
        });
        self.inner.write_job(slow).await
    }
    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        self.inner.read_job(job).await
    }
    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.inner.pokes()
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}

/// Another process over the server's database.
pub struct Crowd {
    pub store: Arc<dyn Store>,
    other: Deps,
    millis: Arc<AtomicU64>,
    url: String,
    handlers: usize,
}

impl Crowd {
    /// Beside the server.
    pub fn beside(server: &Server, url: &str, handlers: usize, seed: u64) -> Found<Self> {
        let store = server.exec.wait(connected(url))?;
        let millis = Arc::new(AtomicU64::new(0));
        let slow = SlowStore {
            inner: store.clone(),
            millis: millis.clone(),
        };
        Ok(Self {
            store,
            other: Deps {
                store: Arc::new(slow),
                vault: vault(seed),
            },
            millis,
            url: url.to_owned(),
            handlers,
        })
    }
}

/// What somebody else does in a transaction that stays open.
const FOREIGN: [&[&str]; 3] = [
    // Takes the next number, and never commits.
    &[
        "begin",
        "update tenant set seq = seq + 1 where id = '{tenant}'",
    ],
    // Sees what was there before.
    &[
        "begin isolation level repeatable read read only",
        "select count(*) from intake",
    ],
    // Has a place in the order of transactions, and writes beside.
    &[
        "begin",
        "insert into meta (key, value) values ('foreign', '') on conflict (key) do update set value = excluded.value",
    ],
];

async fn foreign(url: String, what: usize, held: Duration) -> Result<(), sqlx::Error> {
    let mut conn = PgConnection::connect(&url).await?;
    let whole: &'static [&'static str] = FOREIGN[what % FOREIGN.len()];
    for sql in whole {
        let sql = sql.replace("{tenant}", &tenant().uuid().to_string());
        conn.execute(sqlx::AssertSqlSafe(sql)).await?;
    }
    tokio::time::sleep(held).await;
    conn.execute("rollback").await?;
    conn.close().await
}

/// A row that was sent, until it is seen that its reader may have it.
struct Shown {
    user: UserId,
    entity: Entity,
    row: RowPut,
}

impl World {
    /// Some packets under way go one step further, those that ask a server all at once.
    pub(super) fn deliver_some(&mut self) -> Found<()> {
        let handlers = self.crowd.as_ref().map_or(1, |crowd| crowd.handlers);
        // Those who ask meet at the door.
        if self.is_stormy && self.wire.len() < handlers / 2 && self.dice.chance(80) {
            return Ok(());
        }
        let mut asked: Vec<(Packet, UserId, Request)> = Vec::new();
        for _ in 0..handlers {
            let Some(packet) = self.next_packet() else {
                break;
            };
            let request = match packet.load {
                Load::Down(answer) => {
                    self.hand_over((packet.device, packet.tab, packet.req), *answer)?;
                    continue;
                }
                Load::Up(ref request) => request.clone(),
            };
            match self.on_its_way(&packet, request)? {
                Way::Ends(answer) => self.send_back(&packet, answer),
                Way::Arrives(user, request) => asked.push((packet, user, request)),
            }
        }
        if asked.is_empty() {
            return Ok(());
        }
        let answers = self.answer_all(&asked)?;
        self.check_all_sent(&asked, &answers)?;
        self.history.follow(&self.server, &self.registry)?;
        for ((packet, _, request), mut answer) in asked.into_iter().zip(answers) {
            if matches!(request, Request::Push(_)) {
                self.count("pushes");
            }
            if let Answer::Pulled(reply) = &mut answer {
                self.shorten(reply);
            }
            self.send_back(&packet, answer);
        }
        Ok(())
    }

    /// By two processes at once; what is held open, and what the other process does of itself, goes on beside them.
    fn answer_all(&mut self, asked: &[(Packet, UserId, Request)]) -> Found<Vec<Answer>> {
        let Some(crowd) = &self.crowd else {
            return Ok(Vec::new());
        };
        let own = self.server.door();
        let other = Door {
            deps: crowd.other.clone(),
            ..own.clone()
        };
        let is_slow = self.dice.chance(30);
        let millis = if is_slow {
            self.dice.below(HELD_MILLIS)
        } else {
            0
        };
        crowd.millis.store(millis, Ordering::Relaxed);
        let held = Duration::from_millis(self.dice.below(HELD_MILLIS));
        let what = self.dice.index(FOREIGN.len());
        let stands_by = (self.dice.chance(30)).then(|| foreign(crowd.url.clone(), what, held));
        let starts = (self.is_stormy && self.dice.chance(5)).then(|| other.clone());
        let doors: Vec<Door> = asked
            .iter()
            .map(|_| if self.dice.chance(50) { &own } else { &other }.clone())
            .collect();
        let counted = [
            ("answered at once", asked.len() > 1),
            ("transactions held open", stands_by.is_some() || is_slow),
            ("starts beside", starts.is_some()),
        ];
        let answers = self.server.exec.wait(async {
            let work = doors
                .into_iter()
                .zip(asked)
                .map(|(door, (_, user, request))| {
                    tokio::spawn(door.answer(*user, request.clone()))
                });
            let work: Vec<_> = work.collect();
            let stands_by = stands_by.map(tokio::spawn);
            if let Some(door) = starts {
                let judged = accept::judge_leftovers(&door.deps, door.now).await;
                judged.map_err(|error| format!("a start beside: {error}"))?;
            }
            let answers = join_all(work).await;
            if let Some(stands_by) = stands_by {
                let stood = stands_by.await.map_err(|error| error.to_string())?;
                stood.map_err(|error| format!("the foreign transaction: {error}"))?;
            }
            answers
                .into_iter()
                .map(|answer| answer.map_err(|error| error.to_string())?)
                .collect::<Found<Vec<Answer>>>()
        })?;
        self.report.answers += asked.len() as u64;
        for (what, _) in counted.iter().filter(|(_, happened)| *happened) {
            self.count(what);
        }
        Ok(answers)
    }

    /// I4: what was sent, its reader might see at one of the moments at which it may have been read.
    fn check_all_sent(
        &mut self,
        asked: &[(Packet, UserId, Request)],
        answers: &[Answer],
    ) -> Found<()> {
        let mut shown = Vec::new();
        for ((_, user, _), answer) in asked.iter().zip(answers) {
            let rows: Vec<&RowPut> = match answer {
                Answer::Pulled(reply) => {
                    reply.scopes.iter().flat_map(|delta| &delta.puts).collect()
                }
                Answer::Page(page) => page.rows.iter().collect(),
                _ => continue,
            };
            for row in rows {
                let entity = row.entity();
                shown.push(Shown {
                    user: *user,
                    entity: entity.ok_or("I3: a row that was sent does not read")?,
                    row: row.clone(),
                });
            }
        }
        let day = Day::at(self.server.now, 60);
        loop {
            shown.retain(|shown| {
                let reader = Reader::new(&self.history.state, shown.user, day);
                !reader.may(&shown.entity, &shown.row.row)
            });
            let Some(first) = shown.first() else {
                return Ok(());
            };
            if !self.history.follow_by(&self.server, &self.registry, 1)? {
                let (row, user) = (&first.row, first.user);
                return Err(format!("I4: {} {} was sent to {user}", row.t, row.id));
            }
        }
    }
}
