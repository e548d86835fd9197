//! The roll call: who is or should be on the site now, to call out at the assembly point and to print. Works without network.
pub mod model;

use crate::view::*;
use shared::id::SiteId;

use self::model::MusterModel;
use crate::components::{button_to, empty, head_with};
use crate::platform::{clock, page};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::names;
use crate::screens::site::model::SiteModel;
use crate::signals::{Live, handler};
use crate::word;
use crate::words::dates;

/// Draws the screen.
pub fn draw(site: SiteId) -> AnyView {
    let replica = use_replica();
    let over = names::site(&*replica.state().get_untracked(), site);
    let today = replica.today().get_untracked();
    let intro = word!(
        tablet.muster_intro,
        time = dates::moment(clock::now(), today)
    );
    let actions = view! {
        <button class="button" type="button" on:click=handler(|_| page::print())>{word!(tablet.muster_print)}</button>
        <a class="button" data-look="quiet" href=Route::Site(site).path()>{word!(tablet.to_day)}</a>
    }
    .into_any();
    let model = Live::new(move || {
        let today = replica.today().get();
        SiteModel::of(&replica.state().get(), site, today, today)
            .map(|model| MusterModel::of(&model))
    });
    let body = move || match model.get() {
        None => empty(
            word!(site.not_here),
            word!(site.not_here_why),
            button_to(Route::Sync, word!(nav.sync)),
        ),
        Some(model) => view! {
            {part(&word!(tablet.muster_here, count = model.here.len()), &model.here)}
            {part(&word!(tablet.muster_unknown, count = model.unknown.len()), &model.unknown)}
            {part(&word!(tablet.muster_away, count = model.away.len()), &model.away)}
        }
        .into_any(),
    };
    view! { <div class="page">{head_with(word!(tablet.muster_title), over, Some(intro), actions)} {body}</div> }.into_any()
}

fn part(title: &str, names: &[Option<String>]) -> AnyView {
    let list = names.iter().map(|name| {
        let name = name
            .clone()
            .unwrap_or_else(|| word!(person.unnamed).to_owned());
        // The empty box is to be ticked by hand on paper.
        view! { <li><span class="tick" aria-hidden="true"></span>{name}</li> }.into_any()
    });
    let inside = if names.is_empty() {
        view! { <p class="muted">{word!(tablet.muster_nobody)}</p> }.into_any()
    } else {
        view! { <ul>{list.collect_view()}</ul> }.into_any()
    };
    view! { <section class="muster"><h2>{title.to_owned()}</h2>{inside}</section> }.into_any()
}
