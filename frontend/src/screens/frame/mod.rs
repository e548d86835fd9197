//! What stands around every screen: menu, the line about network and unsent work, language, signing out.
mod find;
mod languages;
pub mod model;

use crate::view::*;
use shared::api::Nothing;
use shared::time::Millis;

use self::languages::languages;
pub use self::languages::speak;
use self::model::{Banner, banner, menu};
use crate::components::{empty, head, link_to, sun_key};
use crate::platform::{clock, http, page};
use crate::replica::{Me, Phase, use_replica};
use crate::routes::Route;
use crate::screens::lock::TraineeOpen;
use crate::screens::{self, names};
use crate::signals::{Live, Var, effect, handler};
use crate::word;
use crate::words::{dates, numbers};

/// Nobody is signed in, or not wholly: one thing in the middle.
pub fn plain(here: Live<Route>, phase: Phase) -> AnyView {
    let body = move || match (here.get(), phase) {
        (_, Phase::AddFactor) => screens::parts::add_factor(),
        (route @ (Route::Start | Route::Pair | Route::Accessibility | Route::Feedback), _) => {
            screens::parts::draw(route)
        }
        _ => screens::parts::draw(Route::SignIn),
    };
    view! { <div class="plain"><main id="content" tabindex="-1" class="centre">{body}<footer class="row">{help(here)}{languages(None)}</footer></main></div> }.into_any()
}

/// A shared tablet that is locked or disconnected: one thing in the middle.
pub fn closed(inside: AnyView, as_trainee: Option<TraineeOpen>) -> AnyView {
    view! { <div class="plain"><main id="content" tabindex="-1" class="centre closed">{inside}<footer class="row">{sun_key()}{languages(as_trainee)}</footer></main></div> }.into_any()
}

/// Menu and screen.
pub fn with_menu(here: Live<Route>) -> AnyView {
    let is_open = Var::new(false);
    effect(move || {
        here.track();
        is_open.set(false);
    });
    let is_tablet = use_replica()
        .me()
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.device.is_some()));
    let (find, dialog) = find::draw();
    let is_awaited = is_awaited();
    let body = move || match here.get() {
        route if shows_rows(route) && is_awaited.get() => awaited(route),
        route => screens::parts::draw(route),
    };
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            is_open.set(false);
            page::focus(".nav-toggle");
        }
    };
    view! {
        <div class="frame" data-tablet=is_tablet>
            <nav class="nav" aria-label=word!(app.main_menu) data-open=move || if is_open.get() { "yes" } else { "no" } on:keydown=handler(close)>
                <div class="nav-top">
                    <a class="brand" href="/">{word!(app.name)}</a>
                    {sync_mark()}
                    <button class="nav-toggle" type="button" aria-controls="menu" aria-expanded=move || if is_open.get() { "true" } else { "false" }
                        on:click=handler(move |_| is_open.update(|open| *open = !*open))>
                        {move || if is_open.get() { word!(app.close_menu) } else { word!(app.menu) }}
                    </button>
                </div>
                <div class="nav-list" id="menu">{find}{entries(here)}{foot(here, is_tablet)}</div>
            </nav>
            <div class="content">
                {is_tablet.then(screens::lock::bar)}
                {sync_line()}
                {(!is_tablet).then(screens::parts::watch)}
                {update_line()}
                <main id="content" tabindex="-1" class="content">{body}</main>
            </div>
            {dialog}
        </div>
    }
    .into_any()
}

/// Nothing of this person's has come to this device yet: an empty list would not be true.
fn is_awaited() -> Live<bool> {
    let replica = use_replica();
    Live::new(move || {
        let knows_nothing =
            |me: &Option<Me>| me.as_ref().is_none_or(|me| me.memberships.is_empty());
        !replica.sync().with(|sync| sync.complete) && replica.me().with(knows_nothing)
    })
}

/// Whether a screen shows what is kept on this device.
const fn shows_rows(route: Route) -> bool {
    !matches!(
        route,
        Route::Sync | Route::Account | Route::Accessibility | Route::Feedback | Route::Styleguide
    )
}

fn awaited(route: Route) -> AnyView {
    view! {
        <div class="page">
            {head(&title(route, None), None, None)}
            {empty(word!(banner.awaited), word!(banner.awaited_why), ().into_any())}
        </div>
    }
    .into_any()
}

/// There is no such address.
pub fn missing() -> AnyView {
    view! {
        <div class="page">
            {head(word!(not_found.title), None, None)}
            {empty(word!(not_found.what), word!(not_found.why), link_to(Route::Home, word!(not_found.home)))}
        </div>
    }
    .into_any()
}

