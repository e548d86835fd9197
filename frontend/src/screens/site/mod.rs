//! The tablet on a site: today's trainees, two large answers a person, undo for ten seconds, days beside today.
mod copied;
pub mod model;
mod person;

use std::cell::Cell;

use crate::view::*;
use shared::command::RecordAttendance;
use shared::id::{PlacementId, SiteId};
use shared::model::Attendance;
use shared::quantity::Minutes;
use shared::time::Day;

use self::model::{Above, SiteModel, StripDay};
use crate::components::{Undo, button_to, empty, head, undo_bar};
use crate::platform::page;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::signals::{Live, Var, effect, handler, soon};
use crate::word;
use crate::words::{codes, dates, numbers};

/// Minutes of an ordinary day: eight hours.
const DAY_MINUTES: i64 = 480;

/// An ordinary day.
fn whole_day() -> Option<Attendance> {
    Minutes::parse(DAY_MINUTES)
        .ok()
        .map(|minutes| Attendance::Present { minutes })
}

/// Draws the screen.
pub fn draw(site: SiteId) -> AnyView {
    let replica = use_replica();
    let day = Var::new(replica.today().get_untracked());
    let undo = Undo::default();
    let wrong = Var::new(None::<String>);
    // Who stands on today stands on today after midnight too.
    let last = Cell::new(day.get_untracked());
    effect(move || {
        let now = replica.today().get();
        if day.get_untracked() == last.replace(now) {
            day.set(now);
        }
    });
    let model = Live::new(move || {
        SiteModel::of(
            &replica.state().get(),
            site,
            day.get(),
            replica.today().get(),
        )
    });
    let is_here = Live::new(move || model.with(Option::is_some));
    // Each part is drawn anew only when its own part of the model is another.
    let above = Live::new(move || model.with(|model| model.as_ref().map(SiteModel::above)));
    let coming_here = Live::new(move || {
        let list = |model: &SiteModel| model.coming.clone();
        model.with(|model| model.as_ref().map(list).unwrap_or_default())
    });
    let body = move || {
        if !is_here.get() {
            return view! { {head(word!(nav.site), None, None)} {empty(word!(site.not_here), word!(site.not_here_why), button_to(Route::Sync, word!(nav.sync)))} }.into_any();
        }
        let people = move || people(model, day, undo, wrong);
        view! {
            {move || above.with(|above| above.as_ref().map(|above| top(site, above)))}
            {strip(model, day)}
            {move || wrong.get().map(|why| view! { <div class="notice" data-tone="bad" role="alert"><h2>{word!(form.refused)}</h2><p>{why}</p></div> }.into_any())}
            {people}
            {move || coming_here.with(|list| coming(list))}
            <div class="site-end">{undo_bar(undo)} {foot(model, undo, wrong)}</div>
        }
        .into_any()
    };
    view! { <div class="site-page">{body}</div> }.into_any()
}

fn top(site: SiteId, model: &Above) -> AnyView {
    // Whoever leads several sites is told which one, without a line more on the screen.
    let (day, name) = (dates::capital(&dates::long(model.day)), &model.name);
    page::entered(&word!(app.title, page = format!("{day}, {name}")));
    let name = format!(", {name}");
    let over = word!(
        site.over,
        contract = model.contract.clone().unwrap_or_else(|| model.name.clone()),
        host = model.host.clone()
    );
    let attest = model.to_attest.map(|month| {
        view! { <a class="button" data-look="quiet" href=Route::SiteMonth(site, month).path()>{word!(site.to_attest, month = dates::month(month))}</a> }.into_any()
    });
    let month = model.day.in_month();
    view! {
        <header class="site-head">
            <div><p class="muted small">{over}</p><h1 tabindex="-1">{day}<span class="spoken">{name}</span></h1></div>
            <div class="actions">
                {attest}
                <a class="button" data-look="quiet" href=Route::SiteWeek(site, model.day).path()>{word!(tablet.week)}</a>
                <a class="button" data-look="quiet" href=Route::SiteMonth(site, month).path()>{word!(site.month_view)}</a>
                <a class="button" data-look="quiet" href=Route::SiteMuster(site).path()>{word!(tablet.muster)}</a>
                {model.check_in.then(|| view! { <a class="button" data-look="quiet" href=Route::SiteCards(site).path()>{word!(cards.title)}</a> }.into_any())}
            </div>
        </header>
    }
    .into_any()
}

