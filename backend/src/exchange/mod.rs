//! Formats in and out. Here: notices in, from eForms, TED R2.0.9 and OCDS, into `shared::notice`.
//!
//! read (the one entry, detection by content) · decode (bytes to text) · xml, element, spaces (bounded, namespace-true XML) ·
//! json (bounded JSON that keeps number text) · eforms, ted_r209, ocds (one folder a format) · field (readings they share) ·
//! line (the JSON object of `fotfaste import --json`) · error, limit

mod decode;
mod eforms;
mod element;
mod error;
mod field;
mod json;
mod limit;
mod line;
mod ocds;
mod read;
mod reply;
mod spaces;
mod ted_r209;
mod xml;

pub use error::{ImportError, ImportErrorCode};
pub use limit::{BYTES_MAX, DEPTH_MAX, EVENTS_MAX, MILLIS_MAX, NOTICES_MAX};
pub use line::{ErrorLine, NoticeLine};
pub use read::read_notice;
pub use reply::reply;
