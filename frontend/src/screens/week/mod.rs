//! The week on a site as one table: a row a trainee, a column a day. To read and to print; answers are given on the day.
pub mod model;

use crate::view::*;
use shared::id::SiteId;
use shared::time::Day;

use self::model::{WeekModel, WeekRow, monday};
use crate::components::{button_to, empty, head_with};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::month::said;
use crate::screens::names;
use crate::signals::Live;
use crate::word;
use crate::words::{dates, numbers};

/// Draws the screen.
pub fn draw(site: SiteId, day: Day) -> AnyView {
    let replica = use_replica();
    let from = monday(day);
    let span = dates::span(from, from.plus_days(6));
    let title = word!(tablet.week_title, span = span.clone());
    let over = names::site(&*replica.state().get_untracked(), site);
    let actions = view! {
        <a class="button" data-look="quiet" href=Route::SiteWeek(site, from.plus_days(-7)).path()><span class="spoken">{word!(tablet.week_earlier)}</span><span aria-hidden="true">"←"</span></a>
        <a class="button" data-look="quiet" href=Route::SiteWeek(site, from.plus_days(7)).path()><span class="spoken">{word!(tablet.week_later)}</span><span aria-hidden="true">"→"</span></a>
        <a class="button" data-look="quiet" href=Route::Site(site).path()>{word!(tablet.to_day)}</a>
    }
    .into_any();
    let model =
        Live::new(move || WeekModel::of(&replica.state().get(), site, from, replica.today().get()));
    let body = move || match model.get() {
        None => empty(
            word!(site.not_here),
            word!(site.not_here_why),
            button_to(Route::Sync, word!(nav.sync)),
        ),
        Some(model) if model.rows.is_empty() => empty(
            word!(tablet.week_nobody),
            word!(site.nobody),
            button_to(Route::Site(site), word!(tablet.to_day)),
        ),
        Some(model) => table(&model, &span),
    };
    view! { <div class="page">{head_with(&title, over, Some(word!(tablet.week_intro).to_owned()), actions)} {body}</div> }.into_any()
}

fn table(model: &WeekModel, span: &str) -> AnyView {
    let label = word!(tablet.week_table, span = span.to_owned());
    let caption = label.clone();
    let days = model.days.iter().map(|day| {
        view! { <th scope="col"><abbr title=dates::long(*day)>{dates::weekday_short(*day)}" "{day.day_of_month()}</abbr></th> }.into_any()
    });
    let rows = model.rows.iter().map(row);
    view! {
        <div class="week" role="region" tabindex="0" aria-label=label>
            <table>
                <caption class="spoken">{caption}</caption>
                <thead><tr><th scope="col">{word!(tablet.week_name)}</th>{days.collect_view()}<th scope="col">{word!(tablet.week_sum)}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: &WeekRow) -> AnyView {
    let name = row
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let cells = row.cells.iter().map(|cell| {
        let (tone, short, long) = said(*cell);
        view! { <td data-tone=tone><span aria-hidden="true">{short}</span><span class="spoken">{long}</span></td> }.into_any()
    });
    let hours = word!(
        month.hours,
        hours = numbers::tenths(u64::from(row.minutes) / 6)
    );
    let sum = format!("{} · {hours}", numbers::days(i64::from(row.days)));
    view! { <tr><th scope="row">{name}</th>{cells.collect_view()}<td>{sum}</td></tr> }.into_any()
}
