//! The tablets of sites: connect one, see them, take one away; and the supervisors who have a PIN there.
mod connect;
mod devices;
mod leaders;
pub mod model;

use crate::view::*;
use serde_json::Value;
use shared::api::device::{DeviceInfo, DeviceNamed, DeviceState};
use shared::id::DeviceId;
use shared::model::Role;
use shared::time::Day;

use crate::components::{Form, Tone, chip, empty, head, submit};
use crate::platform::{clock, http};
use crate::replica::use_replica;
use crate::screens::frame::model::is;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{codes, dates};

/// How often the list is asked for while a tablet is being connected, milliseconds.
const EVERY_MILLIS: i32 = 1_500;

/// The list, or why there is none. Copied freely.
#[derive(Clone, Copy)]
pub struct List(Var<Option<Result<Vec<DeviceInfo>, String>>>);

impl List {
    /// Asks for it.
    pub fn ask(self) {
        leptos::task::spawn_local(async move {
            let list = http::list::<DeviceInfo>("/api/v1/devices").await;
            self.0.set(Some(list.map_err(|error| codes::http(&error))));
        });
    }

    /// Asks for it again and again, as long as this tablet is not connected.
    pub fn follow(self, device: DeviceId) {
        clock::after(EVERY_MILLIS, move || {
            let known = self.0.try_get_untracked();
            // Gone with the screen.
            let Some(known) = known else { return };
            let mut all = known.and_then(Result::ok).unwrap_or_default().into_iter();
            let found = all.find(|info| info.device == device);
            let is_over = found.is_some_and(|info| info.state == DeviceState::Active);
            if !is_over {
                self.ask();
                self.follow(device);
            }
        });
    }

    /// One tablet of it.
    #[must_use]
    pub fn one(self, device: DeviceId) -> Option<DeviceInfo> {
        let all = self.0.get()?.ok()?;
        all.into_iter().find(|info| info.device == device)
    }
}

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let list = List(Var::new(None));
    list.ask();
    // A page that is opened here draws before its rights have come.
    let may = move |roles: [Role; 2]| {
        Live::new(move || {
            replica.me().with(|me| {
                me.as_ref()
                    .is_some_and(|me| roles.iter().any(|role| is(me, *role)))
            })
        })
    };
    let may_lead = may([Role::Administrator, Role::ContractorAdministrator]);
    let may_chase = may([Role::Administrator, Role::ContractManager]);
    view! {
        <div class="page">
            {head(word!(nav.tablets), None, Some(word!(tablets.intro).to_owned()))}
            <div class="two">
                <div class="stack">{all(list)}{move || may_lead.get().then(leaders::draw)}{move || may_chase.get().then(devices::draw)}</div>
                {connect::draw(list)}
            </div>
        </div>
    }
    .into_any()
}

fn all(list: List) -> AnyView {
    let replica = use_replica();
    let rows = move || match list.0.get() {
        None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
        Some(Err(why)) => view! { <p class="muted">{why}</p> }.into_any(),
        Some(Ok(all)) => {
            let today = replica.today().get_untracked();
            let known = all
                .into_iter()
                .filter(|info| matches!(info.state, DeviceState::Active | DeviceState::Revoked));
            let rows: Vec<AnyView> = known.map(|info| row(&info, today, list)).collect();
            if rows.is_empty() {
                return empty(word!(tablets.none), word!(tablets.none_what), ().into_any());
            }
            view! { <ul class="list">{rows.into_iter().collect_view()}</ul> }.into_any()
        }
    };
    view! { <section class="card"><h2>{word!(tablets.list)}</h2>{rows}</section> }.into_any()
}

fn row(info: &DeviceInfo, today: Day, list: List) -> AnyView {
    let seen = info.last_seen.map_or_else(
        || word!(tablets.never).to_owned(),
        |at| word!(tablets.seen, time = dates::moment(at, today)),
    );
    let wrong = (info.wrong_pins > 0).then(|| {
        view! { <span class="small muted">{word!(tablets.wrong_pins, count = info.wrong_pins)}</span> }
            .into_any()
    });
    let (tone, state) = if info.state == DeviceState::Active {
        (Tone::Ok, word!(tablets.active))
    } else {
        (Tone::Plain, word!(tablets.revoked))
    };
    let end = (info.state == DeviceState::Active).then(|| revoke(info.device, list));
    view! {
        <li class="stack-s">
            <div class="list-row"><div><strong>{info.name.clone()}</strong><span class="small muted">{info.site_name.clone()}</span><span class="small muted">{seen}</span>{wrong}</div>{chip(tone, state)}</div>
            {end}
        </li>
    }
    .into_any()
}

/// Two steps: what is disconnected has to be connected anew.
fn revoke(device: DeviceId, list: List) -> AnyView {
    let form = Form::new().about(word!(help.tablet));
    let send = move || {
        form.run(async move {
            let said = DeviceNamed { device };
            match http::post::<_, Value>("/api/v1/devices/revoke", &said).await {
                Ok(_nothing) => list.ask(),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    let inside = view! { <p class="muted small">{word!(tablets.revoke_what)}</p> }.into_any();
    view! { <details><summary>{word!(tablets.revoke)} " …"</summary>{submit(form, word!(tablets.revoke), inside, send)}</details> }.into_any()
}
