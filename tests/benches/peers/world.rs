//! An invented municipality large enough for thousands of devices: sites with twenty trainees each, whose supervisors are signed in.
//! Told as commands through the server's own door, before it serves.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use backend::accept::{Deps, Now, Order, execute_local};
use backend::app::day_in_sweden;
use backend::auth::token::Token;
use backend::cli::demo::named;
use backend::store::{
    self, FILE_NAME, SessionRow, SqliteStore, Store, StoreError, TenantRow, UserRow,
};
use backend::vault::Vault;
use shared::command::{
    AwardTender, Command, GrantMembership, OfferSlot, PlanPlacement, RegisterCandidate,
    RegisterOrganisation, RegisterSite, RegisterTender, SetRequirement, SignContract,
    StartPlacement,
};
use shared::id::{PlacementId, TenantId, UserId};
use shared::model::{
    CpvCode, Membership, Nature, OrgNumber, OrganisationKind, PlacesMonths, Protection, Role,
};
use shared::ordered::Set;
use shared::quantity::{Months, Places};
use shared::testing::cast::said;
use shared::time::{Day, Millis};
use shared::verdict::Outcome;
use std::sync::Arc;

/// Trainees of a site: commands of one device's day.
pub const TRAINEES: u64 = 20;
/// Sites of one contract; as many as its two hundred places fill.
const SITES: u64 = 10;
/// Orders that are executed in one transaction.
const CHAPTER: usize = 200;

/// The municipality.
pub struct World {
    /// The session of each site's supervisor.
    pub sites: Vec<String>,
    /// The contract manager's session, who sees all sites' rows.
    pub office: String,
    /// The first day on which there is anything to report.
    pub first: Day,
    pub today: Day,
}

pub fn now() -> Millis {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn tenant() -> TenantId {
    named("tenant of the benchmark")
}

/// The placement of a site's trainee.
pub fn placement(site: u64, trainee: u64) -> PlacementId {
    named(&format!("placement {site} {trainee}"))
}

impl World {
    /// Makes the data folder's database.
    pub async fn make(folder: &Path, contracts: u64) -> Result<Self> {
        let database: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.join(FILE_NAME)).await?);
        let vault = Vault::open(folder)?;
        vault.bind(&*database).await?;
        let deps = Deps {
            store: database,
            vault,
        };
        let today = day_in_sweden(now());
        let first = today.plus_days(-550);
        let row = TenantRow {
            id: tenant(),
            name: "Storsjö kommun".to_owned(),
            created_at: 0,
        };
        store::write::<_, StoreError, _>(&*deps.store, move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_tenant(&row).await })
        })
        .await?;
        let mut sites = Vec::new();
        for site in 0..contracts * SITES {
            let user: UserId = named(&format!("user {site}"));
            sites.push(sign_in(&deps, user, &format!("arbetsledare{site}")).await?);
        }
        let office = sign_in(&deps, named("user office"), "avtal").await?;
        tell(&deps, orders(contracts, first, today)?, today).await?;
        deps.store.close().await;
        Ok(Self {
            sites,
            office,
            first,
            today,
        })
    }
}

/// An account with an open session, as a sign-in leaves it.
async fn sign_in(deps: &Deps, user: UserId, login: &str) -> Result<String> {
    let token = Token::session()?;
    let now = now().0;
    let account = UserRow {
        id: user.uuid(),
        tenant: tenant(),
        login: login.to_owned(),
        name: login.to_owned(),
        password_hash: String::new(),
        state: "active".to_owned(),
        created_at: now,
    };
    let session = SessionRow {
        token_hash: token.hash,
        user: user.uuid(),
        tenant: tenant(),
        created_at: now,
        last_seen: now,
        auth_time: now,
        ended: None,
        amr: "hwk".to_owned(),
        agent: String::new(),
        acr: String::new(),
        issuer: String::new(),
    };
    store::write::<_, StoreError, _>(&*deps.store, move |tx| {
        let (account, session) = (account.clone(), session.clone());
        Box::pin(async move {
            tx.put_user(&account).await?;
            tx.put_session(&session).await
        })
    })
    .await?;
    Ok(token.text)
}

async fn tell(deps: &Deps, orders: Vec<Order>, today: Day) -> Result<()> {
    let now = Now {
        millis: now(),
        today,
    };
    for chapter in orders.chunks(CHAPTER) {
        let verdicts = execute_local(deps, now, chapter.to_vec()).await?;
        for (order, verdict) in chapter.iter().zip(verdicts) {
            ensure!(
                matches!(verdict.outcome, Outcome::Applied { .. }),
                "{:?} came to {:?}",
                order.command,
                verdict.outcome
            );
        }
    }
    Ok(())
}

struct Teller {
    orders: Vec<Order>,
    extra: Vec<Membership>,
}

impl Teller {
    fn tell(&mut self, actor: &str, day: Day, command: impl Into<Command>) {
        // Noon: 2000-01-01 is the first day that there is.
        let at = Day::MIN.days_until(day) * 86_400_000 + 946_684_800_000 + 11 * 3_600_000;
        self.orders.push(Order {
            tenant: tenant(),
            actor: named(actor),
            command: command.into(),
            occurred_at: Millis(at),
            tz: 60,
            extra: self.extra.clone(),
        });
    }
}

