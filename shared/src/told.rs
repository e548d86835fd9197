//! What the office is told of a command that was refused or waits. Deny by default: a field is told only when it is named here. No
//! names of people, no notes, no reasons that may lie with a trainee; rows are named by their ids, which say something only to a
//! reader whose own copy holds the row.
use serde_json::{Map, Value};

use crate::model::Attendance;

/// Fields that name rows, days and what a contract is about.
const TOLD: [&str; 31] = [
    "placement",
    "slot",
    "site",
    "contract",
    "requirement",
    "tender",
    "membership",
    "organisation",
    "contractor",
    "subcontractor",
    "host",
    "candidate",
    "day",
    "month",
    "on",
    "from",
    "to",
    "starts",
    "ends",
    "signed_on",
    "deadline",
    "title",
    "reference",
    "trade",
    "terms",
    "number",
    "role",
    "nature",
    "value",
    "cpv_main",
    "kind",
];

/// The payload without what the office is not told.
#[must_use]
pub fn told(payload: &Value) -> Value {
    let Some(fields) = payload.as_object() else {
        return Value::Null;
    };
    let mut kept: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| TOLD.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let attendance = fields.get("attendance");
    let attendance = attendance.and_then(|value| crate::wire::read_value::<Attendance>(value).ok());
    if let Some(value) = attendance.and_then(|said| serde_json::to_value(said.for_office()).ok()) {
        kept.insert("attendance".to_owned(), value);
    }
    Value::Object(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_office_is_told_the_day_and_not_the_illness() {
        let said = json!({
            "placement": "p", "day": "2026-11-24", "note": "ont i ryggen", "replaces": null,
            "attendance": {"is": "absent", "reason": "sick"},
        });
        assert_eq!(
            told(&said),
            json!({"placement": "p", "day": "2026-11-24", "attendance": {"is": "absent", "reason": "not_shown"}})
        );
    }

    #[test]
    fn no_name_or_reason_of_a_person_is_told() {
        let said = json!({"candidate": "c", "given_name": "Amina", "family_name": "Kadir", "alias": "P 1", "wants": "Snickeri", "reason": "illness"});
        assert_eq!(told(&said), json!({"candidate": "c"}));
        assert_eq!(told(&json!("text")), Value::Null);
    }
}
