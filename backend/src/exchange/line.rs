//! The JSON object of `fotfaste import --json`, one a notice. Its keys are a promise to other programs.
//!
//! Amounts are numbers with exactly the digits of the source.

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use shared::notice::{Amount, Lot, Nature, Notice, Party, Warning};

use super::error::{ImportError, ImportErrorCode};

/// A notice as one JSON object.
#[derive(Serialize)]
pub struct NoticeLine<'a> {
    file: &'a str,
    format: &'static str,
    notice_id: Option<&'a str>,
    form: Option<&'a str>,
    title: Option<&'a str>,
    buyer: Option<PartyLine<'a>>,
    cpv_main: Option<&'a str>,
    cpv_additional: &'a [String],
    nature: Option<&'static str>,
    procedure: Option<&'a str>,
    value: Option<AmountLine<'a>>,
    deadline: Option<&'a str>,
    language: Option<&'a str>,
    lots: Vec<LotLine<'a>>,
    winner: Option<PartyLine<'a>>,
    warnings: &'a [Warning],
}

impl<'a> NoticeLine<'a> {
    /// The object for a notice of a file.
    #[must_use]
    pub fn new(file: &'a str, notice: &'a Notice) -> Self {
        Self {
            file,
            format: notice.format.code(),
            notice_id: notice.notice_id.as_deref(),
            form: notice.form.as_deref(),
            title: notice.title.as_deref(),
            buyer: notice.buyer.as_ref().map(PartyLine::new),
            cpv_main: notice.cpv_main.as_deref(),
            cpv_additional: &notice.cpv_additional,
            nature: notice.nature.map(Nature::code),
            procedure: notice.procedure.as_deref(),
            value: notice.value.as_ref().map(AmountLine::new),
            deadline: notice.deadline.as_deref(),
            language: notice.language.as_deref(),
            lots: notice.lots.iter().map(LotLine::new).collect(),
            winner: notice.winner.as_ref().map(PartyLine::new),
            warnings: &notice.warnings,
        }
    }
}

#[derive(Serialize)]
struct LotLine<'a> {
    id: Option<&'a str>,
    title: Option<&'a str>,
    cpv_main: Option<&'a str>,
    nature: Option<&'static str>,
    value: Option<AmountLine<'a>>,
    duration_months: Option<u32>,
    start: Option<&'a str>,
    end: Option<&'a str>,
    nuts: &'a [String],
    social_objectives: &'a [String],
    strategic: &'a [String],
    performance_terms: Option<&'a str>,
    reserved: Option<bool>,
}

impl<'a> LotLine<'a> {
    fn new(lot: &'a Lot) -> Self {
        Self {
            id: lot.id.as_deref(),
            title: lot.title.as_deref(),
            cpv_main: lot.cpv_main.as_deref(),
            nature: lot.nature.map(Nature::code),
            value: lot.value.as_ref().map(AmountLine::new),
            duration_months: lot
                .duration
                .and_then(|duration| duration.months())
                .map(|(months, _)| months),
            start: lot.start.as_deref(),
            end: lot.end.as_deref(),
            nuts: &lot.nuts,
            social_objectives: &lot.social_objectives,
            strategic: &lot.strategic,
            performance_terms: lot.performance_terms.as_deref(),
            reserved: lot.reserved(),
        }
    }
}

#[derive(Serialize)]
struct PartyLine<'a> {
    name: Option<&'a str>,
    id: Option<&'a str>,
}

impl<'a> PartyLine<'a> {
    fn new(party: &'a Party) -> Self {
        Self {
            name: party.name.as_deref(),
            id: party.id.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct AmountLine<'a> {
    #[serde(serialize_with = "exact_number")]
    amount: &'a str,
    currency: Option<&'a str>,
}

impl<'a> AmountLine<'a> {
    fn new(amount: &'a Amount) -> Self {
        Self {
            amount: amount.as_text(),
            currency: amount.currency.as_deref(),
        }
    }
}

fn exact_number<S: Serializer>(number: &str, serializer: S) -> Result<S::Ok, S::Error> {
    RawValue::from_string(number.to_owned())
        .map_err(serde::ser::Error::custom)?
        .serialize(serializer)
}

/// A refused file as one JSON object; the message is the caller's, made from the code.
#[derive(Serialize)]
pub struct ErrorLine<'a> {
    file: &'a str,
    error: ErrorBody,
}

#[derive(Serialize)]
struct ErrorBody {
    code: ImportErrorCode,
    message: String,
    line: u32,
    column: u32,
}

impl<'a> ErrorLine<'a> {
    /// The object for an error.
    #[must_use]
    pub fn new(error: &'a ImportError, message: String) -> Self {
        Self {
            file: &error.file,
            error: ErrorBody {
                code: error.code,
                message,
                line: error.line,
                column: error.column,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::notice::Format;

    use super::*;

    #[test]
    fn amounts_are_numbers_with_the_sources_digits() {
        let mut notice = Notice::new(Format::Eforms);
        notice.value = Amount::parse("12345678901234567890.10", Some("SEK")).ok();
        let line = serde_json::to_string(&NoticeLine::new("a.xml", &notice)).unwrap();
        assert!(
            line.contains(r#""value":{"amount":12345678901234567890.10,"currency":"SEK"}"#),
            "{line}"
        );
    }

    #[test]
    fn keys_are_those_that_were_promised() {
        let mut notice = Notice::new(Format::Ocds);
        notice.lots.push(Lot::default());
        let line = serde_json::to_value(NoticeLine::new("a.json", &notice)).unwrap();
        let keys = |value: &serde_json::Value| {
            // Sorted here: another crate of the same build may make serde_json keep the order of insertion.
            let keys: BTreeSet<String> = value.as_object().unwrap().keys().cloned().collect();
            keys.into_iter().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            keys(&line),
            "buyer cpv_additional cpv_main deadline file form format language lots nature notice_id procedure title value \
             warnings winner"
        );
        assert_eq!(
            keys(&line["lots"][0]),
            "cpv_main duration_months end id nature nuts performance_terms reserved social_objectives start strategic title value"
        );
    }
}
