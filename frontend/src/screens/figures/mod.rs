//! The coordinator's screen: figures only.
pub mod model;

use crate::view::*;

use self::model::FiguresModel;
use crate::components::{Tone, chip, figure, head};
use crate::replica::use_replica;
use crate::screens::contracts;
use crate::word;
use crate::words::numbers;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let body = move || {
        let state = replica.state().get();
        let today = replica.today().get();
        let sum = FiguresModel::of(&state, today);
        let missed = if sum.missed == 0 {
            chip(Tone::Ok, word!(figures.none_missed))
        } else {
            chip(Tone::Bad, word!(figures.missed, count = sum.missed))
        };
        let lacking = if sum.days_lacking == 0 {
            chip(Tone::Ok, word!(contract.all_planned))
        } else {
            chip(
                Tone::Wait,
                word!(contracts.lacking, days = numbers::days(sum.days_lacking)),
            )
        };
        view! {
            <div class="figures">
                {figure(word!(nav.contracts), numbers::whole(sum.contracts as u64), None, missed)}
                {figure(word!(contract.running), numbers::whole(sum.running.into()), Some(word!(contract.of, total = sum.places)), ().into_any())}
                {figure(word!(contract.months_served), numbers::whole(sum.months_served.into()), Some(word!(contract.of, total = sum.months_promised)), lacking)}
            </div>
        }.into_any()
    };
    view! { <div class="page">{head(word!(nav.figures), None, Some(word!(figures.intro).to_owned()))} {body} {contracts::list()}</div> }.into_any()
}
