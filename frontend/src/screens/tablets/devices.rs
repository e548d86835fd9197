//! All devices of the authority: how each stood when it was heard last, and what somebody should look at.
use crate::view::*;
use shared::api::ReplicaInfo;
use shared::sync::health::Alarm;
use shared::time::Day;

use crate::components::{Tone, chip, press};
use crate::platform::http;
use crate::replica::use_replica;
use crate::signals::Var;
use crate::word;
use crate::words::{codes, dates};

/// More are shown when they are asked for.
const SHOWN: usize = 20;

/// Draws the list.
pub(super) fn draw() -> AnyView {
    let list: Var<Option<Result<Vec<ReplicaInfo>, String>>> = Var::new(None);
    let all_shown = Var::new(false);
    ask(list);
    let rows = move || {
        match list.get() {
        None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
        Some(Err(why)) => view! { <p class="muted">{why}</p><div>{press("quiet", word!(app.try_again), move || ask(list))}</div> }.into_any(),
        Some(Ok(all)) => {
            let today = use_replica().today().get_untracked();
            let shown = if all_shown.get() { all.len() } else { SHOWN };
            let more = (all.len() > shown).then(|| {
                view! { <div>{press("quiet", word!(form.more), move || all_shown.set(true))}</div> }
                    .into_any()
            });
            let rows = all.iter().take(shown).map(|info| row(info, today));
            view! { {summary(&all)}<ul class="list">{rows.collect_view()}</ul>{more} }.into_any()
        }
    }
    };
    view! { <section class="card"><h2>{word!(devices.title)}</h2><p class="muted">{word!(devices.intro)}</p>{rows}</section> }.into_any()
}

fn ask(list: Var<Option<Result<Vec<ReplicaInfo>, String>>>) {
    leptos::task::spawn_local(async move {
        let items = http::list::<ReplicaInfo>("/api/v1/replicas").await;
        list.set(Some(items.map_err(|error| codes::http(&error))));
    });
}

fn summary(all: &[ReplicaInfo]) -> AnyView {
    let ringing = all.iter().filter(|info| !info.alarms.is_empty()).count();
    let text = if ringing == 0 {
        word!(devices.all_well, count = all.len())
    } else {
        word!(devices.ringing, count = ringing)
    };
    view! { <p><strong>{text}</strong></p> }.into_any()
}

fn row(info: &ReplicaInfo, today: Day) -> AnyView {
    let kind = if info.is_tablet {
        word!(devices.tablet)
    } else {
        word!(devices.own)
    };
    let heard = word!(devices.heard, time = dates::moment(info.heard_at, today));
    let health = &info.health;
    let oldest = health.oldest;
    let since = oldest.map_or_else(
        || word!(app.nothing).to_owned(),
        |at| dates::moment(at, today),
    );
    let unsent =
        (health.unsent > 0).then(|| word!(devices.unsent, count = health.unsent, time = since));
    let waits = (info.in_inbox > 0).then(|| word!(devices.in_inbox, count = info.in_inbox));
    let lost = (health.lost > 0).then(|| word!(devices.lost, count = health.lost));
    let lines = [Some(heard), unsent, waits, lost];
    let lines = lines.into_iter().flatten();
    let lines = lines.map(|line| view! { <span class="small muted">{line}</span> }.into_any());
    let mut chips: Vec<AnyView> = info.alarms.iter().map(|alarm| mark(*alarm)).collect();
    if chips.is_empty() {
        chips.push(chip(Tone::Ok, word!(devices.well)));
    }
    let advice = info
        .alarms
        .first()
        .map(|alarm| view! { <span class="small">{advice(*alarm)}</span> }.into_any());
    let build =
        (!health.build.is_empty()).then(|| word!(devices.build, build = health.build.clone()));
    let build = build.map(|text| view! { <span class="small muted">{text}</span> }.into_any());
    view! {
        <li class="list-row">
            <div><strong>{info.user_name.clone()}</strong><span class="small muted">{kind}</span>{lines.collect_view()}{build}{advice}</div>
            <div class="row">{chips.into_iter().collect_view()}</div>
        </li>
    }
    .into_any()
}

fn mark(alarm: Alarm) -> AnyView {
    match alarm {
        Alarm::Lost => chip(Tone::Bad, word!(devices.alarm_lost)),
        Alarm::Silent => chip(Tone::Bad, word!(devices.alarm_silent)),
        Alarm::Unsent => chip(Tone::Bad, word!(devices.alarm_unsent)),
        Alarm::Full => chip(Tone::Wait, word!(devices.alarm_full)),
        Alarm::NotKept => chip(Tone::Wait, word!(devices.alarm_not_kept)),
        Alarm::Clock => chip(Tone::Wait, word!(devices.alarm_clock)),
    }
}

/// What to do about it.
fn advice(alarm: Alarm) -> &'static str {
    match alarm {
        Alarm::Lost => word!(devices.do_lost),
        Alarm::Silent => word!(devices.do_silent),
        Alarm::Unsent => word!(devices.do_unsent),
        Alarm::Full => word!(devices.do_full),
        Alarm::NotKept => word!(devices.do_not_kept),
        Alarm::Clock => word!(devices.do_clock),
    }
}
