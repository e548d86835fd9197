//! Web Locks: one tab of all leads. A lock that its tab cannot hold any more (closed, killed) is free at once; there are no lease
//! clocks. `web-sys` counts this interface as unstable, so it is called by name.
use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

enum Stand {
    Asked,
    Held(Function),
    Released,
}

/// A lock that is asked for or held.
pub struct Lock(Rc<RefCell<Stand>>);

/// Asks for a lock and says when it is held. Where the browser has no locks (no TLS), every tab holds it.
#[must_use]
pub fn hold(name: &str, then: impl FnOnce() + 'static) -> Lock {
    let stand = Rc::new(RefCell::new(Stand::Asked));
    let Some((locks, request)) = manager() else {
        then();
        return Lock(stand);
    };
    let granted = {
        let stand = Rc::clone(&stand);
        Closure::once_into_js(move |_lock: JsValue| -> JsValue {
            if matches!(*stand.borrow(), Stand::Released) {
                return JsValue::UNDEFINED;
            }
            // Held until this promise is kept.
            let promise =
                Promise::new(&mut |resolve, _reject| *stand.borrow_mut() = Stand::Held(resolve));
            then();
            promise.into()
        })
    };
    // A refusal means that the page is going away.
    drop(request.call2(&locks, &name.into(), &granted));
    Lock(stand)
}

fn manager() -> Option<(JsValue, Function)> {
    let locks = Reflect::get(&web_sys::window()?.navigator(), &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into())
        .ok()?
        .dyn_into()
        .ok()?;
    Some((locks, request))
}

impl Lock {
    /// Gives it back.
    pub fn release(&self) {
        if let Stand::Held(resolve) = self.0.replace(Stand::Released) {
            // The promise's own function takes any call.
            drop(resolve.call0(&JsValue::UNDEFINED));
        }
    }
}
