//! The parts, group by group.
use crate::view::*;

use crate::components::{
    Form, Tone, Undo, chip, choose, empty, fact, figure, icon_check, link_to, long_field, notice,
    record_mark, small_mark, stepper, typed_field, undo_bar,
};
use crate::replica::RecordState;
use crate::routes::Route;
use crate::screens::reader::{Fault, Problem};
use crate::signals::Var;
use crate::word;
use crate::words::{nouns, numbers};

const COLOURS: [&str; 22] = [
    "ink",
    "ink-2",
    "ink-3",
    "paper",
    "card",
    "sunk",
    "line",
    "line-2",
    "edge",
    "spruce",
    "spruce-2",
    "spruce-ink",
    "on-spruce",
    "amber",
    "amber-2",
    "brick",
    "brick-2",
    "sky",
    "sky-2",
    "nav",
    "bar",
    "focus",
];
const TONES: [Tone; 5] = [Tone::Plain, Tone::Ok, Tone::Wait, Tone::Bad, Tone::Info];

/// All groups in one theme; ids carry its name, for they stand on one page three times.
pub fn all(theme: &'static str) -> AnyView {
    let groups = [
        ("Colours", colours()),
        ("Type", kinds_of_type()),
        ("Buttons", buttons()),
        ("Fields", fields(theme)),
        ("Records and chips", chips()),
        ("Notices", notices()),
        ("Lines above the page", lines()),
        ("Empty, figures, facts", places()),
        ("The tablet", tablet()),
        ("Undo", undo()),
        ("List and decisions", rows()),
    ];
    let draw =
        |(name, group)| view! { <section class="card"><h3>{name}</h3>{group}</section> }.into_any();
    groups.map(draw).into_iter().collect_view().into_any()
}

fn colours() -> AnyView {
    let one = |name: &'static str| {
        view! { <li><i class="swatch" data-colour=name></i><code>{name}</code></li> }.into_any()
    };
    view! { <ul class="guide-colours">{COLOURS.map(one).into_iter().collect_view()}</ul> }
        .into_any()
}

fn kinds_of_type() -> AnyView {
    let name = word!(app.name);
    view! {
        <div class="stack-s">
            <p class="guide-h1">{name}</p> <p class="guide-h2">{name}</p> <p class="strong">{name}</p> <p>{word!(sign_in.intro)}</p>
            <p class="muted">{word!(sign_in.intro)}</p> <p class="muted small">{word!(sign_in.intro)}</p>
            <p class="figure">"6,4 " <span class="unit">{numbers::days(16)}</span></p> {link_to(Route::Home, word!(nav.home))}
        </div>
    }
    .into_any()
}

fn buttons() -> AnyView {
    let looks = ["main", "quiet", "grave", "text"];
    let one = |look: &'static str| {
        view! {
            <div class="row">
                <button class="button" data-look=look type="button">{word!(form.save)}</button>
                <button class="button" data-look=look type="button" disabled=true>{word!(form.save)}</button>
                <button class="button" data-look=look type="button" aria-busy="true">{word!(form.save)}</button>
                <code class="small muted">{look}</code>
            </div>
        }
        .into_any()
    };
    view! { <div class="stack-s">{looks.map(one).into_iter().collect_view()}</div> }.into_any()
}

/// Ids of a form's fields are known when the app is compiled.
const FIELDS: [(&str, [&str; 4]); 3] = [
    (
        "light",
        ["light-name", "light-wrong", "light-list", "light-text"],
    ),
    (
        "dark",
        ["dark-name", "dark-wrong", "dark-list", "dark-text"],
    ),
    ("sun", ["sun-name", "sun-wrong", "sun-list", "sun-text"]),
];

fn fields(theme: &str) -> AnyView {
    let Some((_, [name, wrong, list, text])) =
        FIELDS.into_iter().find(|(known, _)| *known == theme)
    else {
        return ().into_any();
    };
    let form = Form::new().about(word!(help.requirement));
    let value = || Var::new(String::new());
    let view = view! {
        <div class="stack">
            {form.words()}
            {typed_field(form, name, value(), word!(sign_in.login), word!(candidates.alias_hint), "text", "off")}
            {typed_field(form, wrong, value(), word!(sign_in.password), "", "password", "off")}
            {choose(form, list, value(), word!(app.language), "", Vec::new())}
            {long_field(form, text, value(), word!(nav.inbox), "")}
        </div>
    }
    .into_any();
    form.show(vec![Problem {
        field: wrong,
        fault: Fault::Empty,
    }]);
    view
}

