//! The one way in: a file's bytes to its notices. The format is told by content, never by the file's name.

use shared::notice::Notice;

use super::decode::decode;
use super::element::Element;
use super::error::{Fault, ImportError, ImportErrorCode, Place};
use super::limit::{BYTES_MAX, Budget};
use super::spaces::Space;
use super::{eforms, json, ocds, ted_r209, xml};

/// Reads the notices of a file: one for XML, one or more for an OCDS package.
///
/// # Errors
/// [`ImportError`] with code, line and column. It never panics, whatever the bytes.
pub fn read_notice(file: &str, bytes: &[u8]) -> Result<Vec<Notice>, ImportError> {
    read(bytes).map_err(|fault| fault.in_file(file))
}

fn read(bytes: &[u8]) -> Result<Vec<Notice>, Fault> {
    if bytes.len() > BYTES_MAX {
        return Err(Fault::at(ImportErrorCode::TooLarge, Place::START));
    }
    let mut budget = Budget::start();
    let text = decode(bytes)?;
    match text.trim_start().chars().next() {
        None => Err(Fault::at(ImportErrorCode::Empty, Place::START)),
        Some('<') => read_xml(&text, &mut budget).map(|notice| vec![notice]),
        Some('{' | '[') => ocds::read(&json::parse(&text, &mut budget)?),
        Some(_) => {
            let offset = text.len() - text.trim_start().len();
            Err(Fault::at(
                ImportErrorCode::NotANotice,
                Place::of(&text, offset),
            ))
        }
    }
}

fn read_xml(text: &str, budget: &mut Budget) -> Result<Notice, Fault> {
    let root = xml::parse(text, budget)?;
    let Some(notice) = notice_element(&root) else {
        return Err(Fault::at(ImportErrorCode::NotANotice, root.place).about(&root.local));
    };
    match notice.space {
        Space::Ubl => Ok(eforms::read(notice)),
        Space::Ted => ted_r209::read(notice),
        _ => Err(Fault::at(ImportErrorCode::VersionUnsupported, notice.place).about(&notice.local)),
    }
}

/// The notice: the root, or the first one inside a wrapper such as a harvesting record.
fn notice_element(root: &Element) -> Option<&Element> {
    let is_notice = |element: &Element| match element.space {
        Space::Ubl => matches!(
            element.local.as_str(),
            "ContractNotice" | "ContractAwardNotice" | "PriorInformationNotice"
        ),
        Space::Ted | Space::TedOther => element.local == "TED_EXPORT",
        Space::Cbc
        | Space::Cac
        | Space::Ext
        | Space::Efext
        | Space::Efac
        | Space::Efbc
        | Space::Other => false,
    };
    if is_notice(root) {
        Some(root)
    } else {
        root.below(&is_notice).into_iter().next()
    }
}
