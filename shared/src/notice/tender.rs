//! From a notice to the command that registers its tender. What a tender must have and the notice lacks is named, so that a
//! person can add it; nothing is guessed.
use super::{Nature, Notice};
use crate::command::RegisterTender;
use crate::id::{TenantId, TenderId, derived};
use crate::model::{self, CpvCode, NoticeRef};
use crate::quantity::Ore;
use crate::text::Text;
use crate::time::Day;

/// A field that a tender must have and the notice lacks or has in a form that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// BT-701.
    NoticeId,
    /// BT-21.
    Title,
    /// BT-262.
    CpvMain,
    /// BT-23.
    Nature,
}

impl Lacking {
    /// The field's name in the import's output.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoticeId => "notice_id",
            Self::Title => "title",
            Self::CpvMain => "cpv_main",
            Self::Nature => "nature",
        }
    }
}

/// The id of a notice's tender follows from the code of its format and its number, so that reading it twice registers it once.
#[must_use]
pub fn tender_id(tenant: TenantId, format: &str, notice_id: &str) -> TenderId {
    derived(&[
        b"tender",
        tenant.uuid().as_bytes(),
        format.as_bytes(),
        notice_id.as_bytes(),
    ])
    .into()
}

/// The command that registers the notice's tender.
///
/// A title longer than its limit is cut with an ellipsis; a value in another currency than SEK is left out, as is a deadline that is
/// no date.
///
/// # Errors
/// All that is lacking, in order.
pub fn to_tender(tenant: TenantId, notice: &Notice) -> Result<RegisterTender, Vec<Lacking>> {
    let said = notice.notice_id.as_deref();
    let tender = said.map(|id| tender_id(tenant, notice.format.code(), id));
    let title = notice.title.as_deref().and_then(cut::<200>);
    let cpv_main = notice
        .cpv_main
        .as_deref()
        .and_then(|code| CpvCode::parse(code).ok());
    let nature = notice.nature.as_ref().map(nature_of);
    let id = notice.notice_id.as_deref().and_then(cut::<200>);
    match (
        tender,
        title,
        cpv_main,
        nature,
        id,
        Text::parse(notice.format.code()),
    ) {
        (Some(tender), Some(title), Some(cpv_main), Some(nature), Some(id), Ok(format)) => {
            Ok(RegisterTender {
                tender,
                title,
                reference: id.clone(),
                notice: Some(NoticeRef { id, format }),
                cpv_main,
                nature,
                value: value(notice),
                deadline: notice
                    .deadline
                    .as_deref()
                    .and_then(|text| Day::parse(text.get(..10)?).ok()),
            })
        }
        (tender, title, cpv_main, nature, id, _) => {
            let mut lacking = Vec::new();
            let mut note = |is_lacking: bool, what| {
                if is_lacking {
                    lacking.push(what);
                }
            };
            note(tender.is_none() || id.is_none(), Lacking::NoticeId);
            note(title.is_none(), Lacking::Title);
            note(cpv_main.is_none(), Lacking::CpvMain);
            note(nature.is_none(), Lacking::Nature);
            Err(lacking)
        }
    }
}

fn value(notice: &Notice) -> Option<Ore> {
    let amount = notice
        .value
        .as_ref()
        .filter(|amount| amount.currency.as_deref() == Some("SEK"))?;
    amount
        .hundredths()
        .and_then(|ore| u64::try_from(ore).ok())
        .map(Ore)
}

fn cut<const MAX: usize>(text: &str) -> Option<Text<MAX>> {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.chars().count() <= MAX {
        return Text::parse(&clean).ok();
    }
    let head: String = clean.chars().take(MAX - 1).collect();
    Text::parse(&format!("{}…", head.trim_end())).ok()
}

const fn nature_of(nature: &Nature) -> model::Nature {
    match nature {
        Nature::Works => model::Nature::Works,
        Nature::Supplies => model::Nature::Supplies,
        Nature::Services => model::Nature::Services,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::notice::{Amount, Format};

    fn whole() -> Notice {
        let mut notice = Notice::new(Format::Eforms);
        notice.notice_id = Some("2026/S 118-1".into());
        notice.title = Some("Ombyggnad\nav skola".into());
        notice.cpv_main = Some("45214200".into());
        notice.nature = Some(Nature::Works);
        notice.value = Amount::parse("38000000.50", Some("SEK")).ok();
        notice.deadline = Some("2026-12-01T23:59:00+01:00".into());
        notice
    }

    #[test]
    fn a_whole_notice_becomes_a_tender_with_the_same_id_each_time() {
        let tenant = TenantId::from(Uuid::nil());
        let tender = to_tender(tenant, &whole()).unwrap();
        assert_eq!(tender, to_tender(tenant, &whole()).unwrap());
        assert_eq!(tender.title.as_str(), "Ombyggnad av skola");
        assert_eq!(tender.value, Some(Ore(3_800_000_050)));
        assert_eq!(tender.deadline, Day::parse("2026-12-01").ok());
    }

    #[test]
    fn what_is_lacking_is_named_and_a_long_title_is_cut() {
        let tenant = TenantId::from(Uuid::nil());
        let mut notice = whole();
        notice.title = Some("å".repeat(201));
        assert_eq!(
            to_tender(tenant, &notice)
                .unwrap()
                .title
                .as_str()
                .chars()
                .count(),
            200
        );
        notice.title = None;
        notice.cpv_main = Some("4521".into());
        assert_eq!(
            to_tender(tenant, &notice),
            Err(vec![Lacking::Title, Lacking::CpvMain])
        );
    }
}
