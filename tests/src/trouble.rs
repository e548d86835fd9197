//! What goes wrong between a device and the office, state after state, in any language: one command is damaged on the device, one comes
//! too late, one is contradicted, one cannot be read by the server, and one builds on
//! another that is refused; and a device falls silent. Whoever calls looks at each.

use anyhow::{Result, ensure};
use backend::accept::{self, Caller};
use backend::cli::demo::named;
use backend::store::{self, HealthRow, StoreError};
use serde_json::{Value, json};
use shared::command::{EndPlacementEarly, RecordAttendance, SetRequirement};
use shared::id::{SiteId, UserId};
use shared::model::{AbsenceReason, Attendance, EndReason, PlacesMonths};
use shared::quantity::{Months, Places};
use shared::sync::envelope;
use shared::sync::health::Health;
use shared::time::Millis;
use uuid::Uuid;

use crate::browser::Page;
use crate::still::Still;
use crate::tablet::{self, SEEN_MAX};
use crate::{authority, desk, wait};

/// What is looked at, in this order.
pub const STATES: [&str; 6] = [
    "lost",
    "came_back",
    "settling",
    "in_vain",
    "no_answer",
    "alarms",
];
const DAY: i64 = 24 * 3_600_000;
/// What the device says of the damaged command.
pub const SAID: &str = "outbox: a stored value does not read";
/// The demo's school: three trainees.
const TRAINEES: usize = 3;
/// Whose commands come too late, is damaged, and is contradicted: the device's first, second and third.
const LATE: &str = "leyla";
const DAMAGED: u64 = 2;
const CONTRADICTED: &str = "sjuan";

/// Whose page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The supervisor's.
    Site,
    /// Whoever settles the inbox.
    Office,
}

