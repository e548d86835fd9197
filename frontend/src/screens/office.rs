//! The screens of caseworkers and office: one function, so that they can lie in a module of their own, which a site tablet never
//! loads.
use crate::view::*;

use super::parts::Wanted;
use super::*;
use crate::routes::Route;

/// Draws a screen of this module.
#[must_use]
pub fn draw(wanted: Wanted) -> AnyView {
    let route = match wanted {
        Wanted::Screen(route) => route,
        Wanted::AddFactor => return account::first(),
        Wanted::Search
        | Wanted::Watch
        | Wanted::Demo
        | Wanted::ChoosePin(_)
        | Wanted::Words(_)
        | Wanted::Trainee(_) => {
            return frame::missing();
        }
    };
    match route {
        Route::Account => account::draw(),
        Route::Cases => cases::draw(),
        Route::Placements => placements::draw(),
        Route::Placement(placement) => placement::draw(placement),
        Route::Note(placement, meeting) => note::draw(placement, meeting),
        Route::Tenders => tenders::draw(),
        Route::Tender(tender) => tender::draw(tender),
        Route::Contracts => contracts::draw(),
        Route::Contract(contract) => contract::draw(contract),
        Route::Matching => matching::draw(),
        Route::Candidates => candidates::draw(),
        Route::Import => import::draw(),
        Route::People => people::draw(),
        Route::Tablets => tablets::draw(),
        Route::Figures => figures::draw(),
        Route::Audit => audit::draw(),
        Route::Start => start::draw(),
        Route::Accessibility => accessibility::draw(),
        Route::Feedback => feedback::draw(),
        Route::Received => received::draw(),
        #[cfg(debug_assertions)]
        Route::Styleguide => styleguide::draw(),
        _ => frame::missing(),
    }
}
