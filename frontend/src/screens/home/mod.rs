//! What a person's day begins with: decisions first, in a new installation the first steps, then the way to everything else.
pub mod first;
pub mod lines;
pub mod model;
pub mod steps;
mod take;
mod ways;

use crate::view::*;

use self::first::First;
use self::lines::{Line, lines};
use self::model::{Decision, What, decisions};
use crate::components::{Tone, chip, empty, head, link_to};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::frame::model::menu;
use crate::screens::{frame, names};
use crate::signals::Live;
use crate::word;
use crate::words::{dates, numbers};

/// Draws the screen. Each part is drawn anew only when it is another: what somebody presses is not gone from under the finger
/// because some row has come.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let me = replica.me().get_untracked();
    let refused = Live::new(move || replica.sync().with(|sync| sync.attention));
    let decided = Live::new(move || {
        let me = replica.me().get();
        let list = me.map(|me| {
            let state = replica.state().get();
            decisions(&state, &me, replica.today().get(), refused.get())
        });
        let list = list.unwrap_or_default();
        (list.len(), lines(list))
    });
    let first = Live::new(move || {
        let me = replica.me().get()?;
        First::of(&replica.state().get(), &me, replica.today().get())
    });
    let is_first = Live::new(move || first.with(Option::is_some));
    let ways = Live::new(move || {
        let me = replica.me().get();
        let state = replica.state().get();
        let routes = me.map(|me| menu(&me)).unwrap_or_default().into_iter();
        let routes = routes.filter(|route| *route != Route::Home);
        let named = routes.map(|route| {
            let name = if let Route::Site(id) = route {
                names::site(&*state, id)
            } else {
                None
            };
            (route, frame::title(route, name))
        });
        named.collect::<Vec<_>>()
    });
    let decide = move || match (decided.get(), is_first.get()) {
        ((0, _), true) => ().into_any(),
        ((0, _), false) => empty(
            word!(home.nothing_title),
            word!(home.nothing),
            ().into_any(),
        ),
        ((found, lines), _) => {
            let rows = lines.iter().map(line).collect_view();
            view! { <section class="card"><header><h2>{word!(home.decide)}</h2>{chip(Tone::Plain, numbers::whole(found as u64))}</header><div>{rows}</div></section> }
                .into_any()
        }
    };
    let way = |(route, name): (Route, String)| {
        view! { <li><a class="list-row" href=route.path()><strong>{name}</strong><span aria-hidden="true">"→"</span></a></li> }.into_any()
    };
    let ways = move || ways.get().into_iter().map(way).collect_view();
    let title = dates::capital(&dates::long(replica.today().get_untracked()));
    let over = me.map(|me| me.tenant_name);
    view! {
        <div class="page">
            {head(&title, over, None)}
            <div class="two"><div class="stack">{decide}{first::draw(first)}</div><section class="card"><h2>{word!(home.go)}</h2><ul class="list">{ways}</ul></section></div>
        </div>
    }
    .into_any()
}

fn line(line: &Line) -> AnyView {
    match line {
        Line::One(decision) => row(decision),
        Line::More(count, route) => {
            let text = word!(decide.more, count = numbers::whole(*count as u64));
            view! { <p class="decision-more">{link_to(*route, text)}</p> }.into_any()
        }
    }
}

fn row(decision: &Decision) -> AnyView {
    let name = decision
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let (tone, text, below) = match &decision.what {
        What::Refused(count) => (
            Tone::Bad,
            numbers::many(*count, word!(decide.refused_one), || {
                word!(decide.refused, count = *count)
            }),
            word!(decide.refused_below).to_owned(),
        ),
        What::EmptySlot(since, waiting, number) => (
            Tone::Bad,
            word!(decide.empty_slot, number = *number, contract = name),
            word!(
                decide.empty_slot_below,
                day = dates::date(*since),
                waiting = numbers::many(*waiting, word!(decide.waiting_one), || word!(
                    decide.waiting,
                    count = *waiting
                ))
            ),
        ),
        What::ToAward(day) => (
            Tone::Wait,
            word!(decide.to_award, tender = name),
            word!(decide.to_award_below, day = dates::date(*day)),
        ),
        What::ToSign => (
            Tone::Wait,
            word!(decide.to_sign, tender = name),
            word!(decide.to_sign_below).to_owned(),
        ),
        What::ToOffer(count) => (
            Tone::Wait,
            word!(decide.to_offer, contract = name),
            numbers::many(*count, word!(decide.to_offer_one), || {
                word!(decide.to_offer_below, count = *count)
            }),
        ),
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
        What::MeetingLate(day) => (
            Tone::Wait,
            word!(home.meeting_late, name = name),
            word!(home.meeting_late_below, day = dates::date(*day)),
        ),
        What::TaskLate(day) => (
            Tone::Wait,
            word!(home.task_late, name = name),
            word!(home.task_late_below, day = dates::date(*day)),
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
