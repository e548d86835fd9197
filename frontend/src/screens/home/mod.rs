//! What a person's day begins with: decisions first, then the way to everything else.
pub mod model;

use leptos::prelude::*;

use self::model::{Decision, What, decisions};
use crate::components::{Tone, empty, head, link_to};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::frame::model::menu;
use crate::screens::{frame, names};
use crate::word;
use crate::words::{dates, numbers};

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let me = replica.me().get_untracked();
    let body = move || {
        let me = replica.me().get()?;
        let state = replica.state().get();
        let today = replica.today().get();
        let list = decisions(&state, &me, today);
        let found = list.len();
        let rows = list.iter().map(row).collect_view();
        let shortcuts = menu(&me).into_iter().filter(|route| *route != Route::Home).map(|route| {
            let name = if let Route::Site(id) = route { names::site(&*state, id) } else { None };
            view! { <li><a class="list-row" href=route.path()><strong>{frame::title(route, name)}</strong><span aria-hidden="true">"→"</span></a></li> }.into_any()
        });
        let shortcuts = shortcuts.collect_view();
        let decide = if found == 0 {
            empty(
                word!(home.nothing_title),
                word!(home.nothing),
                ().into_any(),
            )
        } else {
            view! { <section class="card"><h2>{word!(home.decide)}</h2><div>{rows}</div></section> }
                .into_any()
        };
        Some(
            view! { <div class="two">{decide}<section class="card"><h2>{word!(home.go)}</h2><ul class="list">{shortcuts}</ul></section></div> }.into_any(),
        )
    };
    let title = dates::capital(&dates::long(replica.today().get_untracked()));
    let over = me.map(|me| me.tenant_name);
    view! { <div class="page">{head(&title, over, None)} {body}</div> }.into_any()
}

fn row(decision: &Decision) -> AnyView {
    let name = decision
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let (tone, text, below) = match &decision.what {
        What::DisputedDays(days) => (
            Tone::Bad,
            word!(home.disputed, name = name),
            word!(home.disputed_below, days = numbers::days(*days as i64)),
        ),
        What::ToConfirm(month) => (
            Tone::Wait,
            word!(home.to_confirm, name = name, month = dates::month(*month)),
            word!(home.to_confirm_below).to_owned(),
        ),
        What::ShouldStart(day) => (
            Tone::Wait,
            word!(home.should_start, name = name),
            word!(home.should_start_below, day = dates::date(*day)),
        ),
        What::ShouldEnd(day) => (
            Tone::Wait,
            word!(home.should_end, name = name),
            word!(home.should_end_below, day = dates::date(*day)),
        ),
        What::NotStarted(day) => (
            Tone::Bad,
            word!(home.not_started, contract = name),
            word!(home.not_started_below, day = dates::date(*day)),
        ),
        What::Lacking(days) => (
            Tone::Wait,
            word!(home.lacking, contract = name),
            word!(home.lacking_below, days = numbers::days(*days)),
        ),
        What::ToAttest(month) => (
            Tone::Wait,
            word!(home.to_attest, site = name, month = dates::month(*month)),
            word!(home.to_attest_below).to_owned(),
        ),
        What::ToAnswer(done, total) => (
            Tone::Wait,
            word!(home.to_answer, site = name),
            word!(home.to_answer_below, done = done, total = total),
        ),
        What::NoRequirement => (
            Tone::Info,
            word!(home.no_requirement, tender = name),
            word!(home.no_requirement_below).to_owned(),
        ),
    };
    view! { <div class="decision" data-tone=tone.name()><div><strong>{text}</strong><p class="small muted">{below}</p><p class="small">{link_to(decision.route, word!(home.see))}</p></div></div> }.into_any()
}
