//! The screens that every device keeps but no first visit waits for: one function, so that they can lie in a module of their own.
use crate::view::*;

use super::parts::Wanted;
use super::{
    choose_pin, demo, frame, home, inbox, month, muster, pair, search, sign_in, sync, trainee,
    watch, week,
};
use crate::routes::Route;

/// Draws a part of this module.
#[must_use]
pub fn draw(wanted: Wanted) -> AnyView {
    match wanted {
        Wanted::Search => search::draw(),
        Wanted::Watch => watch::draw(),
        Wanted::AddFactor => frame::missing(),
        Wanted::ChoosePin(user) => choose_pin::draw(user),
        Wanted::Words(words) => pair::words::draw(words),
        Wanted::Trainee(site) => trainee::draw(site),
        Wanted::Screen(Route::SiteCards(site)) => trainee::cards(site),
        Wanted::Screen(Route::Pair) => pair::draw(),
        Wanted::Screen(Route::SignIn) => sign_in::draw(),
        Wanted::Demo => demo::draw(),
        Wanted::Screen(Route::Home) => home::draw(),
        Wanted::Screen(Route::SiteMonth(site, month)) => month::draw(site, month),
        Wanted::Screen(Route::SiteWeek(site, day)) => week::draw(site, day),
        Wanted::Screen(Route::SiteMuster(site)) => muster::draw(site),
        Wanted::Screen(Route::Inbox) => inbox::draw(),
        Wanted::Screen(Route::Sync) => sync::draw(),
        Wanted::Screen(_) => frame::missing(),
    }
}
