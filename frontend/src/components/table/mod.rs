//! A table for thousands of rows: only those on the screen are elements of the page. Filters, sorting, kept views, a choice of
//! columns and of rows, keys as in a spreadsheet, and a file for one. Surprising choice: the page itself scrolls, not a box in
//! it, and where there is little width each row becomes a card; so a row's height is measured, and is the same for all.
//!
//! model (rows, cells, what is shown) · arrangement · csv · sight (which rows are seen, what keys do) · views (kept arrangements) · tools (what
//! stands above the table) · grid (the table itself) · keys
pub mod arrangement;
pub mod csv;
mod grid;
mod keys;
pub mod model;
pub mod sight;
mod tools;
pub mod views;

use std::cell::RefCell;
use std::sync::Arc;

use crate::view::*;
use shared::ordered::Set;
use uuid::Uuid;

use self::arrangement::{Arrangement, Order};
use self::model::{Column, Rows};
use self::sight::{Place, Sight};
use self::views::View;
use crate::platform::address::{Address, use_address};
use crate::platform::{clock, keep, page, seen};
use crate::signals::{Live, Var};
use crate::word;
use crate::words::numbers;

/// Height of a row before any is measured.
const PITCH: i32 = 48;
/// Milliseconds after which a hand that scrolled rests.
const REST_MILLIS: i32 = 60;
/// Milliseconds of calm before the count of rows is said aloud: not at every letter.
const CALM_MILLIS: i32 = 700;

/// Draws what belongs to a row and changes by itself: how far its record has come.
pub type Mark = Arc<dyn Fn(Uuid) -> AnyView + Send + Sync>;

/// What is done with the answer of [`BeforeFile`]: the file, or the reason why not.
pub type OnAnswer = Box<dyn FnOnce(Result<(), String>)>;
/// Asked before the rows become a file, with how many they are.
pub type BeforeFile = fn(u32, OnAnswer);

/// What a screen says of its table.
pub struct Table {
    /// Its name on the page and on the device.
    pub id: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// Its columns; the first names the row.
    pub columns: Vec<Column>,
    /// The views that come with it; the first is where its reader begins.
    pub views: Vec<View>,
    /// Whose kept views are shown.
    pub owner: String,
    /// Its rows.
    pub rows: Live<Rows>,
    /// Drawn beside each row's name.
    pub mark: Option<Mark>,
}

/// The table while it is drawn. Copied freely.
#[derive(Clone, Copy)]
struct Grid {
    id: &'static str,
    label: &'static str,
    columns: Var<Vec<Column>>,
    ready: Var<Vec<View>>,
    own: Var<Vec<View>>,
    owner: Var<String>,
    rows: Live<Rows>,
    mark: Var<Option<Mark>>,
    how: Var<Arrangement>,
    sort: Live<Option<(String, Order)>>,
    order: Live<Vec<usize>>,
    address: Address,
    chosen: Var<Set<Uuid>>,
    at: Var<Place>,
    pitch: Var<i32>,
    width: Var<i32>,
    sight: Var<Sight>,
    calm: Var<u32>,
    drawn: Var<u32>,
    before_file: Option<BeforeFile>,
    on_paper: Var<bool>,
}

thread_local! {
    /// How each table stood when its screen was left, for the way back; gone with the page.
    static LEFT: RefCell<Vec<(String, Arrangement)>> = const { RefCell::new(Vec::new()) };
}

/// Draws the table; `none` is drawn where there is not one row.
pub fn table(table: Table, none: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    draw(Grid::new(table), none)
}

/// Draws a table whose rows become a file only after something was asked.
pub fn guarded_table(
    table: Table,
    before_file: BeforeFile,
    none: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let mut grid = Grid::new(table);
    grid.before_file = Some(before_file);
    draw(grid, none)
}

fn draw(grid: Grid, none: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    let has_rows = Live::new(move || grid.rows.with(|rows| !rows.all().is_empty()));
    let body = move || {
        if has_rows.get() { grid.draw() } else { none() }
    };
    view! { {body} }.into_any()
}

