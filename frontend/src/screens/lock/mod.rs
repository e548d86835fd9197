//! The locked tablet: nothing of the trainees, only "who are you?" and a PIN. What waits is sent all the same. Lies in the first
//! module, so that a tablet asks before it shows anything; choosing a PIN is rare and lies in the next.
pub mod model;
mod pad;

use crate::view::*;
use shared::api::device::PinPerson;
use shared::id::{SiteId, UserId};
use shared::model::Kind;
use shared::state::Rows;

use self::model::{MINUTES_MAX, MINUTES_MIN, minutes, set_minutes};
pub use self::pad::pad;
use super::parts::{self, Wanted};
use super::{frame, names, privacy, trainee};
use crate::components::stepper;
use crate::platform::address::use_address;
use crate::platform::{idle, page};
use crate::replica::{Author, Replica, tablet, use_replica};
use crate::routes::Route;
use crate::signals::{Live, Var, effect, handler};
use crate::word;
use crate::words::numbers;

/// Locks the tablet when nobody has touched it for a while; for the life of the page.
pub fn watch(replica: Replica) {
    idle::watch(move |idle| {
        let is_open = replica.author().with_untracked(Option::is_some);
        if is_open && idle >= minutes() * 60_000 {
            replica.lock();
        }
    });
}

/// "Who are you?"
pub fn draw() -> AnyView {
    let replica = use_replica();
    privacy::cover(replica);
    use_address().go(&Route::Home.path());
    request_animation_frame(page::focus_heading);
    let people: Var<Option<Vec<PinPerson>>> = Var::new(None);
    let chosen: Var<Option<PinPerson>> = Var::new(None);
    // What was said aloud last may hold a name.
    page::announce(word!(lock.who));
    leptos::task::spawn_local(async move {
        let kept = tablet::people_kept().await;
        if people.get_untracked().is_none() {
            people.set(Some(kept));
        }
    });
    // Asked anew when the network is back, and when somebody has come or gone.
    let news = Live::new(move || {
        let rows = replica.state().with(|state| {
            let rows = state.all(Kind::Membership).into_iter();
            rows.map(|row| (row.id, row.ver)).collect::<Vec<_>>()
        });
        (rows, replica.sync().with(|sync| sync.online))
    });
    effect(move || {
        news.track();
        leptos::task::spawn_local(async move {
            if let Some(now) = tablet::people_now().await {
                people.set(Some(now));
            }
        });
    });
    let as_trainee = TraineeOpen(Var::new(trainee::is_open()));
    provide_context(as_trainee);
    let body = move || match (as_trainee.0.get(), chosen.get(), site_here(replica)) {
        (true, _, Some(site)) => parts::later(Wanted::Trainee(site)),
        (_, Some(person), _) => ask(&person, chosen),
        (_, None, _) => choose(people, chosen, as_trainee),
    };
    let inside = view! { {body} {waiting(replica)} }.into_any();
    frame::closed(inside, Some(as_trainee))
}

/// Whether a trainee has the tablet; closing their view sets it.
#[derive(Clone, Copy)]
pub struct TraineeOpen(pub Var<bool>);

/// The site of this tablet.
fn site_here(replica: Replica) -> Option<SiteId> {
    replica.me().with_untracked(|me| {
        let device = me.as_ref().and_then(|me| me.device.as_ref());
        device.map(|device| device.site)
    })
}

/// The way in for trainees, where the site wants it.
fn to_trainee(open: TraineeOpen) -> AnyView {
    let replica = use_replica();
    let wanted = Live::new(move || {
        let site = site_here(replica);
        site.is_some_and(|site| {
            replica
                .state()
                .with(|state| trainee::is_wanted(state, site))
        })
    });
    let button = move || {
        wanted.get().then(|| view! { <button type="button" class="answer who-button" on:click=handler(move |_| open.0.set(true))>{word!(lock.trainee)}</button> }.into_any())
    };
    view! { {button} }.into_any()
}

