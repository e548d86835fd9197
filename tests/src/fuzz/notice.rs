//! Files of notices: read or refused with a place, in bounded time; what is read becomes an answer that the app reads, and a tender.
use std::time::{Duration, Instant};

use backend::exchange::{MILLIS_MAX, read_notice, reply};
use serde::Deserialize;
use serde_json::Value;
use shared::notice::{Nature, Warning, to_tender};

use super::same;
use crate::authority::tenant;

/// Files that are longer say nothing new and cost much.
const SEED_MAX: u64 = 24 * 1024;
const SEEDS_MAX: usize = 40;

/// What the app reads of the answer.
#[derive(Deserialize)]
struct Answered {
    notices: Vec<Told>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Told {
    title: Option<String>,
    nature: Option<Nature>,
    #[serde(default)]
    warnings: Vec<Warning>,
}

pub fn feed(bytes: &[u8]) -> bool {
    let start = Instant::now();
    let read = read_notice("fuzz", bytes);
    let most = Duration::from_millis(2 * MILLIS_MAX);
    assert!(start.elapsed() < most, "{:?}", start.elapsed());
    let text = reply("fuzz", bytes).expect("an answer");
    let told: Answered = shared::wire::read(text.as_bytes()).expect("the app reads the answer");
    match read {
        Err(error) => {
            assert!(error.line >= 1 && error.column >= 1, "{error:?}");
            assert!(told.error.is_some() && told.notices.is_empty());
            false
        }
        Ok(notices) => {
            assert!(told.error.is_none());
            assert_eq!(notices.len(), told.notices.len());
            for (notice, told) in notices.iter().zip(&told.notices) {
                assert_eq!(notice.title, told.title);
                assert_eq!(notice.nature, told.nature);
                assert_eq!(notice.warnings, told.warnings);
                if let Ok(tender) = to_tender(tenant(), notice) {
                    same(&tender);
                }
            }
            true
        }
    }
}

const EFORMS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
  xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
  <b:ID schemeName="notice-id">n-1</b:ID>
  <a:ProcurementProject><b:Name languageID="SWE">Städning &amp; fönster &#229;</b:Name></a:ProcurementProject>
</ContractNotice>"#;
const OCDS: &str = r#"{"ocid":"ocds-1","id":"r-1","tag":["tender"],"language":"sv","buyer":{"name":"Kommunen"},
"tender":{"id":"t","title":"Om","mainProcurementCategory":"works","value":{"amount":12.50,"currency":"SEK"},
"lots":[{"id":"1","title":"Ett"}],"items":[{"id":"1","classification":{"scheme":"CPV","id":"45214200"}}]}}"#;

/// Small ones of the reference data, where they lie, and two of our own.
pub fn seeds() -> Vec<Vec<u8>> {
    let mut all = vec![EFORMS.as_bytes().to_vec(), OCDS.as_bytes().to_vec()];
    let beside = crate::program::root().join("../shared");
    let root = std::env::var_os("FOTFASTE_SHARED").map_or(beside, Into::into);
    let mut files = Vec::new();
    for kind in ["xml", "json"] {
        files.extend(crate::program::files(&root.join("data"), kind).unwrap_or_default());
    }
    let small = files
        .into_iter()
        .filter(|path| path.metadata().is_ok_and(|about| about.len() < SEED_MAX));
    let read = small.filter_map(|path| std::fs::read(path).ok());
    all.extend(
        read.filter(|bytes| read_notice("seed", bytes).is_ok())
            .take(SEEDS_MAX),
    );
    all
}
