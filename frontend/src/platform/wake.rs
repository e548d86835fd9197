//! Signs that it is worth trying now: the network came back, the page came into sight. None of them is believed further than that.
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventTarget, VisibilityState};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The browser believes that there is network again.
    Online,
    /// The page is in sight.
    InSight,
}

/// Listens until it is dropped.
pub struct Wake {
    listeners: Vec<Listener>,
}

struct Listener {
    target: EventTarget,
    name: &'static str,
    heard: Closure<dyn Fn()>,
}

impl Wake {
    /// Calls back at each sign.
    pub fn on(then: impl Fn(Sign) + Clone + 'static) -> Self {
        let mut wake = Self {
            listeners: Vec::new(),
        };
        let Some(window) = web_sys::window() else {
            return wake;
        };
        if let Some(document) = window.document() {
            let (then, seen) = (then.clone(), document.clone());
            wake.listen(document.into(), "visibilitychange", move || {
                if seen.visibility_state() == VisibilityState::Visible {
                    then(Sign::InSight);
                }
            });
        }
        let shown = then.clone();
        // A page taken out of the browser's back-forward store has slept.
        wake.listen(window.clone().into(), "pageshow", move || {
            shown(Sign::InSight)
        });
        wake.listen(window.into(), "online", move || then(Sign::Online));
        wake
    }

    fn listen(&mut self, target: EventTarget, name: &'static str, then: impl Fn() + 'static) {
        let heard = Closure::<dyn Fn()>::new(then);
        if target
            .add_event_listener_with_callback(name, heard.as_ref().unchecked_ref())
            .is_ok()
        {
            self.listeners.push(Listener {
                target,
                name,
                heard,
            });
        }
    }
}

impl Drop for Wake {
    fn drop(&mut self) {
        for Listener {
            target,
            name,
            heard,
        } in &self.listeners
        {
            drop(target.remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref()));
        }
    }
}
