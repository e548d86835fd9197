//! A value as JSON text. Surprising choice: `serde_json` can do so too, but it also writes fractions, whose tables lie in the app as
//! sent, and there are none on the wire. A test beside `parse` holds one to the other.
use serde_json::Value;

/// Writes JSON text: keys in byte order, no white space.
pub fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(is) => out.push_str(if *is { "true" } else { "false" }),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            let mut sign = '[';
            for item in items {
                out.push(sign);
                write(item, out);
                sign = ',';
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(map) => {
            // A map may keep its own order: whatever else is in the program may have asked `serde_json` for that.
            let mut pairs: Vec<(&String, &Value)> = map.iter().collect();
            crate::ordered::sort_by(&mut pairs, |one, other| one.0.cmp(other.0));
            let mut sign = '{';
            for (key, inner) in pairs {
                out.push(sign);
                write_text(key, out);
                out.push(':');
                write(inner, out);
                sign = ',';
            }
            out.push_str(if map.is_empty() { "{}" } else { "}" });
        }
    }
}

fn write_number(number: &serde_json::Number, out: &mut String) {
    if let Some(number) = number.as_u64() {
        out.push_str(&number.to_string());
    } else if let Some(number) = number.as_i64() {
        out.push_str(&number.to_string());
    } else {
        #[cfg(not(target_arch = "wasm32"))]
        out.push_str(&number.to_string());
        // No fraction is read in the browser, and nothing of ours makes one; what is written stays JSON all the same.
        #[cfg(target_arch = "wasm32")]
        out.push_str("null");
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..' ' => {
                let code = u32::from(sign);
                out.push_str("\\u00");
                out.push(char::from_digit(code >> 4, 16).unwrap_or('0'));
                out.push(char::from_digit(code & 15, 16).unwrap_or('0'));
            }
            _ => out.push(sign),
        }
    }
    out.push('"');
}
