//! The answer of the API to an uploaded file: the same objects as the command line's, without its words.

use serde::Serialize;

use super::{ImportError, ImportErrorCode, NoticeLine, read_notice};

#[derive(Serialize)]
struct Reply<'a> {
    notices: Vec<NoticeLine<'a>>,
    error: Option<Refusal<'a>>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    code: ImportErrorCode,
    line: u32,
    column: u32,
    detail: Option<&'a str>,
}

/// JSON of what a file says, or why it cannot be read.
pub fn reply(file: &str, bytes: &[u8]) -> Result<String, serde_json::Error> {
    match read_notice(file, bytes) {
        Ok(notices) => {
            let notices = notices
                .iter()
                .map(|notice| NoticeLine::new(file, notice))
                .collect();
            serde_json::to_string(&Reply {
                notices,
                error: None,
            })
        }
        Err(ImportError {
            code,
            line,
            column,
            detail,
            ..
        }) => {
            let error = Some(Refusal {
                code,
                line,
                column,
                detail: detail.as_deref(),
            });
            serde_json::to_string(&Reply {
                notices: Vec::new(),
                error,
            })
        }
    }
}
