//! JSON text to a value, in the browser. Surprising choice: `serde_json` can do so too, but it also reads fractions, whose tables are
//! 4 kB of the app as sent, and there are none on the wire. The server reads by `serde_json`, which says at which line a text is
//! wrong. A test holds one to the other.
use serde_json::{Map, Value};

/// How deep lists and objects may lie in each other, as in `serde_json`.
const DEPTH_MAX: usize = 128;

/// Reads JSON text. Nothing where it is no JSON. A fraction, or a number beyond 64 bits, is read as a text of its own digits: a
/// notice's amount keeps them all, and nothing else has any.
#[must_use]
pub fn parse(json: &[u8]) -> Option<Value> {
    let mut reading = Reading {
        text: std::str::from_utf8(json).ok()?,
        depth: 0,
    };
    let value = reading.value()?;
    reading.space();
    reading.text.is_empty().then_some(value)
}

struct Reading<'a> {
    text: &'a str,
    depth: usize,
}

impl<'a> Reading<'a> {
    fn space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\n', '\t', '\r']);
    }

    /// Whether this comes next, behind white space; then it is read.
    fn has(&mut self, what: &str) -> bool {
        self.space();
        let rest = self.text.strip_prefix(what);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    /// As many signs as are so.
    fn take(&mut self, is: impl Fn(u8) -> bool) -> &'a str {
        let bytes = self.text.as_bytes();
        let length = bytes.iter().take_while(|byte| is(**byte)).count();
        let (taken, rest) = self.text.split_at_checked(length).unwrap_or_default();
        self.text = rest;
        taken
    }

    fn value(&mut self) -> Option<Value> {
        if self.has("\"") {
            return self.string().map(Value::String);
        }
        for (open, of) in [("{", Self::object as fn(&mut Self) -> _), ("[", Self::list)] {
            if self.has(open) {
                self.depth += 1;
                let value = (self.depth < DEPTH_MAX).then(|| of(self))?;
                self.depth -= 1;
                return value;
            }
        }
        let word = self.take(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        match word {
            "null" => Some(Value::Null),
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            _ => number(word),
        }
    }

    fn list(&mut self) -> Option<Value> {
        let mut items = Vec::new();
        if !self.has("]") {
            loop {
                items.push(self.value()?);
                if self.has("]") {
                    break;
                }
                self.has(",").then_some(())?;
            }
        }
        Some(Value::Array(items))
    }

    fn object(&mut self) -> Option<Value> {
        let mut map = Map::new();
        if !self.has("}") {
            loop {
                self.has("\"").then_some(())?;
                let key = self.string()?;
                self.has(":").then_some(())?;
                let value = self.value()?;
                map.insert(key, value);
                if self.has("}") {
                    break;
                }
                self.has(",").then_some(())?;
            }
        }
        Some(Value::Object(map))
    }

    /// The rest of a text, behind its first quote.
    fn string(&mut self) -> Option<String> {
        let mut out = String::new();
        loop {
            out.push_str(self.take(|byte| byte >= b' ' && byte != b'"' && byte != b'\\'));
            match self.sign()? {
                '"' => return Some(out),
                '\\' => out.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    fn sign(&mut self) -> Option<char> {
        let mut signs = self.text.chars();
        let sign = signs.next()?;
        self.text = signs.as_str();
        Some(sign)
    }

    fn escaped(&mut self) -> Option<char> {
        match self.sign()? {
            'b' => Some('\u{8}'),
            't' => Some('\t'),
            'n' => Some('\n'),
            'f' => Some('\u{c}'),
            'r' => Some('\r'),
            'u' => {
                let code = self.code()?;
                if !(0xd800..0xdc00).contains(&code) {
                    return char::from_u32(code);
                }
                // The second half of a sign beyond 16 bits.
                (self.sign()? == '\\' && self.sign()? == 'u').then_some(())?;
                let low = self
                    .code()?
                    .checked_sub(0xdc00)
                    .filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((code - 0xd800) << 10) + low)
            }
            sign @ ('"' | '\\' | '/') => Some(sign),
            _ => None,
        }
    }

    fn code(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |code, _| Some(code * 16 + self.sign()?.to_digit(16)?))
    }
}

fn number(word: &str) -> Option<Value> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_one = digits == "0" || !digits.starts_with('0');
    if is_plain && is_one && word != "-0" {
        if let Ok(number) = word.parse::<u64>() {
            return Some(number.into());
        }
        if let Ok(number) = word.parse::<i64>() {
            return Some(number.into());
        }
    }
    is_number(digits).then(|| Value::String(word.to_owned()))
}

