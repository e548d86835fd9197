//! The table itself: its head, and the rows on the screen.
use crate::view::KeyboardEvent;
use crate::view::*;
use uuid::Uuid;

use super::Grid;
use super::arrangement::Order;
use super::model::{Cell, Column, Holds, Row};
use super::sight::Place;
use crate::components::chip;
use crate::platform::page;
use crate::signals::{Live, handler, soon};
use crate::word;

/// The mark of the cell that keys are at.
const AT: &str = "data-at";

/// Where a row stands, where it lies among all, and what tells its content from another's.
type Item = (usize, usize, u64);

pub(super) fn draw(grid: Grid) -> AnyView {
    let pressed = move |event: KeyboardEvent| grid.pressed(&event);
    let mark = move || page::move_mark(AT, grid.id, &grid.cell_id(grid.at.get()));
    Effect::new(move |_: Option<()>| mark());
    // Elements are drawn over: the mark would go with them.
    Effect::new(move |_: Option<()>| {
        grid.sight.with(|_| ());
        grid.order.track();
        grid.rows.track();
        grid.sort.track();
        grid.how.with(|_| ());
        request_animation_frame(move || {
            if let Some(at) = grid.at.try_get_untracked() {
                page::move_mark(AT, grid.id, &grid.cell_id(at));
            }
        });
    });
    // A row that is not drawn cannot be named.
    let active = move || {
        let (at, sight) = (grid.at.get(), grid.sight.get());
        let count = grid.order.with(Vec::len);
        let is_drawn = at
            .row
            .is_none_or(|row| (sight.from..sight.to.min(count)).contains(&row));
        is_drawn.then(|| grid.cell_id(at))
    };
    let is_empty = Live::new(move || grid.order.with(Vec::is_empty));
    // A letter typed changes nothing of the head.
    let shown = Live::new(move || grid.shown_columns_now());
    let hint = format!("{}-keys", grid.id);
    let told = hint.clone();
    view! {
        <p class="spoken" id=hint>{word!(table.keys)}</p>
        <table role="grid" id=grid.id tabindex="0" aria-label=grid.label aria-describedby=told aria-multiselectable="true"
            aria-rowcount=move || (grid.order.with(Vec::len) + 1).to_string()
            aria-activedescendant=active
            style=("--columns", move || template(grid))
            on:keydown=handler(pressed)>
            <thead id=format!("{}-head", grid.id)>{move || grid.sort.with(|sort| shown.with(|shown| head(grid, sort.as_ref(), shown)))}</thead>
            <tbody id=grid.body_id() style=("height", move || px(grid.order.with(Vec::len), grid)) style=("padding-top", move || px(grid.sight.get().from, grid))
                style=("--pitch", move || format!("{}px", grid.pitch.get()))>
                {keyed_over(move || items(grid), |item| format!("{} {}", item.0, item.2), move |(place, row, _)| draw_row(grid, place, row))}
            </tbody>
        </table>
        {move || is_empty.get().then(|| nothing(grid))}
    }
    .into_any()
}

fn px(rows: usize, grid: Grid) -> String {
    format!(
        "{}px",
        i64::try_from(rows).unwrap_or_default() * i64::from(grid.pitch.get())
    )
}

/// The shares of the columns that are shown.
fn template(grid: Grid) -> String {
    let mut text = "var(--target)".to_owned();
    grid.columns.with(|columns| {
        for place in grid.how.with(|how| how.shown(columns)) {
            if let Some(column) = columns.get(place) {
                text.push_str(&format!(" minmax(0, {}fr)", column.share));
            }
        }
    });
    text
}

fn nothing(grid: Grid) -> AnyView {
    view! {
        <div class="table-none" role="status">
            <p class="strong">{word!(table.no_match)}</p>
            <p class="muted">{word!(table.no_match_why)}</p>
            <button class="button" data-look="quiet" type="button" on:click=handler(move |_| grid.arrange(super::arrangement::Arrangement::widen))>{word!(table.show_all)}</button>
        </div>
    }
    .into_any()
}

fn head(grid: Grid, sort: Option<&(String, Order)>, shown: &[usize]) -> AnyView {
    let columns = grid.columns.get_untracked();
    let cells = shown.iter().enumerate().filter_map(|(cell, place)| {
        let column = columns.get(*place)?;
        let order = sort.filter(|(name, _)| name == column.name);
        let here = Place {
            row: None,
            cell: cell + 1,
        };
        Some(head_cell(
            grid,
            column,
            order.map(|(_, order)| *order),
            here,
        ))
    });
    let here = Place { row: None, cell: 0 };
    let all = move || {
        let count = grid.order.with(Vec::len);
        count > 0 && grid.chosen.with(shared::ordered::Set::len) >= count
    };
    view! {
        <tr aria-rowindex="1">
            <th scope="col" class="pick" id=grid.cell_id(here)>
                <input type="checkbox" tabindex="-1" aria-label=word!(table.choose_all) prop:checked=all on:change=handler(move |_| grid.toggle_all()) />
            </th>
            {cells.collect_view()}
        </tr>
    }
    .into_any()
}

