//! What publishers write, to the codes of the eForms lists.

/// The kind of procedure (BT-105) from `procurementMethodDetails`, else from `procurementMethod`.
pub(super) fn procedure(details: Option<&str>, method: Option<&str>) -> Option<&'static str> {
    details.and_then(by_details).or_else(|| match method? {
        "open" => Some("open"),
        "selective" => Some("restricted"),
        "limited" | "direct" => Some("neg-wo-call"),
        _ => None,
    })
}

/// The first phrase that the text contains decides, so the longer ones stand first.
fn by_details(details: &str) -> Option<&'static str> {
    const PHRASES: [(&str, &str); 16] = [
        ("without prior publication", "neg-wo-call"),
        ("without publication", "neg-wo-call"),
        ("without a prior call", "neg-wo-call"),
        ("without prior call", "neg-wo-call"),
        ("without a call", "neg-wo-call"),
        ("direct award", "neg-wo-call"),
        ("competitive dialogue", "comp-dial"),
        ("innovation partnership", "innovation"),
        ("negotiat", "neg-w-call"),
        ("competitive flexible", "oth-mult"),
        ("restricted", "restricted"),
        ("open procedure", "open"),
        ("open competition", "open"),
        ("competitive tendering", "comp-tend"),
        ("single stage", "oth-single"),
        ("multiple stage", "oth-mult"),
    ];
    let details = details
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let exact = [
        "comp-dial",
        "comp-tend",
        "exp-int-rail",
        "innovation",
        "neg-w-call",
        "neg-wo-call",
        "oth-mult",
        "oth-single",
    ];
    let by_code = exact.into_iter().find(|code| *code == details);
    by_code.or_else(|| match details.as_str() {
        "open" => Some("open"),
        _ => PHRASES
            .iter()
            .find(|(phrase, _)| details.contains(phrase))
            .map(|&(_, code)| code),
    })
}

/// The kind of strategic procurement (BT-06) of a sustainability goal.
pub(super) fn strategic(goal: &str) -> Option<&'static str> {
    match goal.split('.').next()? {
        "social" => Some("soc-obj"),
        "environmental" => Some("env-imp"),
        "economic" if goal.contains("nnovat") => Some("inn-pur"),
        _ => None,
    }
}

/// The social objective (BT-775) of a sustainability goal, by the OCDS profile for eForms; other social goals are `other`.
pub(super) fn social_objective(goal: &str) -> Option<&'static str> {
    let social = goal.strip_prefix("social")?;
    Some(match social.trim_start_matches('.') {
        "accessibility" => "acc-all",
        "ethnicEquality" => "et-eq",
        "genderEquality" | "womenInclusion" => "gen-eq",
        "humanRightsInSupplyChain" | "humanRightsInSupplyChains" => "hum-right",
        "disadvantagedEmploymentOpportunities" => "opp",
        "laborRightsPromotion" => "work-cond",
        _ => "other",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_publishers_become_codes() {
        let code = |details| procedure(Some(details), Some("selective"));
        assert_eq!(code("Open procedure"), Some("open"));
        assert_eq!(code("Open  procedu re (accelerated)"), Some("restricted"));
        assert_eq!(
            code("Negotiated without publication of a contract notice"),
            Some("neg-wo-call")
        );
        assert_eq!(
            code("Competitive procedure with negotiation"),
            Some("neg-w-call")
        );
        assert_eq!(code("Competitive dialogue"), Some("comp-dial"));
        assert_eq!(procedure(None, Some("open")), Some("open"));
        assert_eq!(procedure(None, None), None);
    }

    #[test]
    fn sustainability_goals_become_objectives() {
        assert_eq!(
            social_objective("social.disadvantagedEmploymentOpportunities"),
            Some("opp")
        );
        assert_eq!(social_objective("social"), Some("other"));
        assert_eq!(social_objective("environmental.recycling"), None);
        assert_eq!(
            strategic("economic.productInnovationPromotion"),
            Some("inn-pur")
        );
    }
}
