//! What stands above the table: views, what is looked for, picks, the count, columns, and the file for a spreadsheet.
use crate::view::*;

use super::Grid;
use super::arrangement::{Arrangement, Hidden, Order};
use super::csv::csv;
use super::model::{Column, Holds};
use super::views::{self, NAME_MAX, View};
use crate::components::Choice;
use crate::platform::{clock, files, page};
use crate::signals::{Live, Var, handler, typing};
use crate::word;
use crate::words::numbers;

pub(super) fn draw(grid: Grid) -> AnyView {
    view! {
        <div class="table-head">
            <div class="table-views" role="group" aria-label=word!(table.views)>{move || view_buttons(grid)}</div>
            <div class="row">{move || chosen_tools(grid)}{save_file(grid)}{adjust(grid)}</div>
        </div>
        <div class="table-tools">{find(grid)}{picks(grid)}{sorter(grid)}</div>
        <p class="table-count">{move || { grid.order.track(); grid.counted() }}{move || chosen_count(grid)}</p>
    }
    .into_any()
}

/// The same arrangement but for what is looked for.
fn is_same(a: &Arrangement, b: &Arrangement) -> bool {
    a.sort == b.sort && a.picks == b.picks && a.hidden == b.hidden
}

fn view_buttons(grid: Grid) -> AnyView {
    let ready = grid.ready.get();
    let own = grid.own.get();
    let buttons = ready.into_iter().chain(own).map(|view| {
        let View { name, how } = view;
        let shown = how.clone();
        let is_on = move || grid.how.with(|now| is_same(now, &shown)).to_string();
        let take = move |_| {
            let how = how.clone();
            grid.arrange(|now| *now = Arrangement { text: now.text.clone(), ..how });
        };
        view! { <button class="button" data-look="quiet" type="button" aria-pressed=is_on on:click=handler(take)>{name}</button> }.into_any()
    });
    buttons.collect_view().into_any()
}

fn find(grid: Grid) -> AnyView {
    let id = format!("{}-find", grid.id);
    let label = id.clone();
    view! {
        <div class="field">
            <label for=label>{word!(table.find)}</label>
            <input class="input" type="search" id=id autocomplete="off" spellcheck="false" prop:value=move || grid.how.with(|how| how.text.clone())
                on:input=typing(grid.how, move |text| grid.arrange(|how| how.text = text)) />
        </div>
    }
    .into_any()
}

fn picks(grid: Grid) -> impl Fn() -> AnyView {
    // Of columns that are shown; one that is picked by without being shown can be let go.
    let offered = Live::new(move || {
        let is_offered = |column: &Column, how: &Arrangement| {
            let is_picked = how.picks.iter().any(|(name, _)| name == column.name);
            column.holds == Holds::Choice && (is_picked || !how.is_hidden(column.name))
        };
        let columns = grid.columns.get().into_iter().enumerate();
        let places = |how: &Arrangement| -> Vec<usize> {
            let offered = columns.filter(|(_, column)| is_offered(column, how));
            offered.map(|(place, _)| place).collect()
        };
        grid.how.with(places)
    });
    move || lists(grid, offered.get())
}

fn lists(grid: Grid, offered: Vec<usize>) -> AnyView {
    let columns = grid.columns.get_untracked();
    let lists = offered.into_iter().filter_map(|place| {
        let column = columns.get(place)?.clone();
        let id = format!("{}-pick-{}", grid.id, column.name);
        let choices = Live::new(move || grid.rows.with(|rows| rows.choices(place)));
        let set = move |value| grid.arrange(|how| how.set_pick(column.name, value));
        let picked = move || grid.how.with(|how| how.pick(column.name));
        let options = move || {
            let now = picked();
            let all = Choice::new("", word!(app.all));
            let all = std::iter::once(all).chain(choices.get());
            all.map(|choice| {
                let is_it = choice.value == now;
                view! { <option value=choice.value selected=is_it>{choice.label}</option> }
                    .into_any()
            })
            .collect_view()
            .into_any()
        };
        Some(select(id, column.title, "field", options, Box::new(set)))
    });
    lists.collect_view().into_any()
}

