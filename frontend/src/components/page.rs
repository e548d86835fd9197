//! Heads of pages, empty places, notices, figures.
use crate::view::*;

use crate::platform::page;
use crate::word;

/// What a colour means; the word beside it says the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    Plain,
    /// Done.
    Ok,
    /// Waiting.
    Wait,
    /// Needs somebody.
    Bad,
    /// To know.
    Info,
}

impl Tone {
    /// The attribute that the style sheet knows.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Bad => "bad",
            Self::Info => "info",
        }
    }
}

/// The head of a page; it also names the page in the browser.
pub fn head(title: &str, over: Option<String>, intro: Option<String>) -> AnyView {
    head_with(title, over, intro, ().into_any())
}

/// The head of a page with what can be done there.
pub fn head_with(
    title: &str,
    over: Option<String>,
    intro: Option<String>,
    actions: AnyView,
) -> AnyView {
    page::entered(&word!(app.title, page = title));
    let title = title.to_owned();
    view! {
        <header class="page-head">
            <div>
                {over.map(|over| view! { <p class="muted small">{over}</p> }.into_any())}
                <h1 tabindex="-1">{title}</h1>
                {intro.map(|intro| view! { <p class="muted">{intro}</p> }.into_any())}
            </div>
            <div class="actions">{actions}</div>
        </header>
    }
    .into_any()
}

/// Nothing here yet, and what to do about it.
pub fn empty(title: &str, text: &str, next: AnyView) -> AnyView {
    let (title, text) = (title.to_owned(), text.to_owned());
    view! { <section class="empty"><h2>{title}</h2><p class="muted">{text}</p>{next}</section> }
        .into_any()
}

/// Something to know, in a box.
pub fn notice(tone: Tone, title: &str, text: String) -> AnyView {
    let title = title.to_owned();
    view! { <section class="notice" data-tone=tone.name()><h2>{title}</h2><p>{text}</p></section> }
        .into_any()
}

/// A state in word and colour.
pub fn chip(tone: Tone, text: impl Into<String>) -> AnyView {
    view! { <span class="chip" data-tone=tone.name()>{text.into()}</span> }.into_any()
}

/// A figure with what it counts, and of how many.
pub fn figure(label: &str, value: String, of: Option<String>, below: AnyView) -> AnyView {
    let label = label.to_owned();
    view! {
        <section class="card">
            <h2 class="muted small">{label}</h2>
            <p class="figure">{value} {of.map(|of| view! { " " <span class="unit">{of}</span> }.into_any())}</p>
            <div>{below}</div>
        </section>
    }
    .into_any()
}

/// One line of a list of facts.
pub fn fact(label: &str, value: impl Into<String>) -> AnyView {
    let label = label.to_owned();
    view! { <div><dt>{label}</dt><dd>{value.into()}</dd></div> }.into_any()
}
