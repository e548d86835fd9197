//! Word from tab to tab of this browser.
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel between the tabs; what this tab says it does not hear itself. Closed when dropped.
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    _hears: Closure<dyn Fn(MessageEvent)>,
}

impl Tabs {
    /// Listens; words that do not read come from another build and are left.
    pub fn join<T: DeserializeOwned + 'static>(name: &str, hears: impl Fn(T) + 'static) -> Self {
        let hears = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let word = event
                .data()
                .as_string()
                .and_then(|text| shared::wire::read(text.as_bytes()).ok());
            if let Some(word) = word {
                hears(word);
            }
        });
        let channel = BroadcastChannel::new(name).ok();
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(hears.as_ref().unchecked_ref()));
        }
        Self {
            channel,
            _hears: hears,
        }
    }

    /// Tells all other tabs. One that does not hear it reads the storage when it comes into sight.
    pub fn tell<T: Serialize>(&self, word: &T) {
        if let (Some(channel), Ok(text)) = (&self.channel, shared::wire::write(word)) {
            drop(channel.post_message(&text.into()));
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}