fn strip(model: Live<Option<SiteModel>>, day: Var<Day>) -> AnyView {
    let replica = use_replica();
    let days = Live::new(move || {
        model.with(|model| {
            model
                .as_ref()
                .map(|model| model.strip.clone())
                .unwrap_or_default()
        })
    });
    let one = move |shown: StripDay| {
        let today = replica.today().get_untracked();
        let label = word!(
            site.strip_label,
            day = dates::month_name(shown.day),
            here = shown.here,
            away = shown.away,
            open = shown.open
        );
        let name = if shown.day == today {
            word!(date.today).to_owned()
        } else {
            dates::weekday_short(shown.day)
        };
        let marks = format!(
            "{}{}{}",
            "●".repeat(shown.here.min(6)),
            "×".repeat(shown.away.min(4)),
            if shown.has_come {
                "·".repeat(shown.open.min(4))
            } else {
                String::new()
            }
        );
        view! {
            <button type="button" class="day-button" disabled=!shown.has_come
                aria-pressed=move || if day.get() == shown.day { "true" } else { "false" } on:click=soon(day, move || day.set(shown.day))>
                <span>{name}</span>" "<b>{shown.day.day_of_month()}</b><span class="spoken">" "{label}</span><span class="marks" aria-hidden="true">{marks}</span>
            </button>
        }.into_any()
    };
    let jump = move || {
        let today = replica.today().get();
        (day.get() != today).then(|| view! { <button class="button" data-look="text" type="button" on:click=soon(day, move || day.set(today))>{word!(site.to_today)}</button> }.into_any())
    };
    view! {
        <nav class="stack-s" aria-label=word!(site.days)>
            <div class="day-strip">{move || days.get().into_iter().map(one).collect_view()}</div>
            <div class="row">
                <button class="button" data-look="text" type="button" on:click=soon(day, move || day.update(|d| *d = d.plus_days(-3)))>{word!(site.earlier)}</button>
                {jump}
            </div>
        </nav>
    }
    .into_any()
}

fn people(
    model: Live<Option<SiteModel>>,
    day: Var<Day>,
    undo: Undo,
    wrong: Var<Option<String>>,
) -> AnyView {
    let keys = Live::new(move || {
        let day = day.get();
        model.with(|model| {
            let people = model.iter().flat_map(|model| &model.people);
            people
                .map(|person| (person.placement, day))
                .collect::<Vec<_>>()
        })
    });
    let nobody = move || {
        keys.with(Vec::is_empty)
            .then(|| empty(word!(site.nobody_title), word!(site.nobody), ().into_any()))
    };
    // A card stays the same element while its answer changes, so that a keyboard keeps its place.
    let one = move |(placement, on): (PlacementId, Day)| {
        let person = Live::new(move || {
            model.with(|model| {
                let mut people = model.iter().flat_map(|model| &model.people);
                people.find(|person| person.placement == placement).cloned()
            })
        });
        let seen = person::Seen::new();
        view! { {move || person.get().map(|person| person::draw(&person, on, undo, wrong, seen))} }
            .into_any()
    };
    view! {
        {nobody}
        <ul class="stack">{keyed(move || keys.get(), |(placement, on)| format!("{placement} {on}"), one)}</ul>
    }
    .into_any()
}

fn coming(list: &[(Option<String>, Day)]) -> AnyView {
    if list.is_empty() {
        return ().into_any();
    }
    let lines = list.iter().map(|(name, from)| {
        let name = name.clone().unwrap_or_else(|| word!(person.unnamed).to_owned());
        view! { <li class="muted">{word!(site.coming_line, name = name, day = dates::long(*from))}</li> }.into_any()
    });
    view! { <section class="stack-s"><h2>{word!(site.coming)}</h2><ul>{lines.collect_view()}</ul></section> }.into_any()
}

fn foot(model: Live<Option<SiteModel>>, undo: Undo, wrong: Var<Option<String>>) -> AnyView {
    let replica = use_replica();
    let numbers_shown = Live::new(move || {
        model.with(|model| {
            model
                .as_ref()
                .map(|m| (m.answered, m.people.len(), m.unanswered().len(), m.day))
        })
    });
    let all = move |_| {
        let Some((_, _, _, day)) = numbers_shown.get_untracked() else {
            return;
        };
        let mut waiting = model.with_untracked(|model| {
            model
                .as_ref()
                .map(SiteModel::unanswered)
                .unwrap_or_default()
        });
        // Somebody may have been answered for in this very moment.
        let state = replica.state().get_untracked();
        waiting.retain(|placement| model::is_open(&state, *placement, day));
        let Some(attendance) = whole_day() else {
            return;
        };
        let count = waiting.len();
        for placement in waiting.clone() {
            let answer = replica.dispatch(RecordAttendance {
                placement,
                day,
                attendance,
                replaces: None,
            });
            leptos::task::spawn_local(async move {
                if let Err(error) = answer.await {
                    wrong.set(Some(codes::dispatch(&error)));
                }
            });
        }
        undo.offer(word!(site.undone_all, count = count), move || {
            for placement in &waiting {
                person::take_back(replica, *placement, day, wrong);
            }
        });
    };
    let copy_shown =
        Live::new(move || model.with(|model| model.as_ref().and_then(|model| model.copy.clone())));
    let foot = move || {
        let (done, total, open, _) = numbers_shown.get().filter(|(_, total, _, _)| *total > 0)?;
        let width = (done * 100 / total).to_string();
        Some(view! {
            <footer class="site-foot">
                <div><strong>{word!(site.done, done = numbers::whole(done as u64), total = numbers::whole(total as u64))}</strong>
                    <svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width=width height="10"></rect></svg>
                </div>
                <div class="site-foot-choices">
                    {move || copy_shown.get().map(|copy| copied::button(copy, undo, wrong))}
                    {(open > 1).then(|| view! { <button class="button" type="button" on:click=handler(all)>{word!(site.all_here)}</button> }.into_any())}
                </div>
            </footer>
        }.into_any())
    };
    view! { {foot} }.into_any()
}
