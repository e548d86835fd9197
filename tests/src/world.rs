//! A server inside the test: the real router over the in-memory store, two authorities with a user in every role, and a
//! clock that the test moves. Nothing in it is a stand-in but the clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use backend::app::{App, Clock, day_in_sweden};
use backend::auth::cookie;
use backend::auth::token::Token;
use backend::settings::{SecondFactor, Settings};
use backend::store::{self, EntityRow, MemoryStore, SessionRow, StoreError, TenantRow, UserRow};
use backend::vault::{self, Vault};
use serde_json::Value;
use shared::id::{ContractId, OrganisationId, SiteId, TenantId, UserId};
use shared::model::{
    Body as Row, CheckIn, Entity, Membership, OrgNumber, Organisation, OrganisationKind, Role,
    Site, facts,
};
use shared::text::ShortText;
use shared::time::Millis;
use tower::ServiceExt;
use uuid::Uuid;

/// The first moment of every test: 2 March 2026, 08:00 in Sweden.
pub const START: i64 = 1_772_434_800_000;

/// A clock that stands still until it is moved.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// One authority with what the tests need of it.
pub struct Tenant {
    pub id: TenantId,
    pub authority: OrganisationId,
    pub contractor: OrganisationId,
    pub other_contractor: OrganisationId,
    pub site: SiteId,
    pub users: BTreeMap<Role, UserId>,
}

/// The server with its two authorities.
pub struct World {
    pub app: Arc<App>,
    pub clock: Arc<TestClock>,
    pub router: Router,
    pub here: Tenant,
    pub there: Tenant,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The code of a refusal; empty when it is none.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The session's token as set by this answer.
    pub fn session(&self) -> Option<String> {
        let line = self.headers.get("set-cookie")?.to_str().ok()?;
        let value = line.strip_prefix(cookie::NAME)?.strip_prefix('=')?;
        value
            .split(';')
            .next()
            .filter(|token| !token.is_empty())
            .map(str::to_owned)
    }
}

impl World {
    /// With settings whose limits do not get in the way.
    pub async fn new() -> anyhow::Result<Self> {
        Self::with(|_settings| {}).await
    }

