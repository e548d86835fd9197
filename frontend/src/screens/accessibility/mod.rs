//! The accessibility statement that the law on digital public service (2018:1937) asks for: who answers for it, how far it is met,
//! what is not, how that was found out and when, and where to complain. What is known to fail stands in `FAULTS`.
use crate::view::*;
use shared::api::AuthorityInfo;
use shared::time::Day;

use crate::components::{button_to, head};
use crate::platform::http;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::signals::Var;
use crate::word;
use crate::words::{dates, numbers};

/// Where people complain to the supervisory authority.
const COMPLAIN: &str = "https://www.digg.se/tdosanmalan";
/// When it was last tried, and when this text was last changed.
const TRIED: &str = "2026-11-28";
const CHANGED: &str = "2026-11-28";

/// Draws the screen.
pub fn draw() -> AnyView {
    let signed_in = use_replica().me().with_untracked(Option::is_some);
    view! {
        <div class=if signed_in { "page" } else { "stack" }>
            {head(word!(nav.accessibility), Some(word!(app.name).to_owned()), None)}
            <div class="told stack">
                <p>{behind()}</p>
                {part(word!(statement.how_title), vec![word!(statement.law), word!(statement.how)])}
                {part(word!(statement.cannot_title), vec![word!(statement.cannot)])}
                <p>{button_to(Route::Feedback, word!(statement.tell_us))}</p>
                <section class="stack-s"><h2>{word!(statement.faults_title)}</h2><ul>{faults()}</ul></section>
                {part(word!(statement.outside_title), vec![word!(statement.outside), word!(statement.burden)])}
                {part(word!(statement.tested_title), vec![word!(statement.tested), word!(statement.by_hand)])}
                <p>{when()}</p>
                {part(word!(statement.watch_title), vec![word!(statement.watch)])}
                <p><a href=COMPLAIN rel="external noreferrer">{word!(statement.complain)}</a></p>
            </div>
        </div>
    }
    .into_any()
}

fn part(title: &'static str, texts: Vec<&'static str>) -> AnyView {
    let texts = texts.into_iter();
    let texts = texts.map(|text| view! { <p>{text}</p> }.into_any());
    view! { <section class="stack-s"><h2>{title}</h2>{texts.collect_view()}</section> }.into_any()
}

/// What is known to fail, each with the criterion that it fails.
fn faults() -> AnyView {
    let faults = [
        word!(statement.fault_reader),
        word!(statement.fault_language),
        word!(statement.fault_axis),
    ];
    let line = |text: &'static str| view! { <li>{text}</li> }.into_any();
    faults.map(line).into_iter().collect_view().into_any()
}

fn when() -> String {
    let said = |day: &str| Day::parse(day).map(dates::date).unwrap_or_default();
    word!(statement.when, tried = said(TRIED), changed = said(CHANGED))
}

/// Who stands behind it: the authority of the account, or all that the server has.
fn behind() -> AnyView {
    let replica = use_replica();
    let names = Var::new(Vec::<String>::new());
    leptos::task::spawn_local(async move {
        // Without an answer nobody is named but the authority of whoever reads this.
        if let Ok(found) = http::list::<AuthorityInfo>("/api/v1/authorities").await {
            names.set(found.into_iter().map(|info| info.name).collect());
        }
    });
    let text = move || {
        let own = replica
            .me()
            .with(|me| me.as_ref().map(|me| me.tenant_name.clone()));
        let who = own.unwrap_or_else(|| names.with(|names| numbers::list(names)));
        let who = if who.is_empty() {
            word!(side.authority).to_owned()
        } else {
            who
        };
        word!(statement.intro, authority = who)
    };
    view! { {text} }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_days_are_days() {
        assert!(Day::parse(TRIED).unwrap() <= Day::parse(CHANGED).unwrap());
    }
}
