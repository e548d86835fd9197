//! Runs the independent reading (`xpath_oracle.py`) in a virtual environment of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What the official XPaths select in each file, or a printed word and `None` where Python or lxml cannot be had.
pub fn expected(fields: &Path, files: &[PathBuf]) -> Option<Value> {
    let python = python()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange/xpath_oracle.py");
    let output = Command::new(python)
        .arg(script)
        .arg(fields)
        .args(files)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn python() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("xpath-oracle");
    let python = home.join("bin/python");
    let works =
        |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let has_lxml = || works(Command::new(&python).args(["-c", "import lxml"]));
    if !has_lxml() {
        works(Command::new("python3").args(["-m", "venv"]).arg(&home));
        works(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "lxml==6.1.3",
        ]));
    }
    if has_lxml() {
        return Some(python);
    }
    println!("skipped: python3 with lxml from PyPI cannot be had here");
    None
}
