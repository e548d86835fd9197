//! Listens to the server's pokes: "there is something to pull", and nothing more. A missed poke costs time, never data; the
//! core's timer pulls anyhow.
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::EventSource;

/// Listens until dropped.
pub struct Pokes {
    source: Option<EventSource>,
    poked: Closure<dyn Fn()>,
}

impl Pokes {
    /// Connects; the browser reconnects by itself after a broken line.
    pub fn listen(then: impl Fn() + 'static) -> Self {
        let mut pokes = Self {
            source: None,
            poked: Closure::new(then),
        };
        pokes.connect();
        pokes
    }

    fn connect(&mut self) {
        self.source = EventSource::new("/sync/v1/events").ok();
        if let Some(source) = &self.source {
            drop(
                source
                    .add_event_listener_with_callback("poke", self.poked.as_ref().unchecked_ref()),
            );
        }
    }

    /// Connects anew when the browser has given up, as it does after a 401 or a 5xx.
    pub fn revive(&mut self) {
        if self
            .source
            .as_ref()
            .is_none_or(|source| source.ready_state() == EventSource::CLOSED)
        {
            self.connect();
        }
    }
}

impl Drop for Pokes {
    fn drop(&mut self) {
        if let Some(source) = &self.source {
            source.close();
        }
    }
}
