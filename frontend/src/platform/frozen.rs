//! A page that is left may be frozen by the browser for a way back. Frozen over a database half made, it lets the next page wait for
//! ever: so whoever waits for a database says a word now and then, and a frozen page that is told something is ended by the browser.
//! What a way back brings is opened anew. Surprising choice: a listener for `unload` would keep pages from being frozen at all, but
//! browsers are taking it away.
use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, PageTransitionEvent};

const CHANNEL: &str = "fotfaste-frozen";
/// A database is open in a few thousandths of a second where nobody is in the way.
const WORD_EVERY_MS: u32 = 100;

thread_local! {
    /// For the life of the page: only a page that listens is ended by a word.
    static LISTENS: Option<BroadcastChannel> = listen();
}

/// Says a word to frozen pages, again and again until it is dropped. Whoever waits has begun to listen before.
pub fn end_others() -> Interval {
    LISTENS.with(|_channel| ());
    Interval::new(WORD_EVERY_MS, || {
        LISTENS.with(|channel| {
            if let Some(channel) = channel {
                drop(channel.post_message(&"word".into()));
            }
        });
    })
}

fn listen() -> Option<BroadcastChannel> {
    let shown = Closure::<dyn Fn(PageTransitionEvent)>::new(|event: PageTransitionEvent| {
        if event.persisted() {
            super::page::reload();
        }
    });
    if let Some(window) = web_sys::window() {
        let shown = shown.as_ref().unchecked_ref();
        drop(window.add_event_listener_with_callback("pageshow", shown));
    }
    shown.forget();
    let channel = BroadcastChannel::new(CHANNEL).ok()?;
    // What is said concerns only pages that cannot hear it; without a listener they would not be told.
    let hears = Closure::<dyn Fn()>::new(|| {});
    channel.set_onmessage(Some(hears.as_ref().unchecked_ref()));
    hears.forget();
    Some(channel)
}