impl Grid {
    fn new(table: Table) -> Self {
        let name = format!("{}.{}", table.owner, table.id);
        let kept = keep::read(&kept_name(&name)).map(|text| views::read(&text));
        let left = LEFT.with_borrow(|left| {
            left.iter()
                .find(|(of, _)| *of == name)
                .map(|(_, how)| how.clone())
        });
        let first = table.views.first().map(|view| view.how.clone());
        let how = Var::new(left.or(first).unwrap_or_default());
        let columns = Var::new(table.columns);
        let rows = table.rows;
        // Two steps: a letter typed keeps the order that there is and sorts nothing.
        let sort = Live::new(move || how.with(|how| how.sort.clone()));
        let sorted = Live::new(move || {
            let sorted = |rows: &Rows| {
                columns
                    .with_untracked(|columns| sort.with(|sort| rows.sorted(columns, sort.as_ref())))
            };
            rows.with(sorted)
        });
        let order = Live::new(move || {
            let kept = |sorted: &Vec<usize>| {
                let kept = |rows: &Rows| {
                    columns
                        .with_untracked(|columns| how.with(|how| rows.kept(sorted, columns, how)))
                };
                rows.with(kept)
            };
            sorted.with(kept)
        });
        Self {
            id: table.id,
            label: table.label,
            columns,
            ready: Var::new(table.views),
            own: Var::new(kept.unwrap_or_default()),
            owner: Var::new(name),
            rows,
            mark: Var::new(table.mark),
            how,
            sort,
            order,
            address: use_address(),
            chosen: Var::new(Set::new()),
            at: Var::new(Place {
                row: Some(0),
                cell: 1,
            }),
            pitch: Var::new(PITCH),
            width: Var::new(0),
            sight: Var::new(Sight { from: 0, to: 16 }),
            calm: Var::new(0),
            drawn: Var::new(0),
            before_file: None,
            on_paper: Var::new(false),
        }
    }

    fn draw(self) -> AnyView {
        let grid = self;
        StoredValue::new_local(seen::Watch::on(move || grid.look()));
        StoredValue::new_local(seen::Watch::paper(move || grid.turn_to_paper()));
        Effect::new(move |before: Option<()>| {
            grid.order.track();
            let how = grid.how.get();
            if before.is_some() {
                grid.say_count();
            }
            grid.owner.with_untracked(|name| leave(name, how));
            request_animation_frame(move || {
                grid.look();
                grid.measure_soon();
            });
        });
        view! {
            <section class="table" aria-label=self.label>
                {tools::draw(self)}
                {grid::draw(self)}
            </section>
        }
        .into_any()
    }

    /// How many rows are shown.
    fn count(self) -> usize {
        self.order.with_untracked(Vec::len)
    }

    fn body_id(self) -> String {
        format!("{}-rows", self.id)
    }

    /// Paper gets all rows: they are drawn before it is printed, and let go afterwards.
    fn turn_to_paper(self) {
        let is_printed = self.on_paper.get_untracked();
        self.on_paper.set(!is_printed);
        if is_printed {
            return self.look();
        }
        self.sight.set(Sight {
            from: 0,
            to: self.count(),
        });
    }

    /// Looks which rows are on the screen; draws others only when they are others.
    fn look(self) {
        if self.on_paper.try_get_untracked() == Some(true) {
            return;
        }
        // The screen may be gone: a frame that was asked for comes late.
        let (Some(pitch), Some(width), Some(sight)) = (
            self.pitch.try_get_untracked(),
            self.width.try_get_untracked(),
            self.sight.try_get_untracked(),
        ) else {
            return;
        };
        let now = seen::width();
        if now != width {
            // Another width wraps words at other places.
            self.width.set(now);
            if pitch != PITCH && width != 0 {
                self.pitch.set(PITCH);
                return request_animation_frame(move || self.look());
            }
        }
        let count = self.count();
        let found = Sight::of(seen::top(&self.body_id()), seen::height(), pitch, count);
        if !sight.is_enough_for(found, count) {
            self.sight.set(found.drawn(count));
            self.measure_soon();
        }
    }

