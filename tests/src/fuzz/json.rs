//! Two readers of JSON: what the server takes the browser takes, and reads the same; fractions are text in the browser.
use serde_json::Value;
use shared::wire::{canonical, parse};

use super::seeds;

pub fn feed(bytes: &[u8]) -> bool {
    let ours = parse(bytes);
    match (&ours, serde_json::from_slice::<Value>(bytes)) {
        (Some(_), Ok(theirs)) if has_fraction(&theirs) => {}
        (Some(ours), Ok(theirs)) => assert_eq!(*ours, theirs),
        // What no f64 holds is nothing but a text in the browser.
        (Some(_), Err(error)) => assert!(error.to_string().contains("out of range"), "{error}"),
        (None, Ok(theirs)) => panic!("the browser does not read {theirs}"),
        (None, Err(_)) => {}
    }
    let Some(ours) = ours else { return false };
    let text = canonical(&ours);
    assert_eq!(parse(text.as_bytes()).as_ref(), Some(&ours), "{text}");
    true
}

fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(map) => map.values().any(has_fraction),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let all = seeds::samples();
    let mut texts: Vec<Vec<u8>> = all.iter().map(|(_, value)| seeds::bytes(value)).collect();
    let odd: [&[u8]; 4] = [
        br#"[1.50,-1e3,2E+07,-0,18446744073709551616,-9223372036854775808]"#,
        br#"{"\ud83d\ude00 \u00e5\n\/":"\"\\\b\f\t\u0001","a":{"a":{},"b":[[]]}}"#,
        b" [ true , false , null ] \n",
        b"\"\xc3\xa5\xf0\x9f\x98\x80\"",
    ];
    texts.extend(odd.map(<[u8]>::to_vec));
    texts
}
