//! Which module a screen lies in. A site tablet's first visit loads only the first module; what is drawn here is what it needs, and
//! every name of another screen would bring that screen along.
//!
//! first (a day on the site) · more (signing in, the rest of the site's, kept on every device) · office (fetched when first opened).
//! Texts and styles that no screen of the first module has come beside the others.
use std::future::Future;
use std::pin::Pin;

use crate::view::*;
use shared::id::{SiteId, UserId};

use super::{frame, owed, site};
use crate::components::empty;
use crate::platform::{catalogue, clock, page};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words;

/// When the module that sees a session's end coming is fetched, if nobody has by then.
const WATCH_MILLIS: i32 = 60_000;

/// What is asked of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The screen at an address.
    Screen(Route),
    /// The dialog that finds things.
    Search,
    /// What sees a session's end coming.
    Watch,
    /// A second factor, before anything else.
    AddFactor,
    /// A supervisor chooses a PIN on a shared tablet.
    ChoosePin(UserId),
    /// The three words of a tablet that is being connected.
    Words([u8; 3]),
    /// What a trainee sees on a site's tablet.
    Trainee(SiteId),
    /// The demo's accounts.
    Demo,
}

/// Draws a part of a module.
pub type Draw = fn(Wanted) -> AnyView;
/// A module on its way.
pub type Loading = Pin<Box<dyn Future<Output = Result<Draw, NotLoaded>>>>;
/// Brings a module.
pub type Load = fn() -> Loading;

/// A module could not be had: no network, and it was never loaded on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

/// How far a module has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    NotAsked,
    OnItsWay,
    Failed,
    Here,
}

/// A module that is not the first. Copied freely.
#[derive(Clone, Copy)]
struct Part {
    load: Load,
    stage: Var<Stage>,
    draw: Var<Option<Draw>>,
}

/// The modules. Copied freely.
#[derive(Clone, Copy)]
pub struct Parts {
    more: Part,
    office: Part,
}

impl Parts {
    /// Not asked for yet.
    #[must_use]
    pub fn new(more: Load, office: Load) -> Self {
        let part = |load| Part {
            load,
            stage: Var::new(Stage::NotAsked),
            draw: Var::new(None),
        };
        Self {
            more: part(more),
            office: part(office),
        }
    }

    /// How many modules have come. What reads this runs again when one does.
    #[must_use]
    pub fn count(&self) -> usize {
        let parts = [self.more, self.office];
        parts
            .iter()
            .filter(|part| part.stage.get() == Stage::Here)
            .count()
    }
}

impl Part {
    fn ask(self) {
        self.stage.set(Stage::OnItsWay);
        let asked = words::current();
        let row = catalogue::later(asked.tag());
        leptos::task::spawn_local(async move {
            let (Ok(draw), Some((row, is_own))) = ((self.load)().await, row.await) else {
                return self.stage.set(Stage::Failed);
            };
            // Whoever chose another language in the meantime has brought both of its rows.
            if asked == words::current() {
                words::speak_later(row);
                if !is_own {
                    owed::note(asked);
                }
            }
            self.draw.set(Some(draw));
            self.stage.set(Stage::Here);
        });
    }

    /// Nothing is seen of it until the module has come; whoever needs the module asks for it.
    fn draw_quietly(self, wanted: Wanted) -> AnyView {
        let body = move || match (self.stage.get(), self.draw.get_untracked()) {
            (Stage::Here, Some(draw)) => Some(draw(wanted)),
            _ => None,
        };
        view! { {body} }.into_any()
    }

    fn draw(self, wanted: Wanted) -> AnyView {
        owed::ask();
        if self.stage.get_untracked() == Stage::NotAsked {
            self.ask();
        }
        let body = move || match (self.stage.get(), self.draw.get_untracked()) {
            (Stage::Here, Some(draw)) => draw(wanted),
            (Stage::Failed, _) => failed(self),
            (Stage::NotAsked | Stage::OnItsWay | Stage::Here, _) => {
                view! { <p class="page muted" role="status">{word!(app.opening)}</p> }.into_any()
            }
        };
        view! { {body} }.into_any()
    }
}

/// Draws the dialog that finds things; it opens when it has come.
pub fn search() -> AnyView {
    let parts: Parts = expect_context();
    parts.more.draw(Wanted::Search)
}

/// Draws what sees a session's end coming.
pub fn watch() -> AnyView {
    let parts: Parts = expect_context();
    // Long before a session can end, and after everything that a first visit waits for.
    clock::after(WATCH_MILLIS, move || {
        if parts.more.stage.try_get_untracked() == Some(Stage::NotAsked) {
            parts.more.ask();
        }
    });
    parts.more.draw_quietly(Wanted::Watch)
}

/// Draws what somebody without a second factor must do first.
pub fn add_factor() -> AnyView {
    let parts: Parts = expect_context();
    parts.office.draw(Wanted::AddFactor)
}

/// Draws something else than a screen, from the module that every device keeps.
pub fn later(wanted: Wanted) -> AnyView {
    let parts: Parts = expect_context();
    parts.more.draw(wanted)
}

/// Draws an address, from whichever module it lies in.
pub fn draw(route: Route) -> AnyView {
    let parts: Parts = expect_context();
    match route {
        Route::Site(site) => site::draw(site),
        Route::Home => home(parts),
        Route::SiteMonth(..)
        | Route::SiteWeek(..)
        | Route::SiteMuster(_)
        | Route::SiteCards(_)
        | Route::Pair
        | Route::Inbox
        | Route::Sync
        | Route::SignIn
        | Route::NotFound => parts.more.draw(Wanted::Screen(route)),
        Route::Start
        | Route::Cases
        | Route::Placements
        | Route::Placement(_)
        | Route::Note(..)
        | Route::Tenders
        | Route::Tender(_)
        | Route::Contracts
        | Route::Contract(_)
        | Route::Matching
        | Route::Candidates
        | Route::Import
        | Route::People
        | Route::Tablets
        | Route::Figures
        | Route::Audit
        | Route::Account
        | Route::Accessibility
        | Route::Feedback
        | Route::Received
        | Route::Styleguide => parts.office.draw(Wanted::Screen(route)),
    }
}

/// A person whose whole day is one site begins there; who that is comes with the first rows.
fn home(parts: Parts) -> AnyView {
    let me = use_replica().me();
    let only = Live::new(move || me.with(|me| me.as_ref().and_then(frame::model::only_site)));
    let body = move || {
        let only = only.get();
        only.map_or_else(|| parts.more.draw(Wanted::Screen(Route::Home)), site::draw)
    };
    view! { {body} }.into_any()
}

fn failed(part: Part) -> AnyView {
    page::entered(&word!(app.title, page = word!(app.not_loaded)));
    let again = view! { <button class="button" type="button" on:click=handler(move |_| part.ask())>{word!(app.try_again)}</button> };
    view! { <div class="page"><h1 tabindex="-1">{word!(app.not_loaded)}</h1>{empty(word!(app.not_loaded_what), word!(app.not_loaded_why), again.into_any())}</div> }.into_any()
}
