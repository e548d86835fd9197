//! A long register: tenders by the thousand, invented, some with contracts; made by real commands on a server with the demo.
use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use shared::command::{AwardTender, Command, RegisterTender, SetRequirement, SignContract};
use shared::id::{ContractId, OrganisationId, RequirementId, TenderId, derived};
use shared::model::{CpvCode, Nature, PlacesMonths};
use shared::quantity::{Months, Ore, Places};
use shared::state::State;
use shared::text::Text;
use shared::time::Day;
use shared::verdict::Outcome;
use uuid::Uuid;

use crate::pusher::Pusher;

/// Commands of one push.
const BATCH: u64 = 150;
/// Every so many tenders is awarded and has a contract.
const WITH_CONTRACT: usize = 10;
const WORKS: [&str; 12] = [
    "Ombyggnad",
    "Äldreboende",
    "Lokalvård",
    "Gång- och cykelväg",
    "Österängens park",
    "Åtgärder på bro",
    "Skolskjuts",
    "Tillbyggnad",
    "Markarbeten",
    "Måltider",
    "Underhåll av vägar",
    "Övergångsställen",
];
const PLACES: [&str; 10] = [
    "Älvdalen",
    "Östbyn",
    "Åsen",
    "Norrvik",
    "Söderby",
    "Lövåsen",
    "Zinkgruvan",
    "Bäckforsen",
    "Ekängen",
    "Vinterviken",
];

/// Registers so many tenders as the demo's procurement officer.
///
/// # Errors
/// When the server does not apply one of the commands.
pub async fn fill(server: &str, count: usize) -> Result<()> {
    let login = ("upphandlare", PASSWORD);
    let mut device = Pusher::sign_in(server, login, Uuid::now_v7(), State::new(), &[]).await?;
    for number in 0..count {
        for command in tender(number)? {
            device.seal(&command)?;
        }
    }
    let made = device.made();
    let mut first = 1;
    while first <= made {
        let last = (first + BATCH - 1).min(made);
        let reply = device
            .push(server, first..=last)
            .await?
            .context("no answer")?;
        for verdict in &reply.verdicts {
            let is_applied = matches!(verdict.outcome, Outcome::Applied { .. });
            ensure!(
                is_applied,
                "command {}: {:?}",
                verdict.cmd_no,
                verdict.outcome
            );
        }
        first = last + 1;
    }
    Ok(())
}

fn text<const MAX: usize>(words: &str) -> Result<Text<MAX>> {
    Text::parse(words)
        .ok()
        .with_context(|| format!("a text that does not fit: {words}"))
}

fn tender(number: usize) -> Result<Vec<Command>> {
    let pick = |list: &[&'static str], by: usize| {
        list.get(number / by % list.len())
            .copied()
            .unwrap_or_default()
    };
    // Not in order: what is sorted is to have something to do.
    let scattered = number * 7919 % 10_007;
    let title = format!("{} {} {scattered}", pick(&WORKS, 1), pick(&PLACES, 12));
    let reference = format!("PROV 2026/{scattered}");
    let tender = TenderId::from(Uuid::now_v7());
    let day = Day::new(2026, 12, 1).ok().context("a day")?;
    let natures = [Nature::Works, Nature::Services, Nature::Supplies];
    let mut commands: Vec<Command> = vec![
        RegisterTender {
            tender,
            title: text(&title)?,
            reference: text(&reference)?,
            notice: None,
            cpv_main: CpvCode::parse("45214210").ok().context("cpv")?,
            nature: natures.get(number % 3).copied().context("nature")?,
            value: Some(Ore(scattered as u64 * 1_000_000)),
            deadline: Some(day.plus_days((scattered % 300) as i64)),
        }
        .into(),
    ];
    if number.is_multiple_of(WITH_CONTRACT) {
        commands.extend(contract(tender, &title, &reference)?);
    }
    Ok(commands)
}

fn contract(tender: TenderId, title: &str, reference: &str) -> Result<Vec<Command>> {
    let requirement = RequirementId::from(Uuid::now_v7());
    let contractor = OrganisationId::from(derived(&[b"fotfaste demo", b"organisation fjallbygg"]));
    let on = Day::new(2026, 9, 1).ok().context("a day")?;
    let terms = PlacesMonths {
        places: Places::parse(2).ok().context("places")?,
        months_each: Months::parse(4).ok().context("months")?,
        first_start_by: on.plus_days(200),
    };
    Ok(vec![
        SetRequirement {
            requirement,
            tender,
            lot: None,
            terms,
        }
        .into(),
        AwardTender {
            tender,
            contractor,
            on,
        }
        .into(),
        SignContract {
            contract: ContractId::from(Uuid::now_v7()),
            requirement,
            title: text(title)?,
            reference: text(reference)?,
            signed_on: on.plus_days(10),
            starts: on.plus_days(20),
            ends: on.plus_days(400),
            slots: vec![Uuid::now_v7().into(), Uuid::now_v7().into()],
        }
        .into(),
    ])
}
