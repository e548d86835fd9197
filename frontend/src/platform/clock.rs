//! The device's clock. Surprising choice: the day is Stockholm's wherever the device believes it is, because days are signed.
use shared::time::{Day, Millis};
use wasm_bindgen::{JsCast, JsValue};

/// Now.
#[must_use]
pub fn now() -> Millis {
    // Safe below 2^53 ms, the year 287396.
    Millis(js_sys::Date::now() as i64)
}

/// Milliseconds since the page was opened; not moved by the clock.
#[must_use]
pub fn mono_ms() -> i64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as i64)
}

thread_local! {
    /// Tells Stockholm's offset; making it costs a hundred times what asking it does.
    static STOCKHOLM: js_sys::Intl::DateTimeFormat = {
        let options = js_sys::Object::new();
        for (name, value) in [("timeZone", "Europe/Stockholm"), ("timeZoneName", "longOffset"), ("hour", "2-digit")] {
            // A plain object takes any property.
            drop(js_sys::Reflect::set(&options, &name.into(), &value.into()));
        }
        js_sys::Intl::DateTimeFormat::new(&js_sys::Array::of1(&"en-GB".into()), &options)
    };
}

/// Minutes that Stockholm is east of UTC at an instant: 60 or 120.
#[must_use]
pub fn stockholm_minutes(at: Millis) -> i32 {
    let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
    let text = STOCKHOLM.with(|told| told.format().call1(&JsValue::NULL, &date));
    let text = text.ok().and_then(|text| text.as_string());
    text.as_deref().and_then(offset).unwrap_or(60)
}

/// The local day in Stockholm.
#[must_use]
pub fn day_of(at: Millis) -> Day {
    Day::at(at, stockholm_minutes(at))
}

/// The local hour and minute in Stockholm.
#[must_use]
pub fn time_of(at: Millis) -> (u8, u8) {
    let minutes = (at.0.div_euclid(60_000) + i64::from(stockholm_minutes(at))).rem_euclid(1440);
    ((minutes / 60) as u8, (minutes % 60) as u8)
}

/// Reads "… GMT+01:00".
fn offset(text: &str) -> Option<i32> {
    let (_, after) = text.rsplit_once("GMT")?;
    if after.trim().is_empty() {
        return Some(0);
    }
    let sign = if after.starts_with(['-', '−']) {
        -1
    } else {
        1
    };
    let (hours, minutes) = after.get(1..)?.trim().split_once(':')?;
    Some(sign * (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?))
}

/// Calls back after so many milliseconds, once.
pub fn after(millis: i32, then: impl FnOnce() + 'static) {
    after_boxed(millis, Box::new(then));
}

/// Whatever is called: compiled once for all of it.
fn after_boxed(millis: i32, then: Box<dyn FnOnce()>) {
    let callback = super::dom::once(then);
    if let Some(window) = web_sys::window() {
        // A window that cannot set a timer is closing.
        drop(
            window.set_timeout_with_callback_and_timeout_and_arguments_0(
                callback.unchecked_ref(),
                millis,
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::offset;

    #[test]
    fn the_offset_is_read_from_what_browsers_write() {
        assert_eq!(offset("08:14:00 GMT+01:00"), Some(60));
        assert_eq!(offset("08:14:00 GMT+02:00"), Some(120));
        assert_eq!(offset("08:14:00 GMT"), Some(0));
        assert_eq!(offset("08:14:00"), None);
    }
}
