//! Whether somebody else changed a row after the author of a command had seen it, field by field. Fields are the leaves of a row's wire
//! form; a list is one field, because its order means something.
use serde_json::Value;

use crate::model::{Entity, Kind};
use crate::ordered::{Map, Set};
use crate::scope::{Scope, scopes};
use crate::verdict::Flag;

/// The fields in which two forms of a row differ, as `days.2026-02-03.settled`. What is absent, `null` and empty are the same.
#[must_use]
pub fn changed(before: &Value, after: &Value) -> Set<String> {
    let mut fields = Set::new();
    walk("", before, after, &mut fields);
    fields
}

fn walk(path: &str, before: &Value, after: &Value, fields: &mut Set<String>) {
    if before == after || (is_nothing(before) && is_nothing(after)) {
        return;
    }
    let (old, new) = match (before, after) {
        (Value::Object(old), Value::Object(new)) => (Some(old), Some(new)),
        (Value::Object(old), nothing) if is_nothing(nothing) => (Some(old), None),
        (nothing, Value::Object(new)) if is_nothing(nothing) => (None, Some(new)),
        _ => {
            fields.insert(path.to_owned());
            return;
        }
    };
    let names = old.into_iter().chain(new).flat_map(|map| map.keys());
    for name in names.collect::<Set<_>>() {
        let inner = |map: Option<&serde_json::Map<String, Value>>| {
            map.and_then(|map| map.get(name))
                .cloned()
                .unwrap_or(Value::Null)
        };
        let place = if path.is_empty() {
            name.clone()
        } else {
            format!("{path}.{name}")
        };
        walk(&place, &inner(old), &inner(new), fields);
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The fields in which a change showed to a reader of these scopes; none where they show the row in another kind.
pub fn shown(
    before: Option<&Entity>,
    after: &Entity,
    is_visible: impl Fn(Scope) -> bool,
) -> Result<Set<String>, serde_json::Error> {
    let kind = after.key().kind;
    let views = |entity: &Entity| -> Result<Map<Scope, Value>, serde_json::Error> {
        let mut views = Map::new();
        for (scope, shown) in scopes(entity) {
            if is_visible(scope) && shown.key().kind == kind {
                views.insert(scope, shown.body.to_value()?);
            }
        }
        Ok(views)
    };
    let old = before.map(views).transpose()?.unwrap_or_default();
    let mut fields = Set::new();
    for (scope, new) in views(after)?.iter() {
        let before = old.get(scope).unwrap_or(&Value::Null);
        fields.extend(changed(before, new));
    }
    Ok(fields)
}

/// The remark on a command that changed these fields of a row in which others had changed theirs meanwhile; none when they had not.
/// What both changed is a conflict, but for the statements of a day: those stand beside each other, and the day says itself when
/// they differ.
#[must_use]
pub fn remark(kind: Kind, mine: &Set<String>, theirs: &Set<String>) -> Option<Flag> {
    if theirs.is_empty() {
        return None;
    }
    let is_kept_apart = |field: &str| kind == Kind::Sheet && field.ends_with(".statements");
    let is_both = |field: &&String| theirs.contains(field.as_str()) && !is_kept_apart(field);
    if mine.iter().any(|field| is_both(&field)) {
        Some(Flag::Conflict)
    } else {
        Some(Flag::Parallel)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::command::RecordAttendance;
    use crate::model::{AbsenceReason, Sheet};
    use crate::testing::world::{World, absent, day, placement};

    const DAY: &str = "2026-02-10";

    fn away(reason: AbsenceReason) -> Sheet {
        let said = RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: absent(reason),
            replaces: None,
        };
        World::cast().given("Stig", DAY, said).sheet("Amina", DAY)
    }

    #[test]
    fn what_a_reader_is_not_shown_has_not_changed() {
        let (sick, child) = (away(AbsenceReason::Sick), away(AbsenceReason::ChildCare));
        let site = Scope::Site(sick.site);
        let row = |sheet: Sheet| Entity::new(uuid::Uuid::nil(), sheet);
        let (before, after) = (row(sick), row(child));
        let told = |of: Scope| {
            let fields = shown(Some(&before), &after, |scope| scope == of).unwrap();
            fields.iter().cloned().collect::<Vec<_>>()
        };
        assert_eq!(told(site), ["days.10.statements"]);
        assert_eq!(told(Scope::Office), [""; 0], "no reasons for the office");
        assert_eq!(told(Scope::Figures), [""; 0], "nothing for a stranger");
    }

    fn of(before: &Value, after: &Value) -> Vec<String> {
        changed(before, after).into_iter().collect()
    }

    #[test]
    fn fields_are_leaves_and_what_is_empty_is_nothing() {
        let before = json!({ "phone": "070", "email": null, "days": { "1": { "settled": null } } });
        assert_eq!(of(&before, &before), Vec::<String>::new());
        let after =
            json!({ "phone": "073", "days": { "1": { "settled": { "by": "a" } } }, "notes": [] });
        assert_eq!(of(&before, &after), ["days.1.settled.by", "phone"]);
        assert_eq!(of(&Value::Null, &before), ["phone"], "a row begins");
        assert_eq!(
            of(&json!({ "a": [1] }), &json!({ "a": [1, 2] })),
            ["a"],
            "a list is one field"
        );
        assert_eq!(
            of(&json!({ "a": 1 }), &json!({ "a": { "b": 1 } })),
            ["a"],
            "another shape is another value"
        );
    }

    #[test]
    fn the_same_field_is_a_conflict_and_another_is_parallel() {
        let set = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Set<_>>()
        };
        let mine = set(&["phone"]);
        let told = |kind, mine: &Set<String>, theirs: &[&str]| remark(kind, mine, &set(theirs));
        assert_eq!(told(Kind::Contact, &mine, &[]), None);
        assert_eq!(told(Kind::Contact, &mine, &["email"]), Some(Flag::Parallel));
        assert_eq!(
            told(Kind::Contact, &mine, &["email", "phone"]),
            Some(Flag::Conflict)
        );
        let said = set(&["days.2026-02-03.statements"]);
        assert_eq!(
            told(Kind::Sheet, &said, &["days.2026-02-03.statements"]),
            Some(Flag::Parallel),
            "the day is disputed where they differ"
        );
        let settled = set(&["days.2026-02-03.settled.by"]);
        assert_eq!(
            told(Kind::Sheet, &settled, &["days.2026-02-03.settled.by"]),
            Some(Flag::Conflict)
        );
    }
}
