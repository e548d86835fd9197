//! The drawing of the slots over time, with the same told in a table for those who do not see it, or would rather read.
use crate::view::*;
use shared::model::PlacementState;
use shared::time::Day;

use super::model::{Axis, Bar, LINE, Line, TOP, WIDTH};
use crate::word;
use crate::words::{dates, nouns};

/// Draws the axis.
pub fn draw(axis: &Axis, today: Day) -> AnyView {
    let bottom = axis.height - 22;
    let step = axis.months.len().div_ceil(13).max(1);
    let months = axis.months.iter().step_by(step).map(|(month, x)| {
        view! {
            <line class="grid" x1=x.to_string() x2=x.to_string() y1="20" y2=bottom.to_string()></line>
            {(*x < WIDTH - 28).then(|| view! { <text x=(x + 4).to_string() y="14">{dates::month_short(month.first_day())}</text> }.into_any())}
        }.into_any()
    });
    let lines = axis
        .lines
        .iter()
        .enumerate()
        .map(|(place, one)| line(place, one, today));
    let line_of_today = axis.today.map(|x| {
        let side = if x > WIDTH - 60 { "end" } else { "middle" };
        view! {
            <line class="today" x1=x.to_string() x2=x.to_string() y1="22" y2=bottom.to_string()></line>
            <text class="name" x=x.to_string() y=(bottom + 16).to_string() text-anchor=side>{word!(axis.today, day = dates::short(today))}</text>
        }.into_any()
    });
    let spoken = axis
        .lines
        .iter()
        .map(|line| spoken(line, today))
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="group" aria-label=word!(contract.axis_title)>
            <svg class="axis" viewBox=format!("0 0 {WIDTH} {}", axis.height) aria-hidden="true">{months.collect_view()}{lines.collect_view()}{line_of_today}</svg>
        </div>
        <ul class="axis-legend" aria-hidden="true">
            <li data-is="served">{word!(axis.served)}</li><li data-is="planned">{word!(axis.planned)}</li><li data-is="vacant">{word!(contract.vacant)}</li><li data-is="match-by">{word!(axis.match_by)}</li>
        </ul>
        <details class="axis-table">
            <summary>{word!(axis.as_table)}</summary>
            <div class="scroll" tabindex="0" role="group" aria-label=word!(axis.as_table)>
                <table>
                    <caption class="spoken">{word!(contract.axis_title)}</caption>
                    <thead><tr><th scope="col">{word!(contract.slot_label)}</th><th scope="col">{word!(axis.who)}</th><th scope="col">{word!(axis.served)}</th><th scope="col">{word!(axis.match_by)}</th></tr></thead>
                    <tbody>{spoken}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

fn line(place: usize, line: &Line, today: Day) -> AnyView {
    let y = TOP + LINE * i64::try_from(place).unwrap_or_default();
    let below = line
        .trade
        .clone()
        .unwrap_or_else(|| word!(slot_state.promised).to_owned());
    let bars = line.bars.iter().map(|one| bar(one, y)).collect_view();
    let end = line.bars.iter().map(|bar| bar.x + bar.width).max();
    let vacant = line.is_vacant.then(|| {
        let x = end.unwrap_or(super::model::LEFT) + 4;
        let width = (WIDTH - x).clamp(0, 120);
        (width > 50).then(|| {
            view! {
                <rect class="vacant" x=x.to_string() y=(y + 4).to_string() width=width.to_string() height="34" rx="7"></rect>
                <text class="vacant-word" x=(x + 10).to_string() y=(y + 26).to_string()>{word!(contract.vacant)}</text>
            }.into_any()
        })
    });
    // Beside the line where there is room for the words, else before it.
    let match_by = line.match_by.map(|(day, x)| {
        let (side, words_x) = if x > WIDTH - 210 { ("end", x - 6) } else { ("start", x + 6) };
        view! {
            <line class="match-by" x1=x.to_string() x2=x.to_string() y1=y.to_string() y2=(y + 42).to_string()></line>
            <text class="match-by-word" x=words_x.to_string() y=(y + 26).to_string() text-anchor=side>{matched_by(day, today)}</text>
        }.into_any()
    });
    view! {
        <text class="name" x="0" y=(y + 18).to_string()>{word!(contract.slot, number = line.number)}</text>
        <text x="0" y=(y + 35).to_string()>{cut(&below, 17)}</text>
        {bars}{vacant}{match_by}
    }
    .into_any()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most - 1).chain(['…']).collect()
    }
}

fn bar(bar: &Bar, y: i64) -> AnyView {
    let text = bar
        .name
        .clone()
        .unwrap_or_else(|| nouns::placement_state(bar.state).to_owned());
    // About seven units a letter. A name stands where it fits whole: on what is served, else on what is planned; a name that
    // fits nowhere is cut, and told whole in the list below.
    let room = |width: i64| usize::try_from((width - 16) / 7).unwrap_or_default();
    let letters = text.chars().count();
    let planned = bar.width - bar.served;
    let (class, x, shown) = if room(bar.served) >= letters {
        ("on-served", bar.x + 8, text)
    } else if room(planned) >= letters {
        ("on-planned", bar.x + bar.served + 8, text)
    } else if room(bar.served) >= 4 {
        ("on-served", bar.x + 8, cut(&text, room(bar.served)))
    } else {
        ("on-served", bar.x, String::new())
    };
    view! {
        <rect class="planned" x=bar.x.to_string() y=(y + 4).to_string() width=bar.width.to_string() height="34" rx="7"></rect>
        <rect class="served" x=bar.x.to_string() y=(y + 4).to_string() width=bar.served.to_string() height="34" rx="7"></rect>
        <text class=class x=x.to_string() y=(y + 26).to_string()>{shown}</text>
    }
    .into_any()
}

fn spoken(line: &Line, today: Day) -> AnyView {
    let people = line.bars.iter().map(|bar| {
        let name = bar
            .name
            .clone()
            .unwrap_or_else(|| word!(person.unnamed).to_owned());
        let ended = match bar.state {
            PlacementState::Planned
            | PlacementState::Started { .. }
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. }
            | PlacementState::DidNotStart { .. } => nouns::placement_state(bar.state),
        };
        format!("{name}, {}, {ended}", dates::span(bar.days.0, bar.days.1))
    });
    let people: Vec<String> = people.collect();
    let people = if people.is_empty() {
        word!(contract.nobody).to_owned()
    } else {
        people.join("; ")
    };
    let trade = line
        .trade
        .clone()
        .unwrap_or_else(|| word!(slot_state.promised).to_owned());
    let match_by = line
        .match_by
        .map(|(day, _)| matched_by(day, today))
        .unwrap_or_default();
    let served = word!(
        contract.slot_served,
        months = line.served.0,
        days = line.served.1
    );
    view! { <tr><th scope="row">{word!(contract.slot, number = line.number)} " · " {trade}</th><td>{people}</td><td>{served}</td><td>{match_by}</td></tr> }.into_any()
}

/// "matcha senast 12 dec", or that there is no time left for it.
fn matched_by(day: Day, today: Day) -> String {
    if day < today {
        word!(axis.too_late).to_owned()
    } else {
        let day = if day.year() == today.year() {
            dates::short(day)
        } else {
            dates::date(day)
        };
        word!(axis.match_before, day = day)
    }
}