fn chips() -> AnyView {
    let states = [
        RecordState::Saving,
        RecordState::OnThisDevice,
        RecordState::Received,
        RecordState::Confirmed,
        RecordState::NeedsAttention,
    ];
    let tones = TONES.map(|tone| chip(tone, tone.name()));
    view! { <div class="row">{states.map(record_mark).into_iter().collect_view()}</div> <div class="row">{states.map(small_mark).into_iter().collect_view()}</div> <div class="row">{tones.into_iter().collect_view()}</div> }.into_any()
}

fn notices() -> AnyView {
    let one = |tone| {
        notice(
            tone,
            word!(sync.offline_title),
            word!(sync.offline).to_owned(),
        )
    };
    view! { <div class="stack-s">{TONES.map(one).into_iter().collect_view()}</div> }.into_any()
}

fn lines() -> AnyView {
    let one = |tone: &'static str| {
        view! { <div class="sync-line" data-tone=tone><span>{word!(banner.offline)}</span>{link_to(Route::Sync, word!(banner.see))}</div> }.into_any()
    };
    view! { <div class="stack-s">{["plain", "wait", "bad"].map(one).into_iter().collect_view()}</div> }.into_any()
}

fn places() -> AnyView {
    view! {
        {empty(word!(home.nothing_title), word!(home.nothing), view! { <button class="button" type="button">{word!(nav.import_)}</button> }.into_any())}
        <div class="figures">{figure(word!(nav.contracts), "6,4".to_owned(), Some("16".to_owned()), chip(Tone::Ok, word!(state.confirmed)))}</div>
        <dl class="facts">{fact(word!(sync.unsent), "3")} {fact(word!(sync.last), "07.12")}</dl>
        <span class="meter"><svg width="100%" height="10" aria-hidden="true"><rect width="60%" height="10"></rect></svg></span>
    }
    .into_any()
}

fn tablet() -> AnyView {
    let answer = |kind: &'static str, pressed: bool, text: &'static str| {
        view! { <button class="answer" type="button" data-answer=kind aria-pressed=pressed.to_string()>{(kind == "here" && pressed).then(icon_check)}{text}</button> }.into_any()
    };
    let person = |initials: &'static str, shade: &'static str, here: bool, away: bool| {
        view! {
            <article class="person">
                <span class="avatar" data-shade=shade aria-hidden="true">{initials}</span>
                <div class="who"><span class="name">{word!(person.unnamed)}</span><span class="muted small">{nouns::absence(shared::model::AbsenceReason::Sick)}</span></div>
                <div class="answers">{answer("here", here, word!(site.here))}{answer("away", away, word!(site.away))}</div>
                <div class="more">{record_mark(RecordState::OnThisDevice)}</div>
            </article>
        }
        .into_any()
    };
    let day = |number: u8, pressed: bool, is_off: bool| {
        view! { <button class="day-button" type="button" aria-pressed=pressed.to_string() disabled=is_off><span>{word!(date.today)}</span><b>{number}</b><span class="marks">"●●×"</span></button> }.into_any()
    };
    let cells = ["", "here", "away", "disputed", "outside"].map(|tone| {
        view! { <div class="cell" data-tone=tone><b>"7"</b><span>"8 h"</span></div> }.into_any()
    });
    view! {
        <div class="day-strip">{day(22, false, false)}{day(23, true, false)}{day(24, false, true)}</div>
        {person("AK", "0", true, false)} {person("LS", "1", false, true)} {person("7", "2", false, false)}
        {stepper(word!(site.here).to_owned(), || "8 h".to_owned(), || (), || ())}
        <div class="calendar">{cells.into_iter().collect_view()}</div>
    }
    .into_any()
}

fn undo() -> AnyView {
    let undo = Undo::default();
    undo.offer(word!(state.confirmed).to_owned(), || ());
    undo_bar(undo)
}

fn rows() -> AnyView {
    let decision = |tone: Tone| {
        view! { <div class="decision" data-tone=tone.name()><div><strong>{word!(home.decide)}</strong><p class="small muted">{word!(home.to_confirm_below)}</p></div></div> }.into_any()
    };
    view! {
        <ul class="list"><li><a class="list-row" href="/styleguide"><div><strong>{word!(nav.tenders)}</strong><span class="muted small">{word!(nav.home)}</span></div>{chip(Tone::Wait, word!(state.received))}</a></li></ul>
        {TONES.map(decision).into_iter().collect_view()}
    }
    .into_any()
}