fn choose(
    people: Var<Option<Vec<PinPerson>>>,
    chosen: Var<Option<PinPerson>>,
    as_trainee: TraineeOpen,
) -> AnyView {
    let replica = use_replica();
    page::entered(&word!(app.title, page = word!(lock.who)));
    let site = replica.me().with_untracked(|me| {
        let device = me.as_ref().and_then(|me| me.device.clone());
        device.map(|device| (device.site, device.name))
    });
    let over = site.map(|(site, name)| {
        let here = replica.state().with(|state| names::site(&**state, site));
        here.map_or_else(|| name.clone(), |here| format!("{here} · {name}"))
    });
    let list = move || {
        let people = people.get()?;
        if people.is_empty() {
            return Some(
                view! { <p class="notice" data-tone="wait">{word!(lock.nobody)}</p> }.into_any(),
            );
        }
        let one = |person: PinPerson| {
            let name = person.name.clone();
            let letters = names::initials(&name);
            view! { <li><button type="button" class="answer who-button" on:click=handler(move |_| chosen.set(Some(person.clone())))><span class="avatar" aria-hidden="true">{letters}</span>{name}</button></li> }.into_any()
        };
        Some(
            view! { <ul class="stack who-list">{people.into_iter().map(one).collect_view()}</ul> }
                .into_any(),
        )
    };
    view! {
        <header class="stack-s"><p class="muted small">{over}</p><h1 tabindex="-1">{word!(lock.who)}</h1><p class="muted">{word!(lock.who_hint)}</p></header>
        {list}
        {to_trainee(as_trainee)}
        {after()}
    }
    .into_any()
}

/// After how many minutes the tablet locks itself.
fn after() -> AnyView {
    let shown = Var::new(minutes());
    let set = move |by: i64| {
        let next = (shown.get_untracked() + by).clamp(MINUTES_MIN, MINUTES_MAX);
        set_minutes(next);
        shown.set(next);
    };
    let step = stepper(
        word!(lock.after).to_owned(),
        move || word!(lock.minutes, count = shown.get()),
        move || set(-1),
        move || set(1),
    );
    view! { <div class="between"><span>{word!(lock.after)}</span>{step}</div> }.into_any()
}

fn ask(person: &PinPerson, chosen: Var<Option<PinPerson>>) -> AnyView {
    let replica = use_replica();
    page::entered(&word!(app.title, page = person.name.clone()));
    request_animation_frame(page::focus_heading);
    let author = Author {
        user: person.user,
        name: person.name.clone(),
    };
    let body = if person.pin.is_some() {
        pad("pin", person, word!(lock.open), move || {
            replica.speak(author.clone())
        })
    } else {
        parts::later(Wanted::ChoosePin(person.user))
    };
    let user = person.user;
    let is_forgotten = Var::new(false);
    let forgot = person.pin.is_some().then(|| forgot(user, is_forgotten));
    view! {
        <header class="stack-s"><h1 tabindex="-1">{person.name.clone()}</h1></header>
        {move || if is_forgotten.get() { parts::later(Wanted::ChoosePin(user)) } else { ().into_any() }}
        <div class="stack" hidden=move || is_forgotten.get()>{body}</div>
        <div class="row">
            <button class="button" data-look="quiet" type="button" on:click=handler(move |_| chosen.set(None))>{word!(lock.other)}</button>
            {forgot}
        </div>
    }
    .into_any()
}

fn forgot(_user: UserId, is_forgotten: Var<bool>) -> AnyView {
    view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| is_forgotten.set(true))>{word!(lock.forgot)}</button> }.into_any()
}

/// What has not been sent yet, said without names.
fn waiting(replica: Replica) -> AnyView {
    let line = move || {
        let count = replica.sync().with(|sync| sync.unsent);
        (count > 0).then(|| {
            let text = numbers::many(count, word!(lock.waiting_one), || {
                word!(lock.waiting, count = count)
            });
            view! { <p class="notice" data-tone="wait" role="status">{text}</p> }.into_any()
        })
    };
    view! { {line} }.into_any()
}

/// The tablet was disconnected.
pub fn disconnected() -> AnyView {
    let replica = use_replica();
    page::entered(&word!(app.title, page = word!(lock.gone)));
    let sent = move || {
        let count = replica.sync().with(|sync| sync.unsent);
        if count == 0 {
            word!(lock.gone_sent).to_owned()
        } else {
            word!(lock.gone_waiting, count = count)
        }
    };
    view! {
        <header class="stack-s"><h1 tabindex="-1">{word!(lock.gone)}</h1><p class="muted">{word!(lock.gone_why)}</p></header>
        <p class="notice" role="status">{sent}</p>
        <a class="button" data-look="quiet" href=Route::Pair.path()>{word!(lock.gone_again)}</a>
    }
    .into_any()
}

/// Who speaks, and the way to end it; stands above every screen of an open tablet.
pub fn bar() -> AnyView {
    let replica = use_replica();
    let name = move || {
        let author = replica.author().get();
        author.map(|author| word!(lock.reports, name = author.name))
    };
    view! {
        <header class="tablet-bar">
            <strong>{name}</strong>
            <div class="row">
                {privacy::switch(replica)}
                <button class="button" type="button" on:click=handler(move |_| replica.lock())>{word!(lock.lock)}</button>
            </div>
        </header>
    }
    .into_any()
}