/// `digits[.digits][e[+-]digits]`, without needless zeros before.
fn is_number(word: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (number, power) = word.split_once(['e', 'E']).unwrap_or((word, "0"));
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    is_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && is_digits(part)
        && is_digits(power.strip_prefix(['+', '-']).unwrap_or(power))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::text::write;
    use super::*;

    fn written(value: &Value) -> String {
        let mut out = String::new();
        write(value, &mut out);
        out
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let map = proptest::collection::btree_map(any::<String>(), inner.clone(), 0..6);
            prop_oneof![
                proptest::collection::vec(inner, 0..6).prop_map(Value::from),
                map.prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_what_serde_json_writes_and_reads_back(value in values()) {
            let text = written(&value);
            prop_assert_eq!(&text, &value.to_string());
            prop_assert_eq!(parse(text.as_bytes()), Some(value.clone()));
            prop_assert_eq!(parse(serde_json::to_string_pretty(&value).unwrap().as_bytes()), Some(value));
        }

        /// Texts that are nearly JSON: whatever one takes or refuses, so does the other, but for fractions.
        #[test]
        fn what_serde_json_refuses_is_refused(text in r#"[\[\]{},:"\\0-9tfnrue \-a\n]{0,12}"#) {
            let theirs = serde_json::from_str::<Value>(&text);
            let ours = parse(text.as_bytes());
            // What no f64 holds is nothing but a text here.
            let is_out_of_range = theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            prop_assert_eq!(ours.is_some(), theirs.is_ok() || is_out_of_range, "{}", &text);
            if let (Some(ours), Ok(theirs)) = (ours, theirs) {
                prop_assert_eq!(ours, without_fractions(theirs, &text));
            }
        }

        #[test]
        fn any_bytes_are_borne(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let ours = parse(&bytes);
            prop_assert_eq!(ours.is_some(), serde_json::from_slice::<Value>(&bytes).is_ok());
        }
    }

    /// Fractions as the digits that stand in the text, where it is nothing but one; lists of them are not compared.
    fn without_fractions(value: Value, text: &str) -> Value {
        if value.is_f64() {
            json!(text.trim())
        } else if has_fraction(&value) {
            parse(text.as_bytes()).unwrap_or_default()
        } else {
            value
        }
    }

    fn has_fraction(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.is_f64(),
            Value::Array(items) => items.iter().any(has_fraction),
            Value::Object(map) => map.values().any(has_fraction),
            Value::Null | Value::Bool(_) | Value::String(_) => false,
        }
    }

    #[test]
    fn signs_beyond_sixteen_bits_halves_and_fractions() {
        assert_eq!(parse(br#""\ud83d\ude00 \u00e5""#), Some(json!("😀 å")));
        for wrong in [
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\udc00""#,
            r#""\ud83d\u0041""#,
        ] {
            assert_eq!(parse(wrong.as_bytes()), None, "{wrong}");
            assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
        }
        for fraction in ["1.50", "-1e3", "2E+07", "-0", "0.0", "18446744073709551616"] {
            assert_eq!(parse(fraction.as_bytes()), Some(json!(fraction)));
            assert!(
                serde_json::from_str::<Value>(fraction).is_ok(),
                "{fraction}"
            );
        }
        for wrong in [
            "01", "+1", "-", ".5", "1.", "1e", "1e+", "--1", "1.2.3", "0x1", "-01",
        ] {
            assert_eq!(parse(wrong.as_bytes()), None, "{wrong}");
            assert!(serde_json::from_str::<Value>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parse(b"-9223372036854775808"), Some(json!(i64::MIN)));
    }

    #[test]
    fn what_lies_too_deep_is_refused_where_serde_json_refuses_it() {
        for depth in [127, 128, 129, 100_000] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let theirs = serde_json::from_str::<Value>(&text).is_ok();
            assert_eq!(parse(text.as_bytes()).is_some(), theirs, "{depth}");
        }
    }
}
