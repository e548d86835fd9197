//! What a trainee sees on the site's tablet, in a language of their own: six digits from the card, "I am here", the own days, and
//! "that is not right". Closes by itself. Surprising choice: who has opened it is kept outside of the view, for choosing a language
//! draws the whole app anew.
mod cards;
pub mod model;

use std::cell::Cell;

use crate::view::*;
use gloo_timers::callback::Timeout;
use shared::command::{CheckInTrainee, Command, ObjectToDay};
use shared::id::{PlacementId, SiteId};
use shared::model::{Attendance, CardCode};

pub use self::cards::draw as cards;
pub use self::model::is_wanted;
use self::model::{OwnDay, Said, TraineeModel, of_card};
use crate::app::Spoken;
use crate::components::{Tone, chip, help};
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::frame::speak;
use crate::screens::lock::TraineeOpen;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::{self, Language, codes, dates, nouns, numbers};

/// The view closes when nobody has pressed anything for so long.
const OPEN_MS: u32 = 45_000;

thread_local! {
    static OPENED: Cell<Option<PlacementId>> = const { Cell::new(None) };
    /// What the tablet spoke before.
    static BEFORE: Cell<Option<Language>> = const { Cell::new(None) };
}

/// Draws it; closing leads back to "who are you?".
#[must_use]
pub fn draw(site: SiteId) -> AnyView {
    let TraineeOpen(is_open) = expect_context();
    let Spoken(spoken) = expect_context();
    BEFORE.set(BEFORE.get().or(Some(spoken.get_untracked())));
    let leave = move || {
        OPENED.set(None);
        is_open.set(false);
        if let Some(before) = BEFORE.take().filter(|before| *before != words::current()) {
            speak(spoken, before.tag().to_owned(), Var::new(false));
        }
    };
    let opened = Var::new(OPENED.get());
    let show = move |placement: Option<PlacementId>| {
        OPENED.set(placement);
        opened.set(placement);
        request_animation_frame(page::focus_heading);
    };
    let body = move || match opened.get() {
        None => ask(site, show),
        Some(placement) => own(placement, leave),
    };
    let close = move || match opened.get() {
        None => word!(trainee.back),
        Some(_) => word!(trainee.close),
    };
    view! {
        <div class="trainee">
            {body}
            <div class="row"><button class="button" data-look="quiet" type="button" on:click=handler(move |_| leave())>{close}</button></div>
        </div>
    }
    .into_any()
}

/// Whether a trainee has the tablet open; a change of language draws anew and comes back to them.
#[must_use]
pub fn is_open() -> bool {
    OPENED.get().is_some()
}

fn ask(site: SiteId, show: impl Fn(Option<PlacementId>) + Copy + Send + Sync + 'static) -> AnyView {
    let replica = use_replica();
    page::entered(&word!(app.title, page = word!(trainee.card_title)));
    let digits = Var::new(String::new());
    let is_wrong = Var::new(false);
    let enter = move || {
        let today = replica.today().get_untracked();
        let code = CardCode::parse(&digits.get_untracked());
        digits.set(String::new());
        let found = replica
            .state()
            .with_untracked(|state| code.and_then(|code| of_card(state, site, code, today)));
        is_wrong.set(found.is_none());
        match found {
            Some(_) => show(found),
            None => page::announce(word!(trainee.card_wrong)),
        }
    };
    // A reader of QR codes types the digits and ends with Enter; the sixth digit is enough for fingers.
    let typed = move |text: String| {
        is_wrong.set(false);
        let is_whole = text.len() == 6;
        digits.set(text);
        if is_whole {
            enter();
        }
    };
    let press = move |digit: char| typed(digits.get_untracked() + digit.encode_utf8(&mut [0; 4]));
    let key = |digit: char| {
        view! { <button type="button" class="answer" on:click=handler(move |_| press(digit))>{digit.to_string()}</button> }.into_any()
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        enter();
    };
    let words = move || {
        let (tone, text) = if is_wrong.get() {
            ("bad", word!(trainee.card_wrong))
        } else {
            ("plain", word!(trainee.card_hint))
        };
        view! { <p class="pin-words" data-tone=tone role="status">{text}</p> }.into_any()
    };
    view! {
        <header class="stack-s"><h1 tabindex="-1">{word!(trainee.card_title)}</h1></header>
        <form class="pad" novalidate on:submit=handler(send)>
            <label for="card">{word!(trainee.card)}</label>
            <input class="input" id="card" name="card" inputmode="numeric" autocomplete="off" maxlength="7" prop:value=move || digits.get()
                on:input=handler(move |event| typed(event_target_value(&event))) />
            {words}
            <div class="keys">
                {"123456789".chars().map(key).collect_view()}
                <button type="button" class="answer" aria-label=word!(lock.erase) on:click=handler(move |_| digits.update(|all| { all.pop(); }))>"⌫"</button>
                {key('0')}
            </div>
        </form>
        {help(word!(help.card))}
    }
    .into_any()
}

