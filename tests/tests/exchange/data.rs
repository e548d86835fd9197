//! Where the reference data lies, and a run of the importer over it as the command line does it.

use std::path::{Path, PathBuf};

use backend::cli::import::{ImportArgs, NoticeSink, import};
use serde_json::Value;
use shared::notice::Notice;

/// A folder of the reference data, or a printed word and `None` where it is absent.
pub fn folder(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let root = std::env::var_os("FOTFASTE_SHARED").map_or(beside, PathBuf::from);
    let folder = root.join("data").join(name);
    if folder.exists() {
        return folder.canonicalize().ok();
    }
    println!("skipped: no reference data at {}", folder.display());
    None
}

/// Counts what it is given to store.
#[derive(Default)]
pub struct Counted(pub usize);

impl NoticeSink for Counted {
    fn store_notices(&mut self, _file: &str, notices: &[Notice]) -> anyhow::Result<()> {
        self.0 += notices.len();
        Ok(())
    }
}

/// The JSON lines that `fotfaste import --json` prints for paths, and how many files failed.
pub fn lines(paths: &[PathBuf], sink: &mut Counted) -> (Vec<Value>, usize) {
    let args = ImportArgs {
        dry_run: false,
        json: true,
        data: backend::config::DataArgs {
            data: "unused".into(),
            database: None,
        },
        paths: paths.to_vec(),
    };
    let mut out = Vec::new();
    let failed = import(&args, sink, &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap();
    (
        lines
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
        failed,
    )
}
