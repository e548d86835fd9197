//! Field by field: what the importer said against what the official XPaths select.

use serde_json::Value;

/// Counts equal and unequal fields, and keeps the unequal ones for the report.
#[derive(Default)]
pub struct Score {
    pub equal: usize,
    pub unequal: Vec<String>,
}

impl Score {
    /// A field where one value is expected, or one of several (languages); an empty list expects null.
    fn one_of(&mut self, what: &str, got: &Value, expected: &[String]) {
        let is_equal = match scalar(got) {
            Some(text) => expected.contains(&text),
            None => expected.is_empty(),
        };
        self.note(
            is_equal && (!expected.is_empty() || got.is_null()),
            what,
            got,
            expected,
        );
    }

    fn list(&mut self, what: &str, got: &Value, expected: &[String]) {
        let list: Option<Vec<String>> = got
            .as_array()
            .map(|list| list.iter().filter_map(scalar).collect());
        self.note(list.as_deref() == Some(expected), what, got, expected);
    }

    fn note(&mut self, is_equal: bool, what: &str, got: &Value, expected: &[String]) {
        if is_equal {
            self.equal += 1;
        } else {
            self.unequal
                .push(format!("{what}: got {got}, expected {expected:?}"));
        }
    }

    /// Compares a whole notice.
    pub fn notice(&mut self, file: &str, line: &Value, expected: &Value) {
        let from = |id: &str| texts(expected, id);
        let first = |id: &str| from(id).into_iter().take(1).collect::<Vec<_>>();
        let at = |field: &str| format!("{file} {field}");
        self.one_of(&at("notice_id"), &line["notice_id"], &from("BT-701-notice"));
        self.one_of(&at("title"), &line["title"], &from("BT-21-Procedure"));
        self.one_of(
            &at("cpv_main"),
            &line["cpv_main"],
            &from("BT-262-Procedure"),
        );
        self.list(
            &at("cpv_additional"),
            &line["cpv_additional"],
            &from("BT-263-Procedure"),
        );
        self.one_of(&at("nature"), &line["nature"], &from("BT-23-Procedure"));
        self.one_of(
            &at("procedure"),
            &line["procedure"],
            &from("BT-105-Procedure"),
        );
        self.one_of(
            &at("value"),
            &line["value"]["amount"],
            &numbers(&from("BT-27-Procedure")),
        );
        self.one_of(
            &at("value.currency"),
            &line["value"]["currency"],
            &from("BT-27-Procedure-Currency"),
        );
        self.one_of(&at("form"), &line["form"], &from("BT-02-notice"));
        self.one_of(
            &at("language"),
            &line["language"],
            &from("BT-702(a)-notice"),
        );
        if !expected["_buyer_names"].is_null() {
            self.one_of(&at("buyer"), &line["buyer"]["name"], &from("_buyer_names"));
        }
        if !from("_winner_names").is_empty() {
            self.one_of(
                &at("winner"),
                &line["winner"]["name"],
                &from("_winner_names"),
            );
        }
        if line["buyer"]["id"].is_string() {
            self.one_of(
                &at("buyer.id"),
                &line["buyer"]["id"],
                &from("BT-501-Organization-Company"),
            );
        }
        let deadlines = expected["_lots"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(moment)
            .min();
        if let Some(deadline) = deadlines.or_else(|| moment(expected)) {
            self.one_of(&at("deadline"), &line["deadline"], &[deadline]);
        }
        self.lots(file, line, expected);
        assert!(first("BT-701-notice").len() <= 1);
    }

    fn lots(&mut self, file: &str, line: &Value, expected: &Value) {
        let lots = expected["_lots"].as_array().cloned().unwrap_or_default();
        let got = line["lots"].as_array().cloned().unwrap_or_default();
        self.note(
            lots.len() == got.len(),
            &format!("{file} lots"),
            &Value::from(got.len()),
            &[lots.len().to_string()],
        );
        for (lot, expected) in got.iter().zip(&lots) {
            self.lot(&format!("{file} {}", lot["id"]), lot, expected);
        }
    }

    fn lot(&mut self, file: &str, lot: &Value, expected: &Value) {
        // The worked examples name the fields of a lot shortly and give only some of them.
        let from = |short: &str, id: &str| match expected.get(short) {
            Some(_) => texts(expected, short),
            None => texts(expected, id),
        };
        let at = |field: &str| format!("{file} {field}");
        let is_full = expected.get("BT-137-Lot").is_some();
        self.one_of(&at("id"), &lot["id"], &from("id", "BT-137-Lot"));
        self.one_of(
            &at("cpv_main"),
            &lot["cpv_main"],
            &from("main_cpv", "BT-262-Lot"),
        );
        self.one_of(
            &at("value"),
            &lot["value"]["amount"],
            &numbers(&from("value", "BT-27-Lot")),
        );
        self.one_of(
            &at("currency"),
            &lot["value"]["currency"],
            &from("currency", "BT-27-Lot-Currency"),
        );
        self.one_of(
            &at("start"),
            &lot["start"],
            &days(&from("start", "BT-536-Lot")),
        );
        self.one_of(&at("end"), &lot["end"], &days(&from("end", "BT-537-Lot")));
        self.list(&at("nuts"), &lot["nuts"], &from("nuts", "BT-5071-Lot"));
        self.list(
            &at("social"),
            &lot["social_objectives"],
            &from("social", "BT-775-Lot"),
        );
        self.list(
            &at("strategic"),
            &lot["strategic"],
            &from("strategic", "BT-06-Lot"),
        );
        let months = months(
            &from("duration", "BT-36-Lot"),
            &from("duration_unit", "BT-36-Lot-Unit"),
        );
        self.one_of(&at("duration_months"), &lot["duration_months"], &months);
        if is_full {
            self.one_of(&at("title"), &lot["title"], &texts(expected, "BT-21-Lot"));
            self.one_of(&at("nature"), &lot["nature"], &texts(expected, "BT-23-Lot"));
            let terms = texts(expected, "BT-70-Lot");
            let joined = if terms.is_empty() {
                vec![]
            } else {
                vec![terms.join("\n"), terms[0].clone()]
            };
            self.one_of(&at("performance_terms"), &lot["performance_terms"], &joined);
            self.one_of(&at("reserved"), &lot["reserved"], &reserved(expected));
        }
    }
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    value[key]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(scalar)
        .collect()
}

/// Numbers are compared by value, through the decimal that both sides print.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn numbers(texts: &[String]) -> Vec<String> {
    texts
        .iter()
        .filter_map(|text| serde_json::from_str::<Value>(text).ok())
        .map(|number| number.to_string())
        .collect()
}

