//! One place that tells what is unsent, since when, why, and what to do; each command with how far it has come; and what the browser
//! promises about what is kept here.
mod install;
mod model;

use crate::view::*;

use self::model::{Waits, Why, bytes};
use crate::components::{Tone, button_to, chip, fact, head, notice, press, record_mark, themes};
use crate::replica::{
    self, OutboxEntry, RecordState, Space, StorageState, SyncStatus, use_replica,
};
use crate::routes::Route;
use crate::screens::told;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{codes, dates, nouns, numbers};

/// Commands that are done with and shown nevertheless.
const DONE_SHOWN: usize = 10;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let why = Live::new(move || replica.sync().with(Why::of));
    let facts = move || {
        let today = replica.today().get();
        replica.sync().with(|sync| facts(sync, today))
    };
    view! {
        <div class="page">
            {head(word!(nav.sync), None, Some(word!(sync.intro).to_owned()))}
            {move || advice(why.get())}
            <section class="card">
                <header><h2>{word!(sync.work)}</h2>{press("quiet", word!(sync.now), move || replica.sync_now())}</header>
                {facts}
            </section>
            {commands()}
            {storage()}
            {install::draw()}
            <section class="card"><h2>{word!(sync.marks)}</h2>{marks()}</section>
            <section class="card"><h2>{word!(theme.here)}</h2>{themes()}</section>
        </div>
    }
    .into_any()
}

fn facts(sync: &SyncStatus, today: shared::time::Day) -> AnyView {
    let moment = |at: Option<_>, none: &str| {
        at.map_or_else(|| none.to_owned(), |at| dates::moment(at, today))
    };
    view! {
        <dl class="facts">
            {fact(word!(sync.unsent), sync.unsent.to_string())}
            {fact(word!(sync.oldest), moment(sync.oldest_unsent, word!(app.nothing)))}
            {fact(word!(sync.attention), sync.attention.to_string())}
            {fact(word!(sync.last), moment(sync.last_sync, word!(sync.never)))}
            {(sync.other_users_waiting > 0).then(|| fact(word!(sync.others), sync.other_users_waiting.to_string()))}
        </dl>
        {(sync.lost > 0).then(|| notice(Tone::Bad, word!(sync.lost_title), word!(sync.lost, count = sync.lost)))}
    }
    .into_any()
}

fn advice(why: Why) -> AnyView {
    let (tone, title, text) = match why {
        Why::CannotSave => (Tone::Bad, word!(sync.broken_title), word!(sync.broken)),
        Why::Full => (Tone::Bad, word!(sync.full_title), word!(sync.full)),
        Why::SignIn => (Tone::Wait, word!(sync.sign_in_title), word!(sync.sign_in)),
        Why::Stopped => (Tone::Bad, word!(sync.stopped_title), word!(sync.stopped)),
        Why::NoNetwork(Waits::Nothing) => (
            Tone::Info,
            word!(sync.offline_title),
            word!(sync.offline_none),
        ),
        Why::NoNetwork(Waits::Something) => {
            (Tone::Wait, word!(sync.offline_title), word!(sync.offline))
        }
        Why::Silent(Waits::Nothing) => (
            Tone::Info,
            word!(sync.silent_title),
            word!(sync.offline_none),
        ),
        Why::Silent(Waits::Something) => (Tone::Wait, word!(sync.silent_title), word!(sync.silent)),
        Why::Sending => (Tone::Info, word!(sync.sending_title), word!(sync.sending)),
        Why::Refused => (Tone::Bad, word!(sync.refused_title), word!(sync.refused)),
        Why::Filling => (Tone::Info, word!(sync.not_complete), word!(sync.filling)),
        Why::Calm => (Tone::Ok, word!(sync.calm_title), word!(sync.calm)),
    };
    let next = match why {
        Why::SignIn => Some(button_to(Route::SignIn, word!(nav.sign_in))),
        Why::Refused => Some(button_to(Route::Inbox, word!(nav.inbox))),
        _ => None,
    };
    view! { {notice(tone, title, text.to_owned())} {next.map(|next| view! { <div class="actions">{next}</div> }.into_any())} }.into_any()
}