/// What a menu entry is called.
#[must_use]
pub fn title(route: Route, site_name: Option<String>) -> String {
    match route {
        Route::Home => word!(nav.home).to_owned(),
        Route::Site(_)
        | Route::SiteMonth(..)
        | Route::SiteWeek(..)
        | Route::SiteMuster(_)
        | Route::SiteCards(_) => site_name.unwrap_or_else(|| word!(nav.site).to_owned()),
        Route::Cases => word!(nav.cases).to_owned(),
        Route::Placements | Route::Placement(_) => word!(placements.title).to_owned(),
        Route::Note(..) => word!(note.title).to_owned(),
        Route::Tenders | Route::Tender(_) => word!(nav.tenders).to_owned(),
        Route::Contracts | Route::Contract(_) => word!(nav.contracts).to_owned(),
        Route::Matching => word!(nav.matching).to_owned(),
        Route::Candidates => word!(nav.candidates).to_owned(),
        Route::Inbox => word!(nav.inbox).to_owned(),
        Route::Import => word!(nav.import_).to_owned(),
        Route::People => word!(nav.people).to_owned(),
        Route::Tablets => word!(nav.tablets).to_owned(),
        Route::Pair => word!(pair.title).to_owned(),
        Route::Figures => word!(nav.figures).to_owned(),
        Route::Audit => word!(nav.audit).to_owned(),
        Route::Sync => word!(nav.sync).to_owned(),
        Route::Account => word!(nav.account).to_owned(),
        Route::SignIn => word!(nav.sign_in).to_owned(),
        Route::Start => word!(nav.start).to_owned(),
        Route::Accessibility => word!(nav.accessibility).to_owned(),
        Route::Feedback => word!(nav.feedback).to_owned(),
        Route::Received => word!(nav.received).to_owned(),
        Route::Styleguide | Route::NotFound => word!(not_found.title).to_owned(),
    }
}

/// Where help is to be had: in the same place and order on every page.
fn help(here: Live<Route>) -> AnyView {
    [Route::Feedback, Route::Accessibility]
        .map(|route| entry(here, route, title(route, None), 0))
        .into_iter()
        .collect_view()
        .into_any()
}

fn entry(here: Live<Route>, route: Route, name: String, count: usize) -> AnyView {
    let current = move || (here.get().section() == route).then_some("page");
    view! {
        <a href=route.path() aria-current=current>
            {name}
            {(count > 0).then(|| view! { <span class="count">{count}</span> }.into_any())}
        </a>
    }
    .into_any()
}

fn entries(here: Live<Route>) -> AnyView {
    let replica = use_replica();
    let entries = move || {
        let me = replica.me().get();
        let attention = replica.sync().with(|sync| sync.attention);
        me.map(|me| {
            let state = replica.state().get();
            let draw = |route: Route| {
                let site = if let Route::Site(site) = route {
                    names::site(&*state, site)
                } else {
                    None
                };
                let count = if route == Route::Inbox { attention } else { 0 };
                entry(here, route, title(route, site), count)
            };
            menu(&me).into_iter().map(draw).collect_view()
        })
    };
    view! { {entries} }.into_any()
}

fn foot(here: Live<Route>, is_tablet: bool) -> AnyView {
    let replica = use_replica();
    let name = move || {
        replica
            .me()
            .get()
            .map(|me| view! { <p>{me.name} <br/> {me.tenant_name}</p> }.into_any())
    };
    let sign_out = move |_| {
        leptos::task::spawn_local(async move {
            // Signing out here must work without network too; the server ends the session by itself after its idle time.
            drop(http::post::<_, serde_json::Value>("/auth/v1/logout", &Nothing {}).await);
            replica.signed_out();
        });
    };
    view! {
        <div class="nav-foot">
            {entry(here, Route::Sync, word!(nav.sync).to_owned(), 0)}
            {(!is_tablet).then(|| entry(here, Route::Account, word!(nav.account).to_owned(), 0))}
            {help(here)}
            {sun_key()}
            {languages(None)}
            {name}
            {screens::demo::switch()}
            {(!is_tablet).then(|| view! { <button type="button" on:click=handler(sign_out)>{word!(app.sign_out)}</button> }.into_any())}
        </div>
    }
    .into_any()
}