/// Goes through it. At the site `arbetsledare` is signed in, at the office `avtal`; both pages are kept still.
///
/// # Errors
/// When a state is not reached in time, and those of the one who looks.
pub async fn round(
    still: &Still,
    site: &Page,
    office: &Page,
    mut look: impl AsyncFnMut(Whose, &'static str) -> Result<()>,
) -> Result<()> {
    let here = still.url("");
    let school: SiteId = named("site skolan");
    tablet::open_site(site, &here, school, TRAINEES).await?;
    block(site, &["*/sync/v1/*"]).await?;
    for name in [LATE, "amina", CONTRADICTED] {
        let press = "const card = document.getElementById(`person-${args[0]}`); card?.querySelector('[data-answer=here]').click(); return card !== null";
        let placement = placement(name).to_string();
        desk::until(site, name, press, vec![json!(placement)]).await?;
    }
    wait::until("three commands kept", SEEN_MAX, async || {
        Ok((tablet::outbox(site).await?.len() == TRAINEES).then_some(()))
    })
    .await?;
    tablet::spoil(site, DAMAGED).await?;
    meanwhile(still).await?;
    block(site, &[]).await?;
    site.reload().await?;
    tablet::wait_for_cards(site, TRAINEES).await?;
    desk::go(site, "/device", "main .notice[data-tone=bad]").await?;
    look(Whose::Site, "lost").await?;
    desk::go(site, "/inbox", "main li.card:nth-of-type(2) table.sides").await?;
    look(Whose::Site, "came_back").await?;

    send_refused(still).await?;
    send_unreadable(site).await?;
    desk::go(office, "/inbox", "main li.card:nth-of-type(3) details").await?;
    look(Whose::Office, "settling").await?;
    press_again(office).await?;
    desk::see(office, "#judged-same").await?;
    look(Whose::Office, "in_vain").await?;
    block(office, &["*/api/v1/*"]).await?;
    press_again(office).await?;
    desk::see(office, "main .notice[role=alert]").await?;
    look(Whose::Office, "no_answer").await?;

    block(office, &[]).await?;
    fall_silent(still).await?;
    let alarms = ".list-row .chip[data-tone=bad] + .chip, .list-row .chip[data-tone=wait]";
    desk::go(office, "/tablets", alarms).await?;
    look(Whose::Office, "alarms").await
}

/// A tablet was heard last days ago, and three commands lay on it.
async fn fall_silent(still: &Still) -> Result<()> {
    let now = still.app.now();
    let health = Health {
        unsent: 3,
        oldest: Some(Millis(now.0 - 6 * DAY)),
        ..Health::default()
    };
    let row = HealthRow {
        tenant: named("tenant"),
        replica: Uuid::from_u128(4_713),
        user: named::<UserId>("user malare").uuid(),
        heard_at: now.0 - 20 * DAY,
        body: serde_json::to_string(&health)?,
    };
    store::write::<_, StoreError, _>(&*still.app.store, move |tx| {
        let row = row.clone();
        Box::pin(async move { tx.put_health(&row).await.map(|_is_kept| ()) })
    })
    .await?;
    Ok(())
}

fn placement(name: &str) -> shared::id::PlacementId {
    named(&format!("placement {name}"))
}

/// What the caseworker does while the tablet is not heard.
async fn meanwhile(still: &Still) -> Result<()> {
    let today = still.app.today();
    let ended = EndPlacementEarly {
        placement: placement(LATE),
        on: today.plus_days(-3),
        reason: EndReason::GotJob,
    };
    let away = RecordAttendance {
        placement: placement(CONTRADICTED),
        day: today,
        attendance: Attendance::Absent {
            reason: AbsenceReason::Sick,
        },
        replaces: None,
    };
    still.say("handlaggare", ended).await?;
    still.say("handlaggare", away).await
}

async fn press_again(office: &Page) -> Result<()> {
    let press = "const key = document.querySelector('main li.card > div > button'); key?.click(); return key !== null";
    desk::until(office, "judged once more", press, vec![]).await
}

/// Another device sends a tender that its user may not register, and a requirement of it.
async fn send_refused(still: &Still) -> Result<()> {
    let replica = Uuid::from_u128(4_711).into();
    let (deps, now) = (still.app.deps(), still.app.moment());
    let tender = authority::tender(1)?;
    let requirement = SetRequirement {
        requirement: Uuid::from_u128(4_712).into(),
        tender: tender.tender,
        lot: None,
        terms: PlacesMonths {
            places: Places::parse(2)?,
            months_each: Months::parse(4)?,
            first_start_by: now.today,
        },
    };
    let caller = Caller {
        tenant: named("tenant"),
        user: named("user avtal"),
    };
    let mut prev = None;
    for (no, command) in [(1, tender.into()), (2, requirement.into())] {
        let sealed = authority::seal(command, now.millis, replica, no, prev)?;
        prev = envelope::head(replica, &sealed).map(|head| head.hash);
        let push = authority::push_of(replica, sealed);
        accept::push(&deps, caller, now, push).await?;
    }
    Ok(())
}

/// Addresses that do not answer from here on; none: all do.
async fn block(page: &Page, urls: &[&str]) -> Result<()> {
    page.devtools("Network.enable", json!({})).await?;
    page.devtools("Network.setBlockedURLs", json!({ "urls": urls }))
        .await
        .map(|_: Value| ())
}

const UNREADABLE: &str = "const replica_id = crypto.randomUUID(); \
    const text = (v) => v === null || typeof v !== 'object' ? JSON.stringify(v) \
        : '{' + Object.keys(v).sort().map((k) => JSON.stringify(k) + ':' + text(v[k])).join(',') + '}'; \
    const command = { cmd_no: 1, prev: null, kind: 'complete_task', v: 1, payload: {}, occurred_at: 0, tz: 60, base: {}, view: { schema: 1, build: 'x', seq: 0 } }; \
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text({ ...command, replica_id }))); \
    const hash = [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join(''); \
    const sent = await fetch('/sync/v1/push', { method: 'POST', headers: { 'content-type': 'application/json' }, \
        body: JSON.stringify({ proto: 1, replica_id, batch: [{ ...command, hash }] }) }); return sent.status";

/// A device of the one who is signed in sends what the server cannot read: something for the office's inbox.
///
/// # Errors
/// When the server does not take it, or the page is gone.
pub async fn send_unreadable(page: &Page) -> Result<()> {
    let status = page.run(UNREADABLE, vec![]).await?;
    ensure!(status == json!(200), "not sent: {status}");
    Ok(())
}
