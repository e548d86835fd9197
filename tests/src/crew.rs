//! The cast of `shared::testing` with accounts, on a server inside the test, and a tablet that signs with a key of its own: what
//! connecting tablets is tested with.

use anyhow::{Context, Result, ensure};
use axum::http::StatusCode;
use backend::accept::{Order, execute_local};
use backend::auth::token::Token;
use backend::store::{self, SessionRow, StoreError, TenantRow, UserRow};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use shared::command::Command;
use shared::id::{DeviceId, ReplicaId, TenantId, UserId};
use shared::pairing::{self, Purpose};
use shared::sync::envelope::{self, Draft, Knowledge};
use shared::testing::cast::{PEOPLE, beginning, first_right, id, today, user};
use shared::testing::replay::noon;
use shared::verdict::Outcome;
use shared::wire::{Hash, PROTO, SCHEMA};
use uuid::Uuid;

use crate::world::{Answer, START, World};

/// The server with the cast.
pub struct Crew {
    pub world: World,
    pub tenant: TenantId,
}

impl Crew {
    /// Everybody has an account, and it is noon of the cast's day.
    ///
    /// # Errors
    /// When the beginning is not applied.
    pub async fn new() -> Result<Self> {
        let world = World::empty().await?;
        world.pass((noon(today()).0 - START) / 60_000);
        let tenant = world.here.id;
        let crew = Self { world, tenant };
        crew.put_tenant(tenant, "Kommunen").await?;
        for (actor, day, command) in beginning() {
            let extra = (actor == user("Agda")).then(first_right);
            let order = Order {
                tenant,
                actor,
                command,
                occurred_at: noon(day),
                tz: 60,
                extra: extra.into_iter().collect(),
            };
            let moment = crew.world.app.moment();
            let verdicts = execute_local(&crew.world.app.deps(), moment, vec![order]).await?;
            let is_applied = matches!(verdicts[0].outcome, Outcome::Applied { .. });
            ensure!(is_applied, "{:?}", verdicts[0].outcome);
        }
        for person in PEOPLE {
            crew.put_user(tenant, user(person.name), person.name)
                .await?;
        }
        Ok(crew)
    }

    /// Another authority with one administrator, who is not of the cast.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn stranger(&self) -> Result<String> {
        let (tenant, who) = (self.world.there.id, user("Stranger"));
        self.put_tenant(tenant, "Grannkommunen").await?;
        self.put_user(tenant, who, "Stranger").await?;
        let mut right = first_right();
        (right.user, right.organisation) = (who, id("org Grannkommunen"));
        let grant = shared::command::GrantMembership {
            membership: id("membership Stranger"),
            user: who,
            name: right.name.clone(),
            organisation: right.organisation,
            role: right.role,
            sites: right.sites.clone(),
            from: right.from,
            to: None,
        };
        let register = shared::command::RegisterOrganisation {
            organisation: right.organisation,
            name: right.name.clone(),
            number: shared::model::OrgNumber::parse("212000-2528")?,
            kind: shared::model::OrganisationKind::Authority,
        };
        for command in [Command::from(register), Command::from(grant)] {
            let order = Order {
                tenant,
                actor: who,
                command,
                occurred_at: self.world.app.now(),
                tz: 60,
                extra: vec![right.clone()],
            };
            let moment = self.world.app.moment();
            execute_local(&self.world.app.deps(), moment, vec![order]).await?;
        }
        self.begin(tenant, who).await
    }

    async fn put_tenant(&self, tenant: TenantId, name: &str) -> Result<()> {
        let row = TenantRow {
            id: tenant,
            name: name.to_owned(),
            created_at: START,
        };
        store::write::<_, StoreError, _>(self.world.app.store.as_ref(), move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_tenant(&row).await })
        })
        .await?;
        Ok(())
    }

    async fn put_user(&self, tenant: TenantId, who: UserId, name: &str) -> Result<()> {
        let row = UserRow {
            id: who.uuid(),
            tenant,
            login: name.to_lowercase(),
            name: name.to_owned(),
            password_hash: String::new(),
            state: "active".to_owned(),
            created_at: START,
        };
        store::write::<_, StoreError, _>(self.world.app.store.as_ref(), move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_user(&row).await })
        })
        .await?;
        Ok(())
    }

    async fn begin(&self, tenant: TenantId, who: UserId) -> Result<String> {
        let (token, now) = (Token::session()?, self.world.app.now().0);
        let row = SessionRow {
            token_hash: token.hash,
            user: who.uuid(),
            tenant,
            created_at: now,
            last_seen: now,
            auth_time: now,
            ended: None,
            amr: "hwk".to_owned(),
            agent: String::new(),
            acr: String::new(),
            issuer: String::new(),
        };
        store::write::<_, StoreError, _>(self.world.app.store.as_ref(), move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_session(&row).await })
        })
        .await?;
        Ok(token.text)
    }

    /// A session of somebody of the cast.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn session(&self, who: UserId) -> Result<String> {
        self.begin(self.tenant, who).await
    }

    /// Somebody of the cast posts, freshly signed in.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn post(&self, who: &str, path: &str, body: &Value) -> Result<Answer> {
        let session = self.begin(self.tenant, user(who)).await?;
        self.world.post(path, Some(&session), body).await
    }

    /// Somebody of the cast asks.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(&self, who: &str, path: &str) -> Result<Answer> {
        let session = self.begin(self.tenant, user(who)).await?;
        self.world.get(path, Some(&session)).await
    }

    /// A code for a tablet on a site.
    ///
    /// # Errors
    /// When the server says no.
    pub async fn code(&self, who: &str, site: &str) -> Result<String> {
        let body = json!({ "site": id::<Uuid>(site), "name": format!("Surfplatta {site}") });
        let answer = self.post(who, "/api/v1/devices", &body).await?;
        ensure!(answer.status == StatusCode::OK, "{}", answer.code());
        let code = answer.json()["code"].as_str().map(str::to_owned);
        code.context("a code")
    }

    /// The tablet as it stands in the list.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn listed(&self, who: &str, device: DeviceId) -> Result<Value> {
        let all = self.get(who, "/api/v1/devices").await?.json();
        let items = all["items"].as_array().context("a list")?;
        let mut found = items.iter().filter(|item| item["device"] == json!(device));
        found.next().cloned().context("the tablet in the list")
    }

    /// Says that the words are the same, or not.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn decide(&self, who: &str, device: DeviceId, is_same: bool) -> Result<Answer> {
        let body = json!({ "device": device, "is_same": is_same });
        self.post(who, "/api/v1/devices/decision", &body).await
    }

    /// A tablet that is connected and signed in.
    ///
    /// # Errors
    /// When one of the steps fails.
    pub async fn tablet(&self, who: &str, site: &str) -> Result<Tablet> {
        let mut tablet = Tablet::new()?;
        let code = self.code(who, site).await?;
        tablet.pair(&self.world, &code).await?;
        let device = tablet.device()?;
        let words = self.listed(who, device).await?["words"].clone();
        ensure!(words == json!(tablet.words(&code)?), "other words");
        let decided = self.decide(who, device, true).await?;
        ensure!(
            decided.status == StatusCode::NO_CONTENT,
            "{}",
            decided.code()
        );
        let answer = tablet.sign_in(&self.world).await?;
        ensure!(answer.status == StatusCode::OK, "{}", answer.code());
        Ok(tablet)
    }
}

