//! Which releases of a JSON file are notices.

use shared::notice::Notice;

use super::notice;
use crate::exchange::error::{Fault, ImportErrorCode, Place};
use crate::exchange::json::Json;
use crate::exchange::limit::NOTICES_MAX;

/// The notices of a file. A record is one procurement: its compiled release, else its latest whole release.
pub(in crate::exchange) fn read(json: &Json) -> Result<Vec<Notice>, Fault> {
    let fault = |code| Err(Fault::at(code, Place::START));
    let releases = releases(json);
    match releases.len() {
        0 if is_package(json) => fault(ImportErrorCode::PackageEmpty),
        0 => fault(ImportErrorCode::NotANotice),
        1..=NOTICES_MAX => Ok(releases.into_iter().map(notice::read).collect()),
        _ => fault(ImportErrorCode::TooManyNotices),
    }
}

fn is_package(json: &Json) -> bool {
    let has_key = |key: &str| matches!(json.get(key), Json::List(_));
    (has_key("releases") || has_key("records"))
        && !json.get("type").is_object()
        && json.get("$schema").text().is_none()
}

fn releases(json: &Json) -> Vec<&Json> {
    let records = json.get("records").items();
    if !records.is_empty() {
        return records.iter().filter_map(of_record).collect();
    }
    if json.get("compiledRelease").is_object() {
        return of_record(json).into_iter().collect();
    }
    let listed = json.get("releases").items();
    let listed = if listed.is_empty() {
        json.items()
    } else {
        listed
    };
    if json.get("ocid").text().is_some() && !listed.is_empty() {
        return of_record(json).into_iter().collect();
    }
    let alone = std::slice::from_ref(json);
    (if listed.is_empty() { alone } else { listed })
        .iter()
        .filter(|release| is_release(release))
        .collect()
}

fn of_record(record: &Json) -> Option<&Json> {
    let compiled = record.get("compiledRelease");
    if compiled.is_object() {
        return Some(compiled);
    }
    let whole = record
        .get("releases")
        .items()
        .iter()
        .filter(|release| is_release(release));
    whole.max_by_key(|release| release.get("date").text())
}

/// A release has an ocid and says something; a linked release has only a URL, a schema neither.
fn is_release(json: &Json) -> bool {
    let says = ["tender", "planning", "buyer"]
        .iter()
        .any(|key| json.get(key).is_object())
        || ["tag", "awards", "contracts", "parties"]
            .iter()
            .any(|key| !json.get(key).items().is_empty());
    says && (json.get("ocid").text().is_some() || json.get("tender").is_object())
}
