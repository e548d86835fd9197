//! Find anything on the device by its name: Control-K, ⌘K or the button in the menu. A box that lists what it finds (combobox), in
//! a dialog of the browser's own.
pub mod model;

use std::sync::Arc;

use crate::view::KeyboardEvent;
use crate::view::*;

use self::model::{Group, Hit, Index, SHOWN_MAX};
use crate::platform::address::{Address, use_address};
use crate::platform::{modal, paint};
use crate::replica::{Replica, use_replica};
use crate::routes::Route;
use crate::screens::frame::model::menu;
use crate::screens::{frame, names};
use crate::signals::{Live, Var, effect, handler, typing};
use crate::word;

const DIALOG: &str = "search";

#[derive(Clone, Copy)]
struct Search {
    index: Var<Arc<Index>>,
    typed: Var<String>,
    at: Var<usize>,
    hits: Live<Vec<Hit>>,
    replica: Replica,
    address: Address,
}

/// How often the search was asked for: by the button in the menu or the keys. Copied freely.
#[derive(Clone, Copy)]
pub struct Asked(pub Var<usize>);

/// The dialog; it opens each time that it is asked for.
pub fn draw() -> AnyView {
    let index = Var::new(Arc::new(Index::default()));
    let typed = Var::new(String::new());
    let hits = Live::new(move || index.with(|index| typed.with(|typed| index.find(typed))));
    let search = Search {
        index,
        typed,
        at: Var::new(0),
        hits,
        replica: use_replica(),
        address: use_address(),
    };
    let Asked(asked) = expect_context();
    effect(move || {
        if asked.get() > 0 {
            search.begin();
        }
    });
    let active = move || {
        let at = search.at.get();
        (at < search.hits.with(Vec::len)).then(|| option_id(at))
    };
    let pressed = move |event: KeyboardEvent| search.pressed(&event);
    view! {
        <dialog class="search" id=DIALOG aria-label=word!(search.title) on:close=handler(move |_| search.end())>
            <form method="dialog" class="search-top">
                <input class="input" id="search-field" type="text" role="combobox" aria-label=word!(search.title) aria-expanded=move || (!search.hits.with(Vec::is_empty)).to_string() aria-controls="search-found" aria-autocomplete="list"
                    aria-activedescendant=active autocomplete="off" spellcheck="false" autofocus placeholder=word!(search.example)
                    prop:value=move || typed.get()
                    on:input=typing(typed, move |text| search.look_for(text))
                    on:keydown=handler(pressed) />
                <button class="button" data-look="quiet" type="button" on:click=handler(|_| modal::close(DIALOG))>{word!(search.close)}</button>
            </form>
            <div class="search-found" id="search-found" role="listbox" aria-label=word!(search.found) hidden=move || search.hits.with(Vec::is_empty)>{move || search.list()}</div>
            <p class="search-none" role="status">{move || search.said()}</p>
        </dialog>
    }
    .into_any()
}

fn option_id(place: usize) -> String {
    format!("search-{place}")
}

const fn group_name(group: Group) -> &'static str {
    match group {
        Group::Screen => "screen",
        Group::Tender => "tender",
        Group::Contract => "contract",
        Group::Placement => "placement",
        Group::Candidate => "candidate",
        Group::Site => "site",
    }
}

fn group_title(group: Group) -> &'static str {
    match group {
        Group::Screen => word!(search.screens),
        Group::Tender => word!(nav.tenders),
        Group::Contract => word!(nav.contracts),
        Group::Placement => word!(placements.title),
        Group::Candidate => word!(nav.candidates),
        Group::Site => word!(contract.sites),
    }
}

impl Search {
    /// Opens, and reads what there is to find; anew each time.
    fn begin(self) {
        let replica = self.replica;
        let Some(me) = replica.me().get_untracked() else {
            return;
        };
        let state = replica.state().get_untracked();
        let screens = menu(&me).into_iter().chain([Route::Sync]).map(|route| {
            let site = if let Route::Site(site) = route {
                names::site(&*state, site)
            } else {
                None
            };
            (route, frame::title(route, site))
        });
        let screens = screens.collect();
        modal::open(DIALOG);
        // The box is there before thousands of names are read.
        paint::after(move || {
            let index = Index::of(&state, &me, screens);
            if modal::is_open(DIALOG) {
                self.index.set(Arc::new(index));
            }
        });
    }

    /// Forgets what was typed, and what could be found.
    fn end(self) {
        self.typed.set(String::new());
        self.at.set(0);
        self.index.set(Arc::new(Index::default()));
    }

    fn look_for(self, text: String) {
        if self.typed.with_untracked(|typed| *typed != text) {
            self.at.set(0);
            self.typed.set(text);
        }
    }

    fn pressed(self, event: &KeyboardEvent) {
        let key = event.key();
        if !["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Enter"].contains(&key.as_str()) {
            return;
        }
        event.prevent_default();
        // Letters may be waiting for their frame: the key is meant for what they find.
        self.look_for(event_target_value(event));
        let last = self.hits.with_untracked(Vec::len).saturating_sub(1);
        let at = self.at.get_untracked();
        let to = match key.as_str() {
            "ArrowDown" if at >= last => 0,
            "ArrowDown" => at + 1,
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            "PageDown" => (at + SHOWN_MAX).min(last),
            "PageUp" => at.saturating_sub(SHOWN_MAX),
            _ => return self.open(at),
        };
        self.at.set(to);
        crate::platform::page::reveal(&option_id(to));
    }

    fn open(self, place: usize) {
        if let Some(hit) = self.hits.with_untracked(|hits| hits.get(place).cloned()) {
            modal::close(DIALOG);
            self.address.go(&hit.route.path());
        }
    }

    fn said(self) -> &'static str {
        let is_typed = self.typed.with(|typed| !typed.trim().is_empty());
        let is_read = self.index.with(|index| index.is_read());
        if is_read && is_typed && self.hits.with(Vec::is_empty) {
            word!(search.none)
        } else {
            ""
        }
    }

    fn list(self) -> AnyView {
        let hits = self.hits.get();
        let groups = Group::ALL.into_iter().filter_map(|group| {
            let of_group = hits.iter().enumerate().filter(|(_, hit)| hit.group == group);
            let options: Vec<AnyView> = of_group.map(|(place, hit)| self.option(place, hit)).collect();
            let id = format!("search-group-{}", group_name(group));
            let named = id.clone();
            (!options.is_empty()).then(|| {
                view! { <div role="group" aria-labelledby=named><div class="search-group" role="presentation" id=id>{group_title(group)}</div>{options}</div> }.into_any()
            })
        });
        groups.collect_view().into_any()
    }

    fn option(self, place: usize, hit: &Hit) -> AnyView {
        let is_at = move || (self.at.get() == place).to_string();
        let open = move |_| self.open(place);
        view! {
            <div role="option" class="search-option" id=option_id(place) aria-selected=is_at on:click=handler(open)>
                <span>{hit.title.clone()}</span><span class="small muted">{hit.below.clone()}</span>
            </div>
        }
        .into_any()
    }
}