/// A tablet: a key, what it has been told, and a chain of commands.
pub struct Tablet {
    key: EcdsaKeyPair,
    device: Option<DeviceId>,
    pub session: Option<String>,
    pub replica: ReplicaId,
    made: u64,
    last: Option<Hash>,
}

impl Tablet {
    /// With a fresh key.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn new() -> Result<Self> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
        let key = key.ok().context("a key")?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.as_ref(), &random);
        Ok(Self {
            key: key.ok().context("a key")?,
            device: None,
            session: None,
            replica: Uuid::now_v7().into(),
            made: 0,
            last: None,
        })
    }

    /// Who it is.
    ///
    /// # Errors
    /// When it is not paired.
    pub fn device(&self) -> Result<DeviceId> {
        self.device.context("a paired tablet")
    }

    /// Its public key in hex.
    #[must_use]
    pub fn public_key(&self) -> String {
        pairing::hex(self.key.public_key().as_ref())
    }

    /// The words that it shows.
    ///
    /// # Errors
    /// When it is not paired.
    pub fn words(&self, code: &str) -> Result<[u8; 3]> {
        let code = pairing::read_code(code).context("a code")?;
        let hash = pairing::code_hash(self.device()?, &code);
        Ok(pairing::words(self.key.public_key().as_ref(), &hash))
    }

    /// Uses a code.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn pair(&mut self, world: &World, code: &str) -> Result<Answer> {
        let body = json!({ "code": code, "public_key": self.public_key() });
        let answer = world.post("/device/v1/pair", None, &body).await?;
        if answer.status == StatusCode::OK {
            self.device = Some(serde_json::from_value(answer.json()["device"].clone())?);
        }
        Ok(answer)
    }

    /// Signs a fresh nonce of the server.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn proof(&self, world: &World, purpose: Purpose) -> Result<Value> {
        let device = self.device()?;
        let body = json!({ "device": device });
        let given = world.post("/device/v1/nonce", None, &body).await?.json();
        let nonce = given["nonce"].as_str().context("a nonce")?;
        let message = pairing::message(purpose, device, nonce);
        let signature = self.key.sign(&SystemRandom::new(), &message);
        let signature = pairing::hex(signature.ok().context("a signature")?.as_ref());
        Ok(json!({ "device": device, "nonce": nonce, "signature": signature }))
    }

    /// Signs in by its key.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn sign_in(&mut self, world: &World) -> Result<Answer> {
        let proof = self.proof(world, Purpose::Session).await?;
        let answer = world.post("/device/v1/session", None, &proof).await?;
        self.session = answer.session().or(self.session.take());
        Ok(answer)
    }

    /// Asks with its session.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn get(&self, world: &World, path: &str) -> Result<Answer> {
        world.get(path, self.session.as_deref()).await
    }

    /// Posts with its session.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn post(&self, world: &World, path: &str, body: &Value) -> Result<Answer> {
        world.post(path, self.session.as_deref(), body).await
    }

    /// Seals a command said by somebody on this tablet, and makes the push that sends it.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn push(&mut self, world: &World, author: Option<UserId>, what: Command) -> Result<Value> {
        self.made += 1;
        let draft = Draft {
            command: what.into(),
            author,
            occurred_at: world.app.now(),
            tz: 60,
            mono_ms: 0,
            skew_est_ms: 0,
            base: shared::ordered::Map::new(),
            view: Knowledge {
                schema: SCHEMA,
                build: "test".to_owned(),
                seq: 0,
                epoch: None,
            },
        };
        let sealed = envelope::seal(self.replica, self.made, self.last, &draft)?;
        let head = envelope::head(self.replica, &sealed).context("a head")?;
        self.last = Some(head.hash);
        Ok(json!({ "proto": PROTO, "replica_id": self.replica, "batch": [sealed] }))
    }
}
