//! What an uploaded file said, and the command that registers it as a tender.
use serde::Deserialize;
use serde_json::Value;
use shared::command::RegisterTender;
use shared::id::TenderId;
use shared::model::{Nature, NoticeRef};
use shared::notice::Warning;

use crate::screens::reader::{Problem, Reader};

/// The server's answer to one file. Fields that this screen does not show are left unread.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FileRead {
    /// What was read.
    pub notices: Vec<NoticeRead>,
    /// Why nothing was.
    pub error: Option<FileError>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct FileError {
    /// Stable code.
    pub code: String,
    /// Line, from 1; 0 when it has none.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NoticeRead {
    /// Its format.
    pub format: String,
    /// Its number.
    pub notice_id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Buyer.
    pub buyer: Option<PartyRead>,
    /// Main CPV code.
    pub cpv_main: Option<String>,
    /// Nature.
    pub nature: Option<Nature>,
    /// Estimated value.
    pub value: Option<AmountRead>,
    /// Last day.
    pub deadline: Option<String>,
    /// How many lots.
    #[serde(default)]
    pub lots: Vec<Value>,
    /// Remarks.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// Who.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PartyRead {
    /// Name.
    pub name: Option<String>,
}

/// How much.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AmountRead {
    /// The number as written.
    pub amount: Value,
    /// Its currency.
    pub currency: Option<String>,
}

impl AmountRead {
    /// The number with its decimals, where they are not zero.
    #[must_use]
    pub fn written(&self) -> String {
        // With decimals the browser has read it as a text of its own digits.
        let written = match &self.amount {
            Value::String(digits) => digits.clone(),
            other => shared::wire::canonical(other),
        };
        match written.split_once('.') {
            Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
            _ => written,
        }
    }
}

impl NoticeRead {
    /// The value as a number of kronor, when it is in kronor.
    #[must_use]
    pub fn kronor(&self) -> Option<String> {
        let value = self.value.as_ref().filter(|value| {
            value
                .currency
                .as_deref()
                .is_none_or(|currency| currency == "SEK")
        })?;
        Some(value.written())
    }

    /// Reads what the person filled in over what the notice said.
    pub fn register(
        &self,
        tender: TenderId,
        fields: &Fields,
    ) -> Result<RegisterTender, Vec<Problem>> {
        let mut read = Reader::new();
        let title = read.text::<200>("title", &fields.title);
        let reference = read.text::<200>("reference", &fields.reference);
        let cpv_main = read.cpv("cpv", &fields.cpv);
        let nature = read.one_of("nature", fields.nature);
        let value = read.kronor_or_none("value", &fields.value);
        let deadline = read.day_or_none("deadline", &fields.deadline);
        let notice = self.notice_id.as_deref().and_then(|id| {
            Some(NoticeRef {
                id: shared::text::Text::parse(id).ok()?,
                format: shared::text::Text::parse(&self.format).ok()?,
            })
        });
        let command = (|| {
            Some(RegisterTender {
                tender,
                title: title?,
                reference: reference?,
                notice,
                cpv_main: cpv_main?,
                nature: nature?,
                value,
                deadline,
            })
        })();
        read.finish(command)
    }
}

/// What the person may change before it is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Title.
    pub title: String,
    /// The authority's own case number.
    pub reference: String,
    /// CPV code.
    pub cpv: String,
    /// Nature.
    pub nature: Option<Nature>,
    /// Kronor.
    pub value: String,
    /// Last day.
    pub deadline: String,
}

impl Fields {
    /// What the notice says; the case number is the authority's own and is left to be filled in.
    #[must_use]
    pub fn of(notice: &NoticeRead) -> Self {
        Self {
            title: notice
                .title
                .clone()
                .unwrap_or_default()
                .chars()
                .take(200)
                .collect(),
            reference: String::new(),
            cpv: notice.cpv_main.clone().unwrap_or_default(),
            nature: notice.nature,
            value: notice.kronor().unwrap_or_default(),
            deadline: notice
                .deadline
                .as_deref()
                .unwrap_or_default()
                .chars()
                .take(10)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = r#"{"notices":[{"file":"a.xml","format":"eforms","notice_id":"n-1","form":"cn-standard","title":"Ombyggnad","buyer":{"name":"Nordby kommun","id":null},
        "cpv_main":"45214200","cpv_additional":[],"nature":"works","procedure":"open","value":{"amount":8000000.0,"currency":"SEK"},"deadline":"2026-12-01T12:00:00+01:00",
        "language":"SWE","lots":[{"id":"LOT-0001"}],"winner":null,"warnings":[{"code":"deadlines_differ"}]}],"error":null}"#;

    #[test]
    fn a_notice_becomes_a_tender_when_the_case_number_is_filled_in() {
        let read: FileRead = serde_json::from_str(READ).unwrap();
        let notice = &read.notices[0];
        let mut fields = Fields::of(notice);
        let id = TenderId::from(uuid::Uuid::from_u128(1));
        assert_eq!(
            notice.register(id, &fields).unwrap_err()[0].field,
            "reference"
        );
        fields.reference = "TEK 2026/118".to_owned();
        let command = notice.register(id, &fields).unwrap();
        assert_eq!(command.value.map(|ore| ore.0), Some(800_000_000));
        assert_eq!(
            command.deadline.map(|day| day.to_string()).as_deref(),
            Some("2026-12-01")
        );
        assert_eq!(notice.warnings, [Warning::DeadlinesDiffer]);
        for (amount, written) in [
            (Value::from("123456789.50"), "123456789.50"),
            (Value::from("8000000.000"), "8000000"),
            (Value::from(70_u64), "70"),
        ] {
            let currency = None;
            assert_eq!(AmountRead { amount, currency }.written(), written);
        }
    }
}
