//! The targets of `tests::fuzz` under libFuzzer, which keeps what reaches code that nothing before has reached. `run` builds and
//! starts it. `FOTFASTE_FUZZ_TARGET` names the target; its seeds are written into `FOTFASTE_FUZZ_SEEDS` first.
#![no_main]

use std::path::PathBuf;
use std::sync::OnceLock;

use libfuzzer_sys::{Corpus, fuzz_target};
use tests::fuzz::{TARGETS, Target};

static TARGET: OnceLock<&'static Target> = OnceLock::new();

fn begin() {
    let name = std::env::var("FOTFASTE_FUZZ_TARGET").unwrap_or_default();
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.unwrap_or_else(|| panic!("FOTFASTE_FUZZ_TARGET: no target {name}"));
    TARGET.get_or_init(|| target);
    if let Some(folder) = std::env::var_os("FOTFASTE_FUZZ_SEEDS").map(PathBuf::from) {
        for (number, seed) in (target.seeds)().into_iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed).expect("a seed is kept");
        }
    }
}

fuzz_target!(init: begin(), |bytes: &[u8]| -> Corpus {
    if let Some(target) = TARGET.get() {
        (target.feed)(bytes);
    }
    Corpus::Keep
});
