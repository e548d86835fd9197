//! Cards for the trainees of a site: six digits that are drawn here and shown once, to write down or to print. Works offline.
use crate::view::*;
use shared::command::IssueCard;
use shared::id::{PlacementId, SiteId};
use shared::model::CardCode;

use super::model::{draw_code, holders};
use crate::components::{Tone, chip, empty, head_with};
use crate::platform::{page, random};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::names;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::codes;

/// The card that was just drawn, or why there is none.
type Drawn = Var<Option<(PlacementId, Result<CardCode, String>)>>;

/// Draws the screen.
pub fn draw(site: SiteId) -> AnyView {
    let replica = use_replica();
    let over = names::site(&*replica.state().get_untracked(), site);
    let drawn: Drawn = Var::new(None);
    let all = Live::new(move || replica.state().with(|state| holders(state, site)));
    let issue = move |placement: PlacementId| {
        let code = replica
            .state()
            .with_untracked(|state| draw_code(state, site, random::number));
        let Some(code) = code else { return };
        let answer = replica.dispatch(IssueCard {
            placement,
            mark: code.mark(placement),
        });
        leptos::task::spawn_local(async move {
            let outcome = answer
                .await
                .map(|_saved| code)
                .map_err(|error| codes::dispatch(&error));
            page::announce(word!(cards.made));
            drawn.set(Some((placement, outcome)));
        });
    };
    let line = move |(placement, name, has_card): (PlacementId, Option<String>, bool)| {
        let name = name.unwrap_or_else(|| word!(person.unnamed).to_owned());
        let label = word!(cards.make_for, name = &name);
        let shown = move || {
            drawn.get().filter(|(of, _)| *of == placement).map(|(_, card)| match card {
                Ok(code) => view! { <p class="card-code">{word!(cards.code)}" "<strong>{code.to_string()}</strong></p> }.into_any(),
                Err(why) => view! { <p class="notice" data-tone="bad" role="alert">{why}</p> }.into_any(),
            })
        };
        // A new one makes the old one worthless: it asks for less attention than a first one.
        let look = if has_card { "quiet" } else { "plain" };
        let has = has_card.then(|| chip(Tone::Ok, word!(cards.has)));
        view! {
            <li class="between"><span><strong>{name}</strong>" "{has}</span>{shown}
                <button class="button" data-look=look type="button" aria-label=label on:click=handler(move |_| issue(placement))>{word!(cards.make)}</button></li>
        }
        .into_any()
    };
    let body = move || {
        let all = all.get();
        if all.is_empty() {
            return empty(word!(cards.nobody), word!(cards.nobody_why), ().into_any());
        }
        view! { <ul class="own-days">{all.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    let actions = view! {
        <button class="button" data-look="quiet" type="button" on:click=handler(|_| page::print())>{word!(cards.print)}</button>
        <a class="button" data-look="quiet" href=Route::Site(site).path()>{word!(tablet.to_day)}</a>
    }
    .into_any();
    view! { <div class="page">{head_with(word!(cards.title), over, Some(word!(cards.intro).to_owned()), actions)} {body}</div> }.into_any()
}