/// A list to pick from; its options say which is picked.
fn select(
    id: String,
    label: &'static str,
    class: &'static str,
    options: impl Fn() -> AnyView + Send + 'static,
    set: Box<dyn Fn(String)>,
) -> AnyView {
    let named = id.clone();
    view! {
        <div class=class>
            <label for=named>{label}</label>
            <select class="input" id=id on:change=handler(move |event| set(event_target_value(&event)))>{options}</select>
        </div>
    }
    .into_any()
}

/// Where rows are cards there is no head to press.
fn sorter(grid: Grid) -> AnyView {
    let options = move || {
        let now = grid.how.with(|how| how.sort.clone());
        let columns = grid.columns.get().into_iter();
        let both =
            columns.flat_map(|column| [(column.clone(), Order::Rising), (column, Order::Falling)]);
        let options = both.map(|(column, order)| {
            let (code, label) = match order {
                Order::Rising => ("+", word!(table.rising, column = column.title)),
                Order::Falling => ("-", word!(table.falling, column = column.title)),
            };
            let is_it = now
                .as_ref()
                .is_some_and(|(name, by)| name == column.name && *by == order);
            view! { <option value=format!("{code}{}", column.name) selected=is_it>{label}</option> }
                .into_any()
        });
        let unsorted = now.is_none();
        view! { <option value="" selected=unsorted>{word!(table.unsorted)}</option>{options.collect_view()} }.into_any()
    };
    let set = move |value: String| {
        let sort = value
            .strip_prefix('+')
            .map(|name| (name.to_owned(), Order::Rising));
        let sort = sort.or_else(|| {
            value
                .strip_prefix('-')
                .map(|name| (name.to_owned(), Order::Falling))
        });
        grid.arrange(|how| how.sort = sort);
    };
    select(
        format!("{}-sort", grid.id),
        word!(table.sort),
        "field table-sort",
        options,
        Box::new(set),
    )
}

fn chosen_count(grid: Grid) -> Option<String> {
    let count = chosen_shown(grid);
    (count > 0).then(|| {
        format!(
            " · {}",
            word!(table.chosen, count = numbers::whole(count as u64))
        )
    })
}

/// How many of the rows that are shown are chosen.
fn chosen_shown(grid: Grid) -> usize {
    grid.chosen.with(|chosen| {
        if chosen.is_empty() {
            return 0;
        }
        grid.rows.with(|rows| {
            grid.order.with(|order| {
                let rows = order.iter().filter_map(|place| rows.all().get(*place));
                rows.filter(|row| chosen.contains(&row.id)).count()
            })
        })
    })
}

fn chosen_tools(grid: Grid) -> Option<AnyView> {
    let some = grid.chosen.with(|chosen| !chosen.is_empty());
    some.then(|| {
        view! { <button class="button" data-look="text" type="button" on:click=handler(move |_| grid.chosen.set(shared::ordered::Set::new()))>{word!(table.choose_none)}</button> }.into_any()
    })
}

fn save_file(grid: Grid) -> AnyView {
    let label = move || {
        if grid.chosen.with(shared::ordered::Set::is_empty) {
            word!(table.csv)
        } else {
            word!(table.csv_chosen)
        }
    };
    let save = move || {
        let day = clock::day_of(clock::now());
        files::hand(
            &format!("fotfaste-{}-{day}.csv", grid.id),
            &file(grid),
            "text/csv;charset=utf-8",
        );
        page::announce(word!(table.csv_done));
    };
    let refused = Var::new(None::<String>);
    let answered = move |answer: Result<(), String>| match answer {
        Ok(()) => {
            refused.set(None);
            save();
        }
        Err(why) => {
            page::announce(&why);
            refused.set(Some(why));
        }
    };
    let save = move |_| match grid.before_file {
        Some(before) => before(rows_in_file(grid), Box::new(answered)),
        None => save(),
    };
    let why = move || {
        refused
            .get()
            .map(|why| view! { <p class="small error">{why}</p> }.into_any())
    };
    view! { <button class="button" data-look="quiet" type="button" on:click=handler(save)>{label}</button> {why} }.into_any()
}