fn days(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| text[..10].to_owned()).collect()
}

fn months(counts: &[String], units: &[String]) -> Vec<String> {
    let month_count = |(count, unit): (&String, &String)| {
        let count: u32 = count.parse().unwrap();
        match unit.as_str() {
            "MONTH" => count,
            "YEAR" => count * 12,
            // Rounded to the nearest month of a Gregorian average year.
            "DAY" | "CALENDAR_DAY" => (count * 400 + 6087) / 12175,
            "WEEK" => (count * 7 * 400 + 6087) / 12175,
            _ => panic!("unit {unit}"),
        }
        .to_string()
    };
    counts.iter().zip(units).map(month_count).collect()
}

fn reserved(expected: &Value) -> Vec<String> {
    let said: Vec<String> = texts(expected, "BT-71-Lot")
        .into_iter()
        .chain(texts(expected, "BT-736-Lot"))
        .collect();
    let known: Vec<&String> = said
        .iter()
        .filter(|code| ["none", "no", "yes", "res-ws", "res-pub-ser"].contains(&code.as_str()))
        .collect();
    if known.is_empty() {
        return vec![];
    }
    vec![
        known
            .iter()
            .any(|code| !["none", "no"].contains(&code.as_str()))
            .to_string(),
    ]
}

fn moment(expected: &Value) -> Option<String> {
    let date = texts(expected, "BT-131(d)-Lot").into_iter().next()?;
    let time = texts(expected, "BT-131(t)-Lot").into_iter().next();
    Some(time.map_or_else(
        || date[..10].to_owned(),
        |time| format!("{}T{time}", &date[..10]),
    ))
}