    /// With settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        let world = Self::bare(change)?;
        tenant(&world.app, &world.here, 1).await?;
        tenant(&world.app, &world.there, 2).await?;
        Ok(world)
    }

    /// Before the first start: no authority, no user.
    pub async fn empty() -> anyhow::Result<Self> {
        Self::bare(|_settings| {})
    }

    fn bare(change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        let mut settings = Settings::default();
        let limits = &mut settings.limits;
        for limit in [
            &mut limits.login_per_address_minute,
            &mut limits.login_per_account_five_minutes,
            &mut limits.enrol_per_address_hour,
            &mut limits.device_per_address_minute,
            &mut limits.feedback_per_address_hour,
            &mut limits.sync_per_user_minute,
            &mut limits.api_per_user_minute,
            &mut limits.import_per_user_hour,
            &mut limits.export_per_user_hour,
            &mut limits.public_per_address_minute,
            &mut limits.hello_per_address_minute,
        ] {
            *limit = 1_000_000;
        }
        // What is held to a second factor is tested by itself.
        settings.second_factor = SecondFactor::Offered;
        change(&mut settings);
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let store = Arc::new(MemoryStore::new(Uuid::from_u128(7)));
        let vault = Vault::with_random([7; 32], |bytes| {
            bytes.fill(7);
            Ok(())
        });
        let app = Arc::new(App::new(store, vault, clock.clone(), settings)?);
        let router = backend::site::with_security_headers(backend::router::router(app.clone()));
        let (here, there) = (named(1), named(2));
        Ok(Self {
            app,
            clock,
            router,
            here,
            there,
        })
    }

    /// Ends the rights of a role's user so many days after the test's first day.
    pub async fn end_rights(&self, tenant: &Tenant, role: Role, days: i64) -> anyhow::Result<()> {
        let user = tenant.users[&role];
        let mut membership = membership(tenant, role, "Slutat");
        membership.to = Some(membership.from.plus_days(days));
        let held = Role::ALL
            .iter()
            .position(|other| *other == role)
            .unwrap_or_default();
        let number = tenant.id.uuid().as_u128() >> 64;
        let id = Uuid::from_u128(number << 64 | (200 + held as u128));
        assert_eq!(membership.user, user);
        let row = row(tenant.id, &Entity::new(id, membership))?;
        store::write::<_, StoreError, _>(self.app.store.as_ref(), move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_entity(&row).await })
        })
        .await?;
        Ok(())
    }

    /// Lets time pass.
    pub fn pass(&self, minutes: i64) {
        self.clock.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// A session of a user, as a sign-in makes it; gives the token.
    pub async fn session_of(&self, tenant: &Tenant, role: Role) -> anyhow::Result<String> {
        let token = Token::session()?;
        let now = self.app.now().0;
        let row = SessionRow {
            token_hash: token.hash,
            user: tenant.users[&role].uuid(),
            tenant: tenant.id,
            created_at: now,
            last_seen: now,
            auth_time: now,
            ended: None,
            amr: "hwk".to_owned(),
            agent: String::new(),
            acr: String::new(),
            issuer: String::new(),
        };
        store::write::<_, StoreError, _>(self.app.store.as_ref(), move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_session(&row).await })
        })
        .await?;
        Ok(token.text)
    }

    /// Asks as the app's own pages do.
    pub async fn get(&self, path: &str, session: Option<&str>) -> anyhow::Result<Answer> {
        self.send(
            self.request(Method::GET, path, session)
                .body(Body::empty())?,
        )
        .await
    }

    /// Posts JSON as the app's own pages do.
    pub async fn post(
        &self,
        path: &str,
        session: Option<&str>,
        body: &Value,
    ) -> anyhow::Result<Answer> {
        let request = self
            .request(Method::POST, path, session)
            .header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string()))?).await
    }

    /// A request with the headers that a browser adds on our own pages.
    pub fn request(
        &self,
        method: Method,
        path: &str,
        session: Option<&str>,
    ) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost:8080")
            .header("origin", "http://localhost:8080")
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-mode", "cors");
        if let Some(session) = session {
            request = request.header("cookie", format!("{}={session}", cookie::NAME));
        }
        request
    }

    /// Sends any request. A stream of events is not read: only its head is answered.
    pub async fn send(&self, request: Request<Body>) -> anyhow::Result<Answer> {
        let response = self.router.clone().oneshot(request).await?;
        let (head, body) = response.into_parts();
        let is_endless = head
            .headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream");
        let body = if is_endless {
            Vec::new()
        } else {
            axum::body::to_bytes(body, 1 << 24).await?.to_vec()
        };
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

/// The ids of the first or second authority.
fn named(number: u128) -> Tenant {
    let id = |part: u128| Uuid::from_u128(number << 64 | part);
    let organisation = |part: u128| OrganisationId::from(id(part));
    Tenant {
        id: TenantId::from(id(1)),
        authority: organisation(2),
        contractor: organisation(3),
        other_contractor: organisation(4),
        site: SiteId::from(id(5)),
        users: Role::ALL
            .into_iter()
            .enumerate()
            .map(|(i, role)| (role, UserId::from(id(100 + i as u128))))
            .collect(),
    }
}

fn membership(tenant: &Tenant, role: Role, name: &str) -> Membership {
    Membership {
        user: tenant.users[&role],
        name: ShortText::parse(name).expect("a name"),
        organisation: if role.is_contractors() {
            tenant.contractor
        } else {
            tenant.authority
        },
        role,
        sites: role
            .has_sites()
            .then_some(tenant.site)
            .into_iter()
            .collect(),
        from: day_in_sweden(Millis(START)),
        to: None,
    }
}

/// An authority, two contractors, a site, and a user in every role; all by the store itself.
async fn tenant(app: &App, tenant: &Tenant, number: u128) -> anyhow::Result<()> {
    let id = |part: u128| Uuid::from_u128(number << 64 | part);
    let mut rows = Vec::new();
    for (organisation, name, kind) in [
        (tenant.authority, "Palmköping", OrganisationKind::Authority),
        (
            tenant.contractor,
            "Bygg och Mark",
            OrganisationKind::Contractor,
        ),
        (
            tenant.other_contractor,
            "Annat Bygg",
            OrganisationKind::Contractor,
        ),
    ] {
        let body = Organisation {
            name: ShortText::parse(name)?,
            number: OrgNumber::parse("212000-2528")?,
            kind,
        };
        rows.push(row(tenant.id, &Entity::new(organisation, body))?);
    }
    let site = Site {
        contract: ContractId::from(id(6)),
        name: ShortText::parse("Stadsparken")?,
        host: tenant.contractor,
        host_name: ShortText::parse("Bygg och Mark")?,
        check_in: CheckIn::Off,
    };
    rows.push(row(tenant.id, &Entity::new(tenant.site, site))?);
    let mut users = Vec::new();
    for (i, (role, user)) in tenant.users.iter().enumerate() {
        let name = format!("Person {number} {role:?}");
        rows.push(row(
            tenant.id,
            &Entity::new(id(200 + i as u128), membership(tenant, *role, &name)),
        )?);
        users.push(UserRow {
            id: user.uuid(),
            tenant: tenant.id,
            login: login(number, *role),
            name,
            password_hash: String::new(),
            state: if *role == Role::Tablet {
                "device"
            } else {
                "active"
            }
            .to_owned(),
            created_at: START,
        });
    }
    let tenant_row = TenantRow {
        id: tenant.id,
        name: format!("Authority {number}"),
        created_at: START,
    };
    store::write::<_, StoreError, _>(app.store.as_ref(), move |tx| {
        let (tenant_row, rows, users) = (tenant_row.clone(), rows.clone(), users.clone());
        Box::pin(async move {
            tx.put_tenant(&tenant_row).await?;
            for user in &users {
                tx.put_user(user).await?;
            }
            for row in &rows {
                tx.put_entity(row).await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(())
}

/// The account name of a role's user in the first or second authority.
pub fn login(number: u128, role: Role) -> String {
    format!("{role:?}.{number}@example.se").to_lowercase()
}

fn row(tenant: TenantId, entity: &Entity) -> anyhow::Result<EntityRow> {
    let body: &Row = &entity.body;
    Ok(EntityRow {
        tenant,
        kind: entity.key().kind.as_str().to_owned(),
        id: entity.id,
        parent: entity.parent(),
        ver: 1,
        person: None,
        facts: facts(body).to_string(),
        body: vault::plain(body.to_value()?.to_string().as_bytes()),
    })
}
