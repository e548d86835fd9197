//! A long list of which only a part is drawn. Surprising choice: pages that grow by a button, not a list that follows the
//! scroll bar, so that keyboard, screen reader and the browser's own search see honest elements.
use crate::view::*;

use crate::signals::{Var, handler};
use crate::word;
use crate::words::numbers;

const STEP: usize = 50;

/// Draws the first fifty, and fifty more each time.
pub fn windowed<T: Clone + Send + Sync + 'static>(
    items: Vec<T>,
    draw: impl Fn(&T) -> AnyView + Send + 'static,
) -> AnyView {
    let shown = Var::new(STEP);
    let total = items.len();
    let rows = move || items.iter().take(shown.get()).map(&draw).collect_view();
    let more = move || {
        (shown.get() < total).then(|| {
            let text = word!(form.show_more, shown = numbers::whole(shown.get().min(total) as u64), total = numbers::whole(total as u64));
            view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| shown.update(|n| *n += STEP))>{text}</button> }.into_any()
        })
    };
    view! { <ul class="list">{rows}</ul> {more} }.into_any()
}