    /// Measures when the hand rests: to measure makes the browser lay out the page at once.
    fn measure_soon(self) {
        let Some(number) = self.drawn.try_get_untracked() else {
            return;
        };
        let number = number.wrapping_add(1);
        self.drawn.set(number);
        clock::after(REST_MILLIS, move || {
            if self.drawn.try_get_untracked() == Some(number) {
                self.measure();
            }
        });
    }

    /// All rows get the height of the tallest that was drawn; what is seen stays where it is.
    fn measure(self) {
        let Some(pitch) = self.pitch.try_get_untracked() else {
            return;
        };
        let tallest = seen::tallest(&self.body_id());
        if tallest > pitch {
            let above = -seen::top(&self.body_id()) / pitch.max(1);
            self.pitch.set(tallest);
            request_animation_frame(move || {
                seen::move_by(above.max(0) * (tallest - pitch));
                self.look();
            });
        }
    }

    /// Moves the page until a row is seen whole; the head covers what is above.
    fn reveal(self, row: usize) {
        let pitch = self.pitch.get_untracked();
        let top = seen::top(&self.body_id()) + pitch * i32::try_from(row).unwrap_or_default();
        let head = seen::height_of(&format!("{}-head", self.id));
        if top < head {
            seen::move_by(top - head);
        } else if top + pitch > seen::height() {
            seen::move_by(top + pitch - seen::height());
        }
        self.look();
    }

    /// Arranges anew, from the first row.
    fn arrange(self, change: impl FnOnce(&mut Arrangement)) {
        let mut how = self.how.get_untracked();
        change(&mut how);
        self.how.set(how);
        self.at.update(|at| at.row = at.row.map(|_| 0));
        if seen::top(&self.body_id()) < 0 {
            self.reveal(0);
        }
    }

    /// Says how many rows are shown when nobody has typed for a moment.
    fn say_count(self) {
        let number = self.calm.get_untracked().wrapping_add(1);
        self.calm.set(number);
        clock::after(CALM_MILLIS, move || {
            if self.calm.try_get_untracked() == Some(number) {
                page::announce(&self.counted());
            }
        });
    }

    /// "34 av 5 000 rader".
    fn counted(self) -> String {
        let all = self.rows.with_untracked(|rows| rows.all().len());
        let shown = self.count();
        if shown == all {
            numbers::many(all, word!(table.count_one), || {
                word!(table.count, total = numbers::whole(all as u64))
            })
        } else {
            word!(
                table.count_of,
                shown = numbers::whole(shown as u64),
                total = numbers::whole(all as u64)
            )
        }
    }

    /// Chooses a row, or no longer.
    fn toggle(self, id: Uuid) {
        self.chosen.update(|chosen| {
            if !chosen.remove(&id) {
                chosen.insert(id);
            }
        });
    }

    /// Chooses all rows that are shown; none, where all were.
    fn toggle_all(self) {
        let shown: Set<Uuid> = self.rows.with_untracked(|rows| {
            let ids = |order: &Vec<usize>| {
                let ids = order.iter().filter_map(|place| rows.all().get(*place));
                ids.map(|row| row.id).collect()
            };
            self.order.with_untracked(ids)
        });
        let all = self
            .chosen
            .with_untracked(|chosen| shown.iter().all(|id| chosen.contains(id)));
        self.chosen.set(if all { Set::new() } else { shown });
    }

    /// Keeps the views of this person on the device.
    fn keep_views(self) {
        let name = self.owner.with_untracked(|owner| kept_name(owner));
        self.own
            .with_untracked(|own| keep::write(&name, &views::write(own)));
    }
}

fn kept_name(owner: &str) -> String {
    format!("fotfaste.views.{owner}")
}

fn leave(name: &str, how: Arrangement) {
    LEFT.with_borrow_mut(|left| {
        left.retain(|(of, _)| of != name);
        left.push((name.to_owned(), how));
    });
}