fn right(user: &str, organisation: &str, role: Role, from: Day) -> GrantMembership {
    GrantMembership {
        membership: named(&format!("right {user}")),
        user: named(user),
        name: said(user),
        organisation: named(organisation),
        role,
        sites: Set::new(),
        from,
        to: None,
    }
}

fn orders(contracts: u64, first: Day, today: Day) -> Result<Vec<Order>> {
    let begin = first.plus_days(-60);
    let admin = Membership {
        user: named("user admin"),
        name: said("Anders Admin"),
        organisation: named("authority"),
        role: Role::Administrator,
        sites: Set::new(),
        from: begin,
        to: None,
    };
    let mut teller = Teller {
        orders: Vec::new(),
        extra: vec![admin],
    };
    for (name, number, kind) in [
        ("authority", "212999-0004", OrganisationKind::Authority),
        ("contractor", "559999-0016", OrganisationKind::Contractor),
    ] {
        let number = OrgNumber::parse(number).ok().context("a number")?;
        teller.tell(
            "user admin",
            begin,
            RegisterOrganisation {
                organisation: named(name),
                name: said(name),
                number,
                kind,
            },
        );
    }
    let people = [
        ("user buyer", Role::Procurement),
        ("user office", Role::ContractManager),
        ("user case", Role::Caseworker),
    ];
    for (user, role) in people {
        teller.tell("user admin", begin, right(user, "authority", role, begin));
    }
    for contract in 0..contracts {
        sign(&mut teller, contract, begin, first, today)?;
    }
    for site in 0..contracts * SITES {
        let given = GrantMembership {
            sites: Set::from([named(&format!("site {site}"))]),
            ..right(
                &format!("user {site}"),
                "contractor",
                Role::Supervisor,
                begin,
            )
        };
        teller.tell("user admin", begin, given);
        for trainee in 0..TRAINEES {
            place(&mut teller, site, trainee, begin, first, today);
        }
    }
    Ok(teller.orders)
}

fn sign(teller: &mut Teller, no: u64, begin: Day, first: Day, today: Day) -> Result<()> {
    let (tender, contract) = (
        named(&format!("tender {no}")),
        named(&format!("contract {no}")),
    );
    let requirement = named(&format!("requirement {no}"));
    teller.tell(
        "user buyer",
        begin,
        RegisterTender {
            tender,
            title: said("Ombyggnad"),
            reference: said("TEK 118"),
            notice: None,
            cpv_main: CpvCode::parse("45214200").ok().context("a code")?,
            nature: Nature::Works,
            value: None,
            deadline: None,
        },
    );
    let terms = PlacesMonths {
        places: Places::parse(i64::from(Places::MAX))?,
        months_each: Months::parse(4)?,
        first_start_by: today,
    };
    teller.tell(
        "user buyer",
        begin,
        SetRequirement {
            requirement,
            tender,
            lot: None,
            terms,
        },
    );
    teller.tell(
        "user buyer",
        begin,
        AwardTender {
            tender,
            contractor: named("contractor"),
            on: begin,
        },
    );
    let slots = (0..u64::from(Places::MAX))
        .map(|place| slot(no * SITES + place / TRAINEES, place % TRAINEES));
    teller.tell(
        "user office",
        begin,
        SignContract {
            contract,
            requirement,
            title: said("Ombyggnad"),
            reference: said("TEK 118"),
            signed_on: begin,
            starts: first,
            ends: today.plus_days(60),
            slots: slots.collect(),
        },
    );
    for site in no * SITES..(no + 1) * SITES {
        teller.tell(
            "user office",
            begin,
            RegisterSite {
                site: named(&format!("site {site}")),
                contract,
                name: said(&format!("Skolan {site}")),
                host: named("contractor"),
                host_name: said("Fjällbygg AB"),
            },
        );
    }
    Ok(())
}

fn slot(site: u64, trainee: u64) -> shared::id::SlotId {
    named(&format!("slot {site} {trainee}"))
}

fn place(teller: &mut Teller, site: u64, trainee: u64, begin: Day, first: Day, today: Day) {
    let candidate = named(&format!("candidate {site} {trainee}"));
    teller.tell(
        "user office",
        begin,
        OfferSlot {
            slot: slot(site, trainee),
            site: named(&format!("site {site}")),
            trade: said("Snickeri"),
            from: first,
        },
    );
    teller.tell(
        "user case",
        begin,
        RegisterCandidate {
            candidate,
            given_name: said("Amina"),
            family_name: said("Kadir"),
            alias: said(&format!("Praktikant {site}-{trainee}")),
            protection: Protection::None,
            caseworkers: Set::from([named("user case")]),
            wants: None,
            available_from: begin,
        },
    );
    let (placement, ends) = (placement(site, trainee), today.plus_days(30));
    teller.tell(
        "user case",
        begin,
        PlanPlacement {
            placement,
            slot: slot(site, trainee),
            candidate,
            starts: first,
            ends,
        },
    );
    teller.tell(
        "user case",
        first,
        StartPlacement {
            placement,
            on: first,
        },
    );
}
