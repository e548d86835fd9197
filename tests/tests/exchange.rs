//! Import over all the reference notices, against worked answers, against the official XPaths, and against hostile files.

#[path = "exchange/compare.rs"]
mod compare;
#[path = "exchange/data.rs"]
mod data;
#[path = "exchange/hostile.rs"]
mod hostile;
#[path = "exchange/oracle.rs"]
mod oracle;

use std::path::PathBuf;
use std::time::Instant;

use serde_json::Value;

use compare::Score;
use data::{Counted, folder, lines};

/// JSON files beside the notices that are no notices.
const NO_NOTICES: [&str; 3] = [
    "index.json",
    "fields_subset.json",
    "expected_fields_examples.json",
];

#[test]
fn every_reference_notice_is_read() {
    let folders = [
        "eforms",
        "ted-r209",
        "ocds/uk-community-benefits",
        "ocds/examples",
    ];
    let Some(folders) = folders.into_iter().map(folder).collect::<Option<Vec<_>>>() else {
        return;
    };
    let mut sink = Counted::default();
    let started = Instant::now();
    let (lines, failed) = lines(&folders, &mut sink);
    let millis = started.elapsed().as_millis().max(1);
    let refused: Vec<&Value> = lines
        .iter()
        .filter(|line| line["error"].is_object())
        .collect();
    println!(
        "import: {} files, {} notices, {failed} refused, {} files/s",
        lines.len(),
        sink.0,
        lines.len() as u128 * 1000 / millis
    );
    assert_eq!(refused.len(), failed);
    for line in refused {
        let file = line["file"].as_str().unwrap();
        assert!(NO_NOTICES.iter().any(|name| file.ends_with(name)), "{line}");
        assert_eq!(line["error"]["code"], "not_a_notice", "{line}");
    }
    for line in lines.iter().filter(|line| line["error"].is_null()) {
        // Files named INVALID are templates with empty fields.
        let is_template = line["file"].as_str().unwrap().contains("/INVALID_");
        for field in [
            &line["notice_id"],
            &line["title"],
            &line["buyer"]["name"],
            &line["cpv_main"],
        ] {
            assert!(is_template || field.is_string(), "{line}");
        }
    }
    assert!(sink.0 >= 24 + 59 + 84 + 84 + 2, "{}", sink.0);
}

#[test]
fn worked_examples_have_equal_fields() {
    let Some(eforms) = folder("eforms") else {
        return;
    };
    let answers: Value = serde_json::from_slice(
        &std::fs::read(eforms.join("expected_fields_examples.json")).unwrap(),
    )
    .unwrap();
    let mut score = Score::default();
    for (file, expected) in answers.as_object().unwrap() {
        let path = eforms.parent().unwrap().join(file);
        let (lines, failed) = lines(&[path], &mut Counted::default());
        assert_eq!((lines.len(), failed), (1, 0));
        score.notice(file, &lines[0], expected);
    }
    println!("worked examples: {} fields equal", score.equal);
    assert!(score.unequal.is_empty(), "{}", score.unequal.join("\n"));
    assert!(score.equal >= 77, "{}", score.equal);
}

#[test]
fn all_eforms_notices_agree_with_the_official_xpaths() {
    let Some(eforms) = folder("eforms") else {
        return;
    };
    let mut files: Vec<PathBuf> = Vec::new();
    for part in ["sdk-examples", "real-notices"] {
        files.extend(
            eforms
                .join(part)
                .read_dir()
                .unwrap()
                .map(|entry| entry.unwrap().path()),
        );
    }
    files.sort();
    let Some(expected) = oracle::expected(&eforms.join("fields_subset.json"), &files) else {
        return;
    };
    let (lines, failed) = lines(&files, &mut Counted::default());
    assert_eq!(failed, 0);
    let mut score = Score::default();
    for line in &lines {
        let file = line["file"].as_str().unwrap();
        score.notice(file, line, &expected[file]);
    }
    let all = score.equal + score.unequal.len();
    for unequal in &score.unequal {
        println!("{unequal}");
    }
    println!(
        "official XPaths: {} of {all} fields equal in {} notices",
        score.equal,
        lines.len()
    );
    assert!(score.equal * 100 >= all * 98);
}

#[test]
fn older_notices_agree_with_their_index() {
    let Some(older) = folder("ted-r209") else {
        return;
    };
    let index: Value =
        serde_json::from_slice(&std::fs::read(older.join("index.json")).unwrap()).unwrap();
    for (file, expected) in index.as_object().unwrap() {
        let (lines, failed) = lines(&[older.join(file)], &mut Counted::default());
        assert_eq!((lines.len(), failed), (1, 0), "{file}");
        let line = &lines[0];
        assert_eq!(line["notice_id"], expected["doc_id"], "{file}");
        assert_eq!(line["form"], expected["form"], "{file}");
        assert_eq!(line["language"], expected["lang"], "{file}");
        assert_eq!(line["cpv_main"], expected["cpv_main"], "{file}");
        assert_eq!(
            line["lots"].as_array().unwrap().len() as u64,
            expected["n_object_descr"].as_u64().unwrap(),
            "{file}"
        );
        if let Some(nature) = expected["contract_type"].as_str() {
            assert_eq!(line["nature"], nature.to_lowercase(), "{file}");
        }
        let lots = line["lots"].as_array().unwrap();
        let terms = lots.iter().any(|lot| lot["performance_terms"].is_string());
        assert_eq!(
            terms,
            expected["has_performance_conditions"].as_bool().unwrap(),
            "{file}"
        );
        let is_reserved = lots.iter().any(|lot| lot["reserved"] == true);
        assert!(
            is_reserved || expected["reserved_sheltered"] == false,
            "{file}"
        );
    }
}
