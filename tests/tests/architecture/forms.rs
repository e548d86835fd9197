//! Every form says what it is for and why it asks; every dialog is the browser's own, which keeps the focus, closes on Escape and
//! gives the focus back.

use crate::tree::{files, none};

#[test]
fn every_form_has_its_help() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for file in files("frontend/src/screens", &["rs"]) {
        let code: String = file.text.split_whitespace().collect();
        // What only speaks, and is sent by a press, has no fields to explain.
        let has_fields = code.contains("submit(");
        for rest in code.split("Form::new()").skip(1).filter(|_| has_fields) {
            seen += 1;
            if !rest.starts_with(".about(word!(help.") && !rest.starts_with(".about(match") {
                let near: String = rest.chars().take(60).collect();
                faults.push(format!("{}: Form::new(){near} …", file.path));
            }
        }
        // The dialog that finds things has one field, which its label tells whole.
        let is_search = file.path == "frontend/src/screens/search/mod.rs";
        if code.contains("<form") && !code.contains("{help(word!(help.") && !is_search {
            faults.push(format!("{}: a <form> of its own", file.path));
        }
    }
    assert!(seen > 20, "only {seen} forms were read");
    none(
        &faults,
        "Form::new().about(word!(help.…)) with what it is for and why it asks, in the group help of both catalogues; draw it by submit",
    );
}

#[test]
fn every_dialog_is_the_browsers_own_and_has_a_name() {
    let mut faults = Vec::new();
    for file in files("frontend/src", &["rs"]) {
        for (at, line) in file.code() {
            let is_own = [
                "role=\"dialog\"",
                "role=\"alertdialog\"",
                "aria-modal",
                ".confirm_with",
                ".alert_with",
            ]
            .iter()
            .any(|word| line.contains(word));
            let is_nameless = line.contains("<dialog")
                && !line.contains("aria-label=")
                && !line.contains("aria-labelledby=");
            if is_own || is_nameless {
                faults.push(format!("{}:{at}: {}", file.path, line.trim()));
            }
        }
    }
    none(
        &faults,
        "<dialog aria-label=…> opened by platform::modal::open; a question is undone for ten seconds, not asked",
    );
}