/// What a line says: its tone, its words, and where more is told.
fn told(shown: Banner) -> Option<(&'static str, String, Route)> {
    let count = |n: usize, one: &'static str, other: fn(usize) -> String| {
        numbers::many(n, one, || other(n))
    };
    let saved = |why: &str, n: usize, since: Option<Millis>| {
        let saved = count(n, word!(banner.saved_one), |n| {
            word!(banner.saved, count = n)
        });
        let today = use_replica().today().get();
        let since = since.map(|at| word!(banner.since, time = dates::moment(at, today)));
        let tone = if n == 0 { "plain" } else { "wait" };
        let text = if n == 0 {
            let is_all_here = use_replica().sync().with(|sync| sync.complete);
            let usable = is_all_here.then_some(word!(banner.all_usable));
            format!("{why} {}", usable.unwrap_or_default())
        } else {
            format!("{why} {saved} {}", since.unwrap_or_default())
        };
        Some((tone, text, Route::Sync))
    };
    match shown {
        Banner::Calm => None,
        Banner::CannotSave => Some(("bad", word!(banner.cannot_save).to_owned(), Route::Sync)),
        Banner::Attention(n) => {
            let text = count(n, word!(banner.attention_one), |n| {
                word!(banner.attention, count = n)
            });
            Some(("bad", text, Route::Inbox))
        }
        Banner::SignIn(0) => Some(("wait", word!(banner.sign_in_none).to_owned(), Route::SignIn)),
        Banner::SignIn(n) => {
            let text = count(n, word!(banner.sign_in_one), |n| {
                word!(banner.sign_in, count = n)
            });
            Some(("wait", text, Route::SignIn))
        }
        Banner::Offline(n, since) => saved(word!(banner.offline), n, since),
        Banner::Silent(n, since) => saved(word!(banner.silent), n, since),
        Banner::Sending(n) => {
            let text = count(n, word!(banner.sending_one), |n| {
                word!(banner.sending, count = n)
            });
            Some(("plain", text, Route::Sync))
        }
        Banner::Filling => Some(("plain", word!(banner.filling).to_owned(), Route::Sync)),
        Banner::Private => Some(("wait", word!(banner.private).to_owned(), Route::Sync)),
    }
}

/// What passes by itself is told when it has lasted this long, milliseconds: a line that comes and goes would push away what
/// somebody is about to press. The mark in the menu tells it at once.
const LASTS_MILLIS: i32 = 2_000;

fn sync_line() -> AnyView {
    let replica = use_replica();
    let now = Live::new(move || replica.sync().with(banner));
    let shown = Var::new(Banner::Calm);
    // Counts what does not pass by itself: what was begun before it is over.
    let latest = Var::new((0_usize, Banner::Calm));
    effect(move || {
        let next = now.get();
        let count = latest.get_untracked().0 + usize::from(!next.passes());
        latest.set((count, next));
        if !next.passes() || shown.get_untracked() != Banner::Calm {
            return shown.set(next);
        }
        clock::after(LASTS_MILLIS, move || {
            if let Some((still, now)) = latest.try_get_untracked()
                && still == count
            {
                shown.set(now);
            }
        });
    });
    let line = move || {
        let (tone, text, route) = told(shown.get())?;
        let more = if route == Route::SignIn {
            word!(nav.sign_in)
        } else {
            word!(banner.see)
        };
        Some(
            view! { <div class="sync-line" data-tone=tone role="status"><span>{text}</span>{link_to(route, more)}</div> }.into_any(),
        )
    };
    view! { {line} }.into_any()
}

/// How device and server stand, always in sight and one tap from all that is known of it.
fn sync_mark() -> AnyView {
    let replica = use_replica();
    let shown = Live::new(move || {
        replica.sync().with(|sync| {
            let (tone, sign) = match banner(sync) {
                Banner::Calm | Banner::Filling | Banner::Private => ("ok", "✓"),
                Banner::CannotSave | Banner::Attention(_) => ("bad", "!"),
                Banner::SignIn(_)
                | Banner::Offline(..)
                | Banner::Silent(..)
                | Banner::Sending(_) => ("wait", "○"),
            };
            let count = if tone == "bad" {
                sync.attention
            } else {
                sync.unsent
            };
            (tone, sign, count)
        })
    });
    let mark = move || {
        let (tone, sign, count) = shown.get();
        let count = (count > 0).then(|| count.to_string());
        let state = match tone {
            "ok" => word!(sync.calm_title),
            "bad" => word!(state.needs_attention),
            _ => word!(state.on_this_device),
        };
        let spoken = format!("{}: {state} ", word!(nav.sync));
        view! { <a class="sync-mark" href=Route::Sync.path() data-tone=tone><span class="spoken">{spoken}</span><span aria-hidden="true">{sign}</span><span>{count}</span></a> }.into_any()
    };
    view! { {mark} }.into_any()
}

fn update_line() -> AnyView {
    let is_ready = Var::new(page::update_waits());
    page::on_update(move || {
        is_ready.set(true);
    });
    let line = move || {
        is_ready.get().then(|| {
            view! { <div class="sync-line" role="status"><span>{word!(app.update_ready)}</span><button class="button" data-look="text" type="button" on:click=handler(|_| page::take_update())>{word!(app.update_take)}</button></div> }.into_any()
        })
    };
    view! { {line} }.into_any()
}
