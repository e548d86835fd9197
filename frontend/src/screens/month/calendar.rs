//! The grid of a month. Each day is read aloud in words; the colour repeats what the words say.
use crate::view::*;
use shared::model::Attendance;
use shared::time::Day;

use super::model::{Cell, CellModel, MonthModel};
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{dates, nouns, numbers};

/// Draws a month; with a signal its days can be chosen.
pub fn calendar(model: &MonthModel, chosen: Option<Var<Option<Day>>>) -> AnyView {
    let first = model.month.first_day();
    let monday = first.plus_days(1 - i64::from(first.weekday()));
    let weekdays = (0..7).map(|day| {
        let name = dates::weekday_short(monday.plus_days(day));
        view! { <div class="weekday" aria-hidden="true">{name}</div> }.into_any()
    });
    let blanks = (0..model.blanks).map(|_| view! { <div aria-hidden="true"></div> }.into_any());
    let cells = model.cells.iter().map(|cell| draw(cell, chosen));
    view! { <div class="calendar">{weekdays.collect_view()}{blanks.collect_view()}{cells.collect_view()}</div> }.into_any()
}

fn draw(model: &CellModel, chosen: Option<Var<Option<Day>>>) -> AnyView {
    let day = model.day;
    let (tone, short, long) = said(model.cell);
    let told = |day: &str| {
        let mut text = word!(month.cell, day = day, what = long.clone());
        if model.is_corrected {
            text = format!("{text}, {}", word!(month.corrected));
        }
        if model.has_meeting {
            text = format!("{text}, {}", word!(meeting.mark));
        }
        text
    };
    let class = if model.is_today { "cell today" } else { "cell" };
    let mark = model.is_corrected.then_some("*");
    let met = model
        .has_meeting
        .then(|| view! { <span class="met" aria-hidden="true"></span> }.into_any());
    // On a telephone a reason has no room in its cell; it is told when the day is chosen.
    let reason = match model.cell {
        Cell::Holds(Attendance::Absent { reason }) => {
            Some(view! { <span class="long">" "{nouns::absence(reason)}</span> }.into_any())
        }
        _ => None,
    };
    let inside =
        view! { <b>{day.day_of_month()}{mark}{met}</b><span aria-hidden="true">{short}{reason}</span> }
            .into_any();
    match chosen.filter(|_| !matches!(model.cell, Cell::Outside | Cell::Ahead)) {
        // What is read aloud begins with what is seen: whoever speaks to the screen says the number.
        Some(chosen) => view! {
            <button type="button" class=class data-tone=tone aria-pressed=move || (chosen.get() == Some(day)).to_string()
                on:click=handler(move |_| chosen.set(Some(day)))>{inside}<span class="spoken">" "{told(&dates::month_name(day))}</span></button>
        }
        .into_any(),
        None => view! { <div class=class data-tone=tone role="img" aria-label=told(&dates::long(day))>{inside}</div> }.into_any(),
    }
}

/// Tone, what stands in the cell, what is read aloud.
pub fn said(cell: Cell) -> (&'static str, String, String) {
    match cell {
        Cell::Outside => (
            "outside",
            String::new(),
            word!(month.cell_outside).to_owned(),
        ),
        Cell::Ahead => ("ahead", String::new(), word!(month.cell_ahead).to_owned()),
        Cell::Open => ("open", "–".to_owned(), word!(month.cell_open).to_owned()),
        Cell::Disputed => (
            "disputed",
            "!".to_owned(),
            word!(month.cell_disputed).to_owned(),
        ),
        Cell::Holds(Attendance::Present { minutes }) => {
            let hours = numbers::hours(minutes.get());
            (
                "here",
                format!("✓ {hours}"),
                format!("{}, {hours}", word!(site.here)),
            )
        }
        Cell::Holds(Attendance::Absent { reason }) => {
            ("away", "×".to_owned(), nouns::absence(reason).to_owned())
        }
    }
}

/// "17 dagar här (136 h) · 2 borta · 1 utan svar".
#[must_use]
pub fn sums(model: &MonthModel) -> String {
    let hours = word!(
        month.hours,
        hours = numbers::tenths(u64::from(model.minutes_present) / 6)
    );
    word!(
        month.sum,
        days = model.days_present,
        hours = hours,
        away = model.days_absent,
        open = model.days_open
    )
}
