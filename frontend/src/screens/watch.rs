//! Sees a session's end coming, two minutes before: by idling, which one press puts off, or by age, which nothing does. What is
//! recorded stays on the device either way, and is sent after the next sign-in. While somebody is here the server is told so.
use crate::view::*;
use shared::api::{Nothing, SessionInfo};
use shared::time::Millis;

use crate::platform::http;
use crate::platform::presence::Presence;
use crate::platform::{clock, page};
use crate::replica::{Phase, use_replica};
use crate::signals::{Var, handler};
use crate::word;
use crate::words::dates;

/// How long before the end it is told.
const WARN_MILLIS: i64 = 2 * 60_000;
/// How often is looked.
const LOOK_MILLIS: u32 = 20_000;
/// The server is told that somebody is here when its own last sign is older than this.
const TELL_MILLIS: i64 = 5 * 60_000;
/// What counts as being here.
const QUIET_MILLIS: i64 = 60_000;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Idle(Millis),
    Age(Millis),
}

/// What the server said last, and when that was here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    idle_left: i64,
    age_left: i64,
    idle_whole: i64,
    at: i64,
}

impl Known {
    fn of(info: &SessionInfo) -> Self {
        Self {
            idle_left: info.idle_ends_at.0 - info.server_time.0,
            age_left: info.ends_at.0 - info.server_time.0,
            idle_whole: i64::from(info.idle_minutes) * 60_000,
            at: clock::mono_ms(),
        }
    }

    /// What is left now, by idling and by age.
    fn left(self) -> (i64, i64) {
        let since = clock::mono_ms() - self.at;
        (self.idle_left - since, self.age_left - since)
    }
}

/// Draws it: nothing, as long as there is nothing to say.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let told = Var::new(Told::Nothing);
    let known = Var::new(None::<Known>);
    let presence = StoredValue::new_local(Presence::note());
    let look = move || {
        if replica.phase().get_untracked() != Phase::Open {
            return;
        }
        let quiet = presence
            .try_with_value(Presence::quiet_ms)
            .unwrap_or(i64::MAX);
        leptos::task::spawn_local(async move {
            let fresh = match known
                .try_get_untracked()
                .flatten()
                .map(|known| (known, known.left()))
            {
                None => ask().await,
                // Another tab may have put the end off.
                Some((_, (idle, age))) if idle.min(age) <= WARN_MILLIS => ask().await,
                Some((known, (idle, _)))
                    if quiet < QUIET_MILLIS && known.idle_whole - idle > TELL_MILLIS =>
                {
                    extend().await
                }
                Some((known, _)) => Some(known),
            };
            if known.try_get_untracked().is_some() {
                known.set(fresh);
                tell(told, fresh);
            }
        });
    };
    look();
    // Both end with the frame: the signs that are noted, and the looking.
    StoredValue::new_local(gloo_timers::callback::Interval::new(LOOK_MILLIS, look));
    let stay = move |_| {
        leptos::task::spawn_local(async move {
            let fresh = extend().await;
            known.set(fresh);
            tell(told, fresh);
            page::announce(word!(watch.extended));
        });
    };
    let line = move || {
        let today = replica.today().get_untracked();
        let (text, can_stay) = match told.get() {
            Told::Nothing => return None,
            Told::Idle(at) => (word!(watch.idle, time = dates::moment(at, today)), true),
            Told::Age(at) => (word!(watch.age, time = dates::moment(at, today)), false),
        };
        let button = can_stay.then(|| view! { <button class="button" data-look="text" type="button" on:click=handler(stay)>{word!(watch.stay)}</button> }.into_any());
        Some(view! { <div class="sync-line" data-tone="wait" role="alert"><span>{text}</span>{button}</div> }.into_any())
    };
    view! { {line} }.into_any()
}

fn tell(told: Var<Told>, known: Option<Known>) {
    let left = known.map(Known::left);
    let ends = |left: i64| Millis(clock::now().0 + left);
    let next = match left {
        Some((idle, age)) if age <= WARN_MILLIS && age <= idle && age > 0 => Told::Age(ends(age)),
        Some((idle, _)) if idle <= WARN_MILLIS && idle > 0 => Told::Idle(ends(idle)),
        Some(_) | None => Told::Nothing,
    };
    let is_same = matches!(
        (told.get_untracked(), next),
        (Told::Nothing, Told::Nothing)
            | (Told::Idle(_), Told::Idle(_))
            | (Told::Age(_), Told::Age(_))
    );
    if !is_same {
        told.set(next);
    }
}

async fn ask() -> Option<Known> {
    let info = http::get::<Option<SessionInfo>>("/auth/v1/session").await;
    info.ok().flatten().map(|info| Known::of(&info))
}

async fn extend() -> Option<Known> {
    let info = http::post::<_, SessionInfo>("/auth/v1/extend", &Nothing {})
        .await
        .ok()?;
    Some(Known::of(&info))
}