fn head_cell(grid: Grid, column: &Column, order: Option<Order>, here: Place) -> AnyView {
    let (sorted, sign) = match order {
        Some(Order::Rising) => ("ascending", "↑"),
        Some(Order::Falling) => ("descending", "↓"),
        None => ("none", ""),
    };
    let name = column.name;
    let id = grid.cell_id(here);
    view! {
        <th scope="col" id=id aria-sort=sorted data-holds=holds(column.holds)>
            <button type="button" tabindex="-1" on:click=soon(grid.how, move || { grid.arrange(|how| how.turn(name)); page::focus_in_place(grid.id); })>
                <span>{column.title}</span><span aria-hidden="true">{sign}</span>
            </button>
        </th>
    }
    .into_any()
}

const fn holds(holds: Holds) -> &'static str {
    match holds {
        Holds::Text => "text",
        Holds::Number => "number",
        Holds::Choice => "choice",
    }
}

/// The rows to draw. One that stands where it stood and says what it said stays the same element.
fn items(grid: Grid) -> Vec<Item> {
    let sight = grid.sight.get();
    let columns = grid
        .how
        .with(|how| print(how.hidden.iter().map(String::as_bytes)));
    grid.rows.with(|rows| {
        grid.order.with(|order| {
            let places = sight.from.min(order.len())..sight.to.min(order.len());
            let drawn = places.filter_map(|place| {
                let row = *order.get(place)?;
                Some((place, row, columns ^ print(said(rows.all().get(row)?))))
            });
            drawn.collect()
        })
    })
}

/// What is drawn of a row.
fn said(row: &Row) -> impl Iterator<Item = &[u8]> {
    let cells = row.cells.iter().map(|cell| cell.text.as_bytes());
    std::iter::once(row.id.as_bytes().as_slice()).chain(cells)
}

/// A print of some texts (FNV-1a).
fn print<'a>(texts: impl Iterator<Item = &'a [u8]>) -> u64 {
    let add = |print: u64, byte: &u8| (print ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    texts.fold(0xcbf2_9ce4_8422_2325, |print, text| {
        add(text.iter().fold(print, add), &0xFF)
    })
}

fn draw_row(grid: Grid, place: usize, row: usize) -> AnyView {
    let Some(row) = grid
        .rows
        .with_untracked(|rows| rows.all().get(row).cloned())
    else {
        return ().into_any();
    };
    let columns = grid.columns.get_untracked();
    let cells = grid
        .shown_columns()
        .into_iter()
        .enumerate()
        .filter_map(|(cell, column)| {
            let here = Place {
                row: Some(place),
                cell: cell + 1,
            };
            draw_cell(
                grid,
                &row,
                columns.get(column)?,
                row.cells.get(column)?,
                here,
            )
        });
    let cells = cells.collect_view();
    let (id, route) = (row.id, row.route);
    let is_chosen = move || grid.chosen.with(|chosen| chosen.contains(&id));
    let open = move |press: MouseEvent| {
        if let Some(route) = route.filter(|_| !page::is_on_control(&press)) {
            grid.address.go(&route.path());
        }
    };
    let here = Place {
        row: Some(place),
        cell: 0,
    };
    view! {
        <tr aria-rowindex=(place + 2).to_string() aria-selected=move || is_chosen().to_string() data-opens=route.map(|_| "") on:click=handler(open)>
            <td class="pick" id=grid.cell_id(here)>
                <input type="checkbox" tabindex="-1" aria-label=word!(table.choose_row, name = row.name()) prop:checked=is_chosen on:change=handler(move |_| grid.toggle(id)) />
            </td>
            {cells}
        </tr>
    }
    .into_any()
}

fn draw_cell(grid: Grid, row: &Row, column: &Column, cell: &Cell, here: Place) -> Option<AnyView> {
    let text = cell.text.clone();
    let said = match (cell.tone, row.route.filter(|_| here.cell == 1)) {
        (Some(tone), _) if !text.is_empty() => chip(tone, text),
        (_, Some(route)) => view! { <a href=route.path() tabindex="-1">{text}</a> }.into_any(),
        (_, None) => text.into_any(),
    };
    let mark = (here.cell == 1).then(|| mark(grid, row.id)).flatten();
    Some(
        view! {
            <td id=grid.cell_id(here) data-label=column.title data-holds=holds(column.holds) data-name=(here.cell == 1).then_some("")>{said}{mark}</td>
        }
        .into_any(),
    )
}

fn mark(grid: Grid, id: Uuid) -> Option<AnyView> {
    grid.mark
        .with_untracked(|mark| mark.as_ref().map(|mark| mark(id)))
}
