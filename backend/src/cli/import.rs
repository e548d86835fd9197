//! `fotfaste import`: reads notices from files and folders, prints what they say, and hands them over to be stored.
//!
//! A file that cannot be read is told on its own line and the others go on; the exit status is 1 at the end.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use shared::notice::Notice;

use crate::config::DataArgs;
use crate::exchange::{
    BYTES_MAX, DEPTH_MAX, EVENTS_MAX, ErrorLine, ImportError, ImportErrorCode, MILLIS_MAX,
    NOTICES_MAX, NoticeLine, read_notice,
};

/// Arguments of `fotfaste import`.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// Read and check only; store nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object a notice.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArgs,
    /// Files, or folders that are searched for .xml and .json files.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// Where notices go that are not only read. Called once a file, with all its notices.
pub trait NoticeSink {
    /// Stores the notices of one file.
    ///
    /// # Errors
    /// When they cannot be stored; nothing more is stored then, the reading goes on.
    fn store_notices(&mut self, file: &str, notices: &[Notice]) -> anyhow::Result<()>;
}

/// Runs the import. The sink is not called with `--dry-run`.
///
/// # Errors
/// When the output cannot be written or the sink fails; a bad file is no error here but exit status 1.
pub fn run(args: &ImportArgs, sink: &mut dyn NoticeSink) -> anyhow::Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let failed = import(args, sink, &mut out);
    out.flush().context("writing the output")?;
    let failed = failed?;
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Reads all paths, prints to `out`; gives the number of files that could not be read.
///
/// # Errors
/// As [`run`].
pub fn import(
    args: &ImportArgs,
    sink: &mut dyn NoticeSink,
    out: &mut dyn Write,
) -> anyhow::Result<usize> {
    let (mut files, mut notices_read, mut failed) = (0_usize, 0_usize, 0_usize);
    // What cannot be stored is told at the end: the reading of the other files is worth having.
    let mut unstored: Option<anyhow::Error> = None;
    for found in args.paths.iter().flat_map(|path| files_of(path)) {
        files += 1;
        let read = found.and_then(|path| {
            let name = path.display().to_string();
            read_file(&path, &name).map(|notices| (name, notices))
        });
        match read {
            Ok((name, notices)) => {
                for notice in &notices {
                    print_notice(out, args, &name, notice)?;
                }
                notices_read += notices.len();
                if !args.dry_run && unstored.is_none() {
                    let stored = sink.store_notices(&name, &notices);
                    unstored = stored
                        .with_context(|| format!("storing the notices of {name}"))
                        .err();
                }
            }
            Err(error) => {
                failed += 1;
                print_error(out, args, &error)?;
            }
        }
    }
    if !args.json {
        writeln!(
            out,
            "{notices_read} notices in {files} files, {failed} files refused"
        )?;
    }
    match unstored {
        Some(error) => Err(error),
        None => Ok(failed),
    }
}

/// The file itself, or all notice files below a folder in the order of their paths. Links to folders are not followed.
fn files_of(path: &Path) -> Vec<Result<PathBuf, ImportError>> {
    if !path.is_dir() {
        return vec![Ok(path.to_owned())];
    }
    let mut found = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match folder.read_dir() {
            Ok(entries) => entries,
            Err(error) => {
                found.push(Err(unreadable(&folder.display().to_string(), &error)));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let kind = entry.file_type();
            if kind.as_ref().is_ok_and(std::fs::FileType::is_dir) {
                folders.push(path);
            } else if has_notice_ending(&path) {
                found.push(Ok(path));
            }
        }
    }
    found.sort_by_key(sort_name);
    found
}

fn sort_name(found: &Result<PathBuf, ImportError>) -> PathBuf {
    match found {
        Ok(path) => path.clone(),
        Err(error) => PathBuf::from(&error.file),
    }
}

fn has_notice_ending(path: &Path) -> bool {
    path.extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("xml") || ending.eq_ignore_ascii_case("json")
    })
}

