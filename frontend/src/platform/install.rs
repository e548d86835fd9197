//! The app as one that is installed: whether it is, on what kind of device, and the browser's offer. `boot.js` keeps the offer from the
//! first moment, as it comes before any screen is drawn.
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const OFFER: &str = "fotfasteInstall";
const OFFERED: &str = "fotfaste:install";

/// What kind of device, as far as installing differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// An iPad or iPhone: only by hand.
    Apple,
    /// A telephone or tablet with Android.
    Android,
    /// Anything else.
    Desktop,
}

/// The device by what its browser says of itself; an iPad calls itself a Mac, but has a screen to touch.
#[must_use]
pub fn device() -> Device {
    let Some(navigator) = web_sys::window().map(|window| window.navigator()) else {
        return Device::Desktop;
    };
    kind(
        &navigator.user_agent().unwrap_or_default(),
        navigator.max_touch_points(),
    )
}

fn kind(agent: &str, touches: i32) -> Device {
    let says = |word: &str| agent.contains(word);
    if says("iPad") || says("iPhone") || (says("Macintosh") && touches > 1) {
        Device::Apple
    } else if says("Android") {
        Device::Android
    } else {
        Device::Desktop
    }
}

/// Whether the page runs as an installed app.
#[must_use]
pub fn is_installed() -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let stands_alone = window.match_media("(display-mode: standalone)");
    // Safari has a word of its own for it.
    let on_home_screen = Reflect::get(&window.navigator(), &"standalone".into());
    stands_alone.is_ok_and(|query| query.is_some_and(|query| query.matches()))
        || on_home_screen.is_ok_and(|answer| answer == JsValue::TRUE)
}

fn offer() -> Option<JsValue> {
    let window = web_sys::window()?;
    let offer = Reflect::get(&window, &OFFER.into()).ok()?;
    offer.is_object().then_some(offer)
}

/// Whether the browser offers to install.
#[must_use]
pub fn is_offered() -> bool {
    offer().is_some()
}

/// Calls back when an offer comes or goes. For the life of the page.
pub fn on_offer(then: impl Fn() + 'static) {
    let heard = Closure::<dyn Fn()>::new(then);
    if let Some(window) = web_sys::window() {
        drop(window.add_event_listener_with_callback(OFFERED, heard.as_ref().unchecked_ref()));
    }
    heard.forget();
}

/// Lets the browser ask the person; an offer can be taken once.
pub async fn install() {
    let prompt = offer().and_then(|offer| {
        let prompt: Function = Reflect::get(&offer, &"prompt".into())
            .ok()?
            .dyn_into()
            .ok()?;
        prompt.call0(&offer).ok()?.dyn_into::<Promise>().ok()
    });
    if let Some(asked) = prompt {
        // Whatever the person answers, the offer is used.
        drop(JsFuture::from(asked).await);
    }
    if let Some(window) = web_sys::window() {
        drop(Reflect::set(&window, &OFFER.into(), &JsValue::NULL));
    }
}

#[cfg(test)]
mod tests {
    use super::{Device, kind};

    #[test]
    fn an_ipad_is_told_from_a_mac_by_its_screen() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15";
        assert_eq!(kind(mac, 5), Device::Apple);
        assert_eq!(kind(mac, 0), Device::Desktop);
        assert_eq!(
            kind("Mozilla/5.0 (Linux; Android 14; SM-X200)", 5),
            Device::Android
        );
        assert_eq!(
            kind("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", 10),
            Device::Desktop
        );
    }
}
