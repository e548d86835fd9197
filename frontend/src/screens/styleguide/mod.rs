//! Every component in every state, in all themes side by side: the page to look at before a style is changed. Development builds
//! only. Its own headings are for developers and stand here in English; all other words come from the catalogue.
mod parts;

use crate::view::*;

use crate::components::head;

const THEMES: [&str; 3] = ["light", "dark", "sun"];

/// Draws the page.
pub fn draw() -> AnyView {
    let columns = THEMES.map(|theme| {
        view! {
            <section class="guide-theme" data-theme=theme aria-label=theme>
                <h2>{theme}</h2>
                {parts::all(theme)}
            </section>
        }
        .into_any()
    });
    let intro =
        "Point, press and tab through the parts: hover, pressed and focus are the browser's own.";
    view! { <div class="page guide">{head("Style guide", None, Some(intro.to_owned()))} <div class="guide-themes">{columns.into_iter().collect_view()}</div></div> }.into_any()
}