fn read_file(path: &Path, name: &str) -> Result<Vec<Notice>, ImportError> {
    let mut bytes = Vec::new();
    // One byte past the limit tells that there is more, however large the file says it is.
    let limit = u64::try_from(BYTES_MAX)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let read = plain_file(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(name, &error))?;
    read_notice(name, &bytes)
}

/// Opens a file; a pipe or a device may never end.
fn plain_file(path: &Path) -> io::Result<File> {
    if std::fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::ErrorKind::Unsupported.into())
    }
}

fn unreadable(name: &str, error: &io::Error) -> ImportError {
    ImportError {
        file: name.to_owned(),
        code: ImportErrorCode::FileUnreadable,
        line: 1,
        column: 1,
        detail: Some(error.kind().to_string()),
    }
}

fn print_notice(
    out: &mut dyn Write,
    args: &ImportArgs,
    file: &str,
    notice: &Notice,
) -> anyhow::Result<()> {
    if args.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&NoticeLine::new(file, notice))?
        )?;
        return Ok(());
    }
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    let buyer = notice
        .buyer
        .as_ref()
        .map_or_else(|| "?".to_owned(), |buyer| text(&buyer.name));
    writeln!(
        out,
        "{file}: {} {} {} · {} · {} · {} lots · {} remarks",
        notice.format.code(),
        text(&notice.form),
        text(&notice.notice_id),
        text(&notice.title),
        buyer,
        notice.lots.len(),
        notice.warnings.len()
    )?;
    Ok(())
}

fn print_error(out: &mut dyn Write, args: &ImportArgs, error: &ImportError) -> anyhow::Result<()> {
    if args.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&ErrorLine::new(error, message(error)))?
        )?;
    } else {
        writeln!(
            out,
            "{}:{}:{}: {} ({})",
            error.file,
            error.line,
            error.column,
            message(error),
            error.code.as_text()
        )?;
    }
    Ok(())
}

/// The English sentence for an error.
#[must_use]
pub fn message(error: &ImportError) -> String {
    let about = error
        .detail
        .as_ref()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let text = match error.code {
        ImportErrorCode::FileUnreadable => "The file cannot be read".to_owned(),
        ImportErrorCode::Empty => "The file is empty".to_owned(),
        ImportErrorCode::TooLarge => {
            format!("The file is larger than {} MB", BYTES_MAX / 1024 / 1024)
        }
        ImportErrorCode::EncodingUnknown => "The declared encoding is not known".to_owned(),
        ImportErrorCode::EncodingInvalid => {
            "The bytes here are not valid in the file's encoding".to_owned()
        }
        ImportErrorCode::CharacterInvalid => {
            "A control character that is not allowed stands here".to_owned()
        }
        ImportErrorCode::DoctypeRefused => "Document type declarations are refused".to_owned(),
        ImportErrorCode::EntityUnknown => "Only the five entities of XML are known".to_owned(),
        ImportErrorCode::NamespaceUnknown => "A prefix has no namespace".to_owned(),
        ImportErrorCode::XmlMalformed => "The XML is not well formed".to_owned(),
        ImportErrorCode::JsonMalformed => "The JSON is not well formed".to_owned(),
        ImportErrorCode::TooDeep => format!("Nested deeper than {DEPTH_MAX} levels"),
        ImportErrorCode::TooManyEvents => format!("More than {EVENTS_MAX} elements"),
        ImportErrorCode::TooSlow => format!("Reading took longer than {MILLIS_MAX} ms"),
        ImportErrorCode::NotANotice => "This is no eForms, TED R2.0.9 or OCDS notice".to_owned(),
        ImportErrorCode::VersionUnsupported => {
            "Only version R2.0.9 of the older TED format is read".to_owned()
        }
        ImportErrorCode::PackageEmpty => "The package holds no notice".to_owned(),
        ImportErrorCode::TooManyNotices => {
            format!("The package holds more than {NOTICES_MAX} notices")
        }
    };
    text + &about
}