fn own(placement: PlacementId, leave: impl Fn() + Copy + 'static) -> AnyView {
    let replica = use_replica();
    let timer = StoredValue::new_local(None);
    let stay = move || timer.set_value(Some(Timeout::new(OPEN_MS, leave)));
    stay();
    on_cleanup(move || drop(timer.try_update_value(Option::take)));
    let model = Live::new(move || {
        let today = replica.today().get();
        replica
            .state()
            .with(|state| TraineeModel::of(state, placement, today))
    });
    let refused = Var::new(None);
    let say = move |command: Command, done: &'static str| {
        stay();
        let answer = replica.dispatch(command);
        leptos::task::spawn_local(async move {
            match answer.await {
                Ok(_saved) => page::announce(done),
                Err(error) => refused.set(Some(codes::dispatch(&error))),
            }
        });
    };
    let body = move || {
        let Some(model) = model.get() else {
            return view! { <p class="notice">{word!(trainee.gone)}</p> }.into_any();
        };
        let title = model.name.map_or_else(
            || word!(trainee.hello_unnamed).to_owned(),
            |name| word!(trainee.hello, name = name),
        );
        page::entered(&word!(app.title, page = title.clone()));
        let today = replica.today().get_untracked();
        let check_in = match (model.checked_in, model.is_on_today) {
            (Some(at), _) => view! { <p class="notice" data-tone="ok">"✓ "{word!(trainee.checked_in, time = dates::moment(at, today))}</p> }.into_any(),
            (None, true) => {
                let command = move |_| say(CheckInTrainee { placement, day: today }.into(), word!(trainee.done));
                view! { <button type="button" class="answer" data-answer="here" on:click=handler(command)>{word!(trainee.check_in)}</button> }.into_any()
            }
            (None, false) => view! { <p class="muted">{word!(trainee.not_today)}</p> }.into_any(),
        };
        let days = model.days.into_iter().map(|own| {
            line(&own, move |day, to| {
                say(
                    ObjectToDay { placement, day, to }.into(),
                    word!(trainee.objected),
                );
            })
        });
        view! {
            <header class="stack-s"><h1 tabindex="-1">{title}</h1></header>
            {check_in}
            <section class="stack-s"><h2>{word!(trainee.days)}</h2><ul class="own-days">{days.collect_view()}</ul></section>
        }
        .into_any()
    };
    let no = move || {
        refused.get().map(|why: String| {
            view! { <p class="notice" data-tone="bad" role="alert">{why}</p> }.into_any()
        })
    };
    view! { {body}{no} }.into_any()
}

fn line(
    own: &OwnDay,
    object: impl Fn(shared::time::Day, shared::wire::CommandRef) + 'static,
) -> AnyView {
    let day = own.day;
    let said = match own.says {
        Said::Nothing => word!(trainee.nothing_said).to_owned(),
        Said::Holds(Attendance::Present { minutes }) => {
            word!(trainee.was_here, hours = numbers::hours(minutes.get()))
        }
        Said::Holds(Attendance::Absent { reason }) => {
            word!(trainee.was_away, reason = nouns::absence(reason))
        }
        Said::Objected => word!(trainee.objected).to_owned(),
        Said::Disputed => word!(trainee.disputed).to_owned(),
    };
    let tone = if matches!(own.says, Said::Objected | Said::Disputed) {
        Tone::Wait
    } else {
        Tone::Plain
    };
    let button = own.objectable.map(|to| {
        let name = word!(trainee.not_right_day, day = dates::date(day));
        view! { <button class="button" data-look="quiet" type="button" aria-label=name on:click=handler(move |_| object(day, to))>{word!(trainee.not_right)}</button> }.into_any()
    });
    view! { <li class="between"><span>{dates::capital(&dates::long(day))}</span>{chip(tone, &said)}{button}</li> }.into_any()
}
