//! Who may depend on whom, and on what.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use tests::program::root;

use crate::tree::none;

/// The domain runs on both sides and must come to the same result: no IO, no clock, no randomness, no framework.
const OF_SHARED: [&str; 6] = ["serde", "serde_json", "sha2", "thiserror", "time", "uuid"];

fn dependencies(package: &str, with_tests: bool) -> BTreeSet<String> {
    let output = Command::new("cargo")
        .current_dir(root())
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|found| found["name"] == package)
        .unwrap();
    let listed = package["dependencies"].as_array().unwrap().iter();
    let listed = listed.filter(|listed| with_tests || listed["kind"] != "dev");
    listed
        .map(|listed| listed["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn shared_depends_on_its_short_list_only() {
    let extra: Vec<String> = dependencies("shared", false)
        .into_iter()
        .filter(|name| !OF_SHARED.contains(&name.as_str()))
        .collect();
    none(
        &extra,
        "do it without, or hand the result in from the backend and the frontend; the list is in this test",
    );
}

#[test]
fn frontend_and_backend_meet_only_in_shared() {
    let mut faults = Vec::new();
    for (package, other) in [
        ("frontend", "backend"),
        ("backend", "frontend"),
        ("shared", "backend"),
        ("shared", "frontend"),
    ] {
        if dependencies(package, false).contains(other) {
            faults.push(format!("{package} depends on {other}"));
        }
    }
    none(&faults, "move what both need to shared");
}

#[test]
fn versions_stand_in_the_root_manifest_only() {
    let mut faults = Vec::new();
    for manifest in crate::tree::files("", &["toml"]) {
        let (_, name) = manifest.path.rsplit_once('/').unwrap_or(("", ""));
        if name != "Cargo.toml" {
            continue;
        }
        let mut in_dependencies = false;
        for (at, line) in manifest.text.lines().enumerate() {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && (line.contains("version = ") || line.contains("= \"")) {
                faults.push(format!("{}:{}: {line}", manifest.path, at + 1));
            }
        }
    }
    none(
        &faults,
        "write `name.workspace = true`, and the version under [workspace.dependencies] of the root Cargo.toml",
    );
}