/// How many rows a file would have.
fn rows_in_file(grid: Grid) -> u32 {
    let chosen = untrack(|| chosen_shown(grid));
    let rows = match chosen {
        0 => grid.order.with_untracked(Vec::len),
        some => some,
    };
    u32::try_from(rows).unwrap_or(u32::MAX)
}

/// What is shown, and of it what is chosen, if anything is.
fn file(grid: Grid) -> String {
    let between = word!(format.csv);
    let shown = grid.shown_columns();
    let chosen = grid.chosen.get_untracked();
    grid.rows.with_untracked(|rows| {
        grid.order.with_untracked(|order| {
            let rows = order.iter().filter_map(|place| rows.all().get(*place));
            let rows = rows.filter(|row| chosen.is_empty() || chosen.contains(&row.id));
            grid.columns
                .with_untracked(|columns| csv(columns, &shown, rows, between))
        })
    })
}

/// Which columns are shown, and the views of one's own.
fn adjust(grid: Grid) -> AnyView {
    let columns = grid
        .columns
        .get_untracked()
        .into_iter()
        .skip(1)
        .map(|column| {
            let id = format!("{}-show-{}", grid.id, column.name);
            let is_on: Box<dyn Fn() -> bool + Send> =
                Box::new(move || grid.how.with(|how| !how.is_hidden(column.name)));
            let set = move |on| {
                let hidden = if on { Hidden::No } else { Hidden::Yes };
                let mut how = grid.how.get_untracked();
                how.set_hidden(column.name, hidden);
                grid.how.set(how);
            };
            crate::components::check(id, column.title, is_on, set)
        });
    let columns_label = format!("{}-columns", grid.id);
    let named = columns_label.clone();
    view! {
        <details class="table-menu">
            <summary class="button" data-look="quiet">{word!(table.adjust)}</summary>
            <div class="card">
                <fieldset aria-labelledby=named><legend class="legend" id=columns_label>{word!(table.columns)}</legend>{columns.collect_view()}</fieldset>
                {keep_view(grid)}
                {move || own_views(grid)}
            </div>
        </details>
    }
    .into_any()
}

fn keep_view(grid: Grid) -> AnyView {
    let name = Var::new(String::new());
    let id = format!("{}-view-name", grid.id);
    let label = id.clone();
    let (named, words) = (format!("{id}-label"), format!("{id}-label"));
    let keep = move |event: SubmitEvent| {
        event.prevent_default();
        let written = name.get_untracked().trim().to_owned();
        if written.is_empty() {
            return page::announce(word!(fault.empty));
        }
        let mut own = grid.own.get_untracked();
        let how = Arrangement {
            text: String::new(),
            ..grid.how.get_untracked()
        };
        let name_of_view = written.chars().take(NAME_MAX).collect();
        let is_kept = views::keep(
            &mut own,
            View {
                name: name_of_view,
                how,
            },
        );
        if is_kept {
            grid.own.set(own);
            grid.keep_views();
            name.set(String::new());
            page::announce(word!(table.view_kept));
        } else {
            page::announce(word!(table.views_full));
        }
    };
    view! {
        <form class="field" on:submit=handler(keep)>
            <label for=label id=words>{word!(table.view_name)}</label>
            <div class="row">
                <input class="input" id=id aria-labelledby=named autocomplete="off" maxlength=NAME_MAX.to_string() prop:value=move || name.get() on:input=handler(move |event| name.set(event_target_value(&event))) />
                <button class="button" type="submit">{word!(table.keep_view)}</button>
            </div>
            <p class="hint">{word!(table.view_hint)}</p>
        </form>
    }
    .into_any()
}

fn own_views(grid: Grid) -> Option<AnyView> {
    let own = grid.own.get();
    let rows = own.iter().map(|view| {
        let name = view.name.clone();
        let label = word!(table.drop_view, name = &name);
        let drop_it = move |_| {
            grid.own.update(|own| own.retain(|view| view.name != name));
            grid.keep_views();
        };
        view! { <li><button class="button" data-look="text" type="button" on:click=handler(drop_it)>{label}</button></li> }.into_any()
    });
    (!own.is_empty()).then(|| view! { <ul class="stack-s">{rows.collect_view()}</ul> }.into_any())
}