fn commands() -> AnyView {
    let replica = use_replica();
    let all = Live::new(move || replica.outbox(DONE_SHOWN));
    let list = move || {
        let state = replica.state().get_untracked();
        let (done, waits): (Vec<_>, Vec<_>) = all
            .get()
            .into_iter()
            .partition(|entry| entry.state == RecordState::Confirmed);
        let rows = |entries: &[OutboxEntry]| {
            let rows = entries
                .iter()
                .map(|entry| command(entry, told::model::about(&state, &entry.payload)));
            view! { <ul class="list">{rows.collect_view()}</ul> }.into_any()
        };
        let waiting = if waits.is_empty() {
            view! { <p class="muted">{word!(sync.nothing_waits)}</p> }.into_any()
        } else {
            rows(&waits)
        };
        let done = (!done.is_empty()).then(|| {
            view! { <details><summary>{word!(sync.done)}</summary>{rows(&done)}</details> }
                .into_any()
        });
        view! { {waiting}{done} }.into_any()
    };
    view! { <section class="card"><h2>{word!(sync.commands)}</h2>{list}</section> }.into_any()
}

fn command(entry: &OutboxEntry, about: String) -> AnyView {
    let today = use_replica().today().get_untracked();
    // Plainly done is said by the mark.
    let why = entry
        .outcome
        .as_ref()
        .filter(|outcome| outcome.needs_attention() || outcome.filed_as() == "flagged");
    let why = why
        .map(|outcome| view! { <span class="small">{codes::outcome(outcome)}</span> }.into_any());
    view! {
        <li class="list-row">
            <div><strong>{nouns::command(&entry.kind)}</strong><span>{about}</span>{why}<span class="small muted">{dates::moment(entry.occurred_at, today)}</span></div>
            {record_mark(entry.state)}
        </li>
    }
    .into_any()
}

fn storage() -> AnyView {
    let replica = use_replica();
    let space = Var::new(None::<Space>);
    leptos::task::spawn_local(async move { space.set(replica::space().await) });
    let kept = Live::new(move || replica.sync().with(|sync| sync.storage));
    let promise = move || {
        let (tone, state, text) = match kept.get() {
            StorageState::Kept => (Tone::Ok, word!(sync.kept), word!(sync.kept_why)),
            StorageState::NotKept => (Tone::Wait, word!(sync.not_kept), word!(sync.not_kept_why)),
            StorageState::Private => (Tone::Wait, word!(sync.private), word!(banner.private)),
            StorageState::Full => (Tone::Bad, word!(sync.full_title), word!(sync.full)),
            StorageState::Broken => (Tone::Bad, word!(sync.storage_broken), word!(sync.broken)),
        };
        let ask = (kept.get() == StorageState::NotKept).then(|| {
            view! { <div>{press("quiet", word!(sync.keep), move || replica.keep_storage())}</div> }.into_any()
        });
        view! { <div class="row">{chip(tone, state)}</div><p class="muted">{text}</p>{ask} }
            .into_any()
    };
    let told = move || {
        let size = |count: f64| {
            let (tenths, unit) = bytes(count);
            format!("{} {}", numbers::tenths(tenths), unit.sign())
        };
        space.get().map(|space| {
            let free = (space.quota - space.used).max(0.0);
            view! { <dl class="facts">{fact(word!(sync.used), size(space.used))}{fact(word!(sync.free), size(free))}</dl> }.into_any()
        })
    };
    view! { <section class="card"><h2>{word!(sync.storage)}</h2>{promise}{told}</section> }
        .into_any()
}

fn marks() -> AnyView {
    use RecordState::{Confirmed, NeedsAttention, OnThisDevice, Received};
    let line = |state, text: &'static str| {
        view! { <li class="list-row"><div>{text}</div>{record_mark(state)}</li> }.into_any()
    };
    view! {
        <ul class="list">
            {line(OnThisDevice, word!(sync.mark_here))}
            {line(Received, word!(sync.mark_received))}
            {line(Confirmed, word!(sync.mark_confirmed))}
            {line(NeedsAttention, word!(sync.mark_attention))}
        </ul>
    }
    .into_any()
}
