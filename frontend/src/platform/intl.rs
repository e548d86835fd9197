//! Days, numbers, plurals and lists as a language has them, from the browser's own tables (CLDR by `Intl`): nothing of them has to be
//! sent, and a new language needs none of its own. Natively, where only tests run, days are said as ISO writes them.

/// How much of a day is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// "tisdag 24 november".
    Long,
    /// "24 november 2026".
    Full,
    /// "24 nov.".
    Short,
    /// "24 nov. 2026", and a span of days.
    Dated,
    /// "november 2026".
    MonthYear,
    /// "tis".
    Weekday,
    /// "november".
    Month,
    /// "nov.".
    MonthShort,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// "12 345".
    Plain,
    /// "1 234 567 kr".
    Kronor,
}

#[cfg(target_arch = "wasm32")]
pub use browser::{day, list, number, plural, span, time};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{day, list, number, plural, span, time};

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::RefCell;

    use js_sys::Intl::{DateTimeFormat, NumberFormat, PluralRules};
    use js_sys::{Array, Date, Function, Object, Reflect};
    use shared::time::Day;
    use wasm_bindgen::{JsCast, JsValue};

    use super::{Shape, Sort};

    type Options = &'static [(&'static str, &'static str)];

    thread_local! {
        /// Made once a language and shape: making one costs a hundred times what using it does.
        static MADE: RefCell<Vec<(&'static str, Options, JsValue)>> = const { RefCell::new(Vec::new()) };
    }

    /// What `make` makes of language and options, kept for the next time.
    fn made(tag: &'static str, options: Options, make: fn(&Array, &Object) -> JsValue) -> JsValue {
        MADE.with_borrow_mut(|made| {
            let found = made
                .iter()
                .find(|(its, kind, _)| *its == tag && *kind == options);
            if let Some((_, _, one)) = found {
                return one.clone();
            }
            let wanted = Object::new();
            for (name, value) in options {
                // A plain object takes any property.
                drop(Reflect::set(&wanted, &(*name).into(), &(*value).into()));
            }
            let one = make(&Array::of1(&tag.into()), &wanted);
            made.push((tag, options, one.clone()));
            one
        })
    }

    const fn options(shape: Shape) -> Options {
        match shape {
            Shape::Long => &[
                ("timeZone", "UTC"),
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
            ],
            Shape::Full => &[
                ("timeZone", "UTC"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
            ],
            Shape::Short => &[("timeZone", "UTC"), ("day", "numeric"), ("month", "short")],
            Shape::Dated => &[
                ("timeZone", "UTC"),
                ("day", "numeric"),
                ("month", "short"),
                ("year", "numeric"),
            ],
            Shape::MonthYear => &[("timeZone", "UTC"), ("month", "long"), ("year", "numeric")],
            Shape::Weekday => &[("timeZone", "UTC"), ("weekday", "short")],
            Shape::Month => &[("timeZone", "UTC"), ("month", "long")],
            Shape::MonthShort => &[("timeZone", "UTC"), ("month", "short")],
        }
    }

    const CLOCK: Options = &[
        ("timeZone", "UTC"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
    ];
    const PLAIN: Options = &[];
    const KRONOR: Options = &[
        ("style", "currency"),
        ("currency", "SEK"),
        ("maximumFractionDigits", "0"),
    ];
    const CARDINAL: Options = &[("type", "cardinal")];
    const AND: Options = &[("type", "conjunction")];

    fn dates(tag: &'static str, options: Options) -> DateTimeFormat {
        made(tag, options, |tags, wanted| {
            DateTimeFormat::new(tags, wanted).into()
        })
        .unchecked_into()
    }

    fn at(millis: i64) -> Date {
        Date::new(&JsValue::from_f64(millis as f64))
    }

    fn midnight(day: Day) -> Date {
        at(day.begins_in_utc().0)
    }

    fn said(format: &Function, what: &JsValue) -> String {
        // These functions refuse no date and no number of ours.
        let said = format.call1(&JsValue::NULL, what);
        said.ok()
            .and_then(|said| said.as_string())
            .unwrap_or_default()
    }

    /// A day.
    #[must_use]
    pub fn day(tag: &'static str, day: Day, shape: Shape) -> String {
        said(&dates(tag, options(shape)).format(), &midnight(day))
    }

    /// From one day to another, what they share once.
    #[must_use]
    pub fn span(tag: &'static str, from: Day, to: Day) -> String {
        let format = dates(tag, options(Shape::Dated));
        let said = format.format_range(&midnight(from), &midnight(to));
        said.map_or_else(|_reversed| day(tag, from, Shape::Dated), String::from)
    }

    /// A time of day.
    #[must_use]
    pub fn time(tag: &'static str, hour: u8, minute: u8) -> String {
        let millis = (i64::from(hour) * 60 + i64::from(minute)) * 60_000;
        said(&dates(tag, CLOCK).format(), &at(millis))
    }

    /// A number, with one decimal at most.
    #[must_use]
    pub fn number(tag: &'static str, number: f64, sort: Sort) -> String {
        let options = match sort {
            Sort::Plain => PLAIN,
            Sort::Kronor => KRONOR,
        };
        let format: NumberFormat = made(tag, options, |tags, wanted| {
            NumberFormat::new(tags, wanted).into()
        })
        .unchecked_into();
        said(&format.format(), &number.into())
    }

    /// Whether so many are said as one is.
    #[must_use]
    pub fn plural(tag: &'static str, count: u64) -> bool {
        let rules: PluralRules = made(tag, CARDINAL, |tags, wanted| {
            PluralRules::new(tags, wanted).into()
        })
        .unchecked_into();
        rules.select(count as f64) == "one"
    }

    /// "a, b och c". A browser without lists sets commas.
    #[must_use]
    pub fn list(tag: &'static str, items: &[String]) -> String {
        let all: Array = items.iter().map(JsValue::from).collect();
        let make = |tags: &Array, wanted: &Object| {
            let intl = Reflect::get(&js_sys::global(), &"Intl".into());
            let class = intl.and_then(|intl| Reflect::get(&intl, &"ListFormat".into()));
            let class = class.and_then(|class| class.dyn_into::<Function>());
            let made =
                class.and_then(|class| Reflect::construct(&class, &Array::of2(tags, wanted)));
            made.unwrap_or_default()
        };
        let lists = made(tag, AND, make);
        let format = Reflect::get(&lists, &"format".into());
        let format = format.and_then(|format| format.dyn_into::<Function>());
        let said = format.and_then(|format| format.call1(&lists, &all));
        let said = said.ok().and_then(|said| said.as_string());
        said.unwrap_or_else(|| items.join(", "))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use shared::time::Day;

    use super::{Shape, Sort};

    /// A day.
    #[must_use]
    pub fn day(_tag: &'static str, day: Day, _shape: Shape) -> String {
        day.to_string()
    }

    /// From one day to another.
    #[must_use]
    pub fn span(_tag: &'static str, from: Day, to: Day) -> String {
        format!("{from}/{to}")
    }

    /// A time of day.
    #[must_use]
    pub fn time(_tag: &'static str, hour: u8, minute: u8) -> String {
        format!("{hour:02}:{minute:02}")
    }

    /// A number.
    #[must_use]
    pub fn number(_tag: &'static str, number: f64, _sort: Sort) -> String {
        number.to_string()
    }

    /// Whether so many are said as one is.
    #[must_use]
    pub fn plural(_tag: &'static str, count: u64) -> bool {
        count == 1
    }

    /// Items, parted by commas.
    #[must_use]
    pub fn list(_tag: &'static str, items: &[String]) -> String {
        items.join(", ")
    }
}
