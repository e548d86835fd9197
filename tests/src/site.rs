//! A site of four trainees beside the demo's, started ten days ago and nothing said of any day: the story's days fall in no
//! signed month, whatever today is.
use anyhow::{Context, Result, ensure};
use backend::app::day_in_sweden;
use backend::cli::demo::{PASSWORD, named};
use shared::command::{
    AwardTender, Command, EndPlacementEarly, GrantMembership, ObjectToDay, OfferSlot,
    PlanPlacement, RecordAttendance, RegisterCandidate, RegisterSite, RegisterTender,
    SetRequirement, SignContract, StartPlacement,
};
use shared::id::{
    CandidateId, ContractId, OrganisationId, PlacementId, RequirementId, SiteId, SlotId, TenderId,
    UserId,
};
use shared::model::{
    AbsenceReason, Attendance, CpvCode, EndReason, Nature, PlacesMonths, Protection, Role,
};
use shared::quantity::{Minutes, Months, Places};
use shared::state::State;
use shared::text::Text;
use shared::time::{Day, Millis};
use shared::verdict::Outcome;
use shared::wire::CommandRef;
use uuid::Uuid;

use crate::pusher::Pusher;

/// The site.
#[derive(Debug)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its contract.
    pub contract: ContractId,
    /// The trainees' placements.
    pub placements: Vec<PlacementId>,
    /// Their given names, in the same order.
    pub names: Vec<String>,
    /// Today in Sweden.
    pub today: Day,
    server: String,
}

fn new<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

fn text<const MAX: usize>(words: &str) -> Result<Text<MAX>> {
    Text::parse(words)
        .ok()
        .with_context(|| format!("a text that does not fit: {words}"))
}

fn today() -> Result<Day> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    Ok(day_in_sweden(Millis(i64::try_from(since.as_millis())?)))
}

/// Commands of one push.
const BATCH: u64 = 150;

/// Says it as one of the demo's people, in pushes of a size that the server takes; every command must be applied.
///
/// # Errors
/// When one is not.
pub async fn say(server: &str, login: &str, commands: Vec<Command>) -> Result<()> {
    say_on(Uuid::now_v7(), server, login, commands).await
}

/// The same from a new device that is named, whose commands are numbered from 1.
async fn say_on(replica: Uuid, server: &str, login: &str, commands: Vec<Command>) -> Result<()> {
    let mut device = Pusher::sign_in(server, (login, PASSWORD), replica, State::new(), &[]).await?;
    for command in &commands {
        device.seal(command)?;
    }
    let (made, mut first) = (device.made(), 1);
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
                "{login}, command {}: {:?}",
                verdict.cmd_no,
                verdict.outcome
            );
        }
        let count = usize::try_from(last + 1 - first)?;
        ensure!(
            reply.verdicts.len() == count,
            "{} verdicts of {count}",
            reply.verdicts.len()
        );
        first = last + 1;
    }
    Ok(())
}

impl Site {
    /// Makes it on a server with the demo: `count` trainees, `arbetsledare` as supervisor.
    ///
    /// # Errors
    /// When the server does not apply one of the commands.
    pub async fn make(server: &str, count: u16) -> Result<Self> {
        Self::begun(server, count, 10).await
    }

    /// The same, with trainees who started so many days ago.
    ///
    /// # Errors
    /// When the server does not apply one of the commands.
    pub async fn begun(server: &str, count: u16, ago: i64) -> Result<Self> {
        let today = today()?;
        let begun = today.plus_days(-ago);
        let (tender, requirement, contract): (TenderId, RequirementId, ContractId) =
            (new(), new(), new());
        let site: SiteId = new();
        let slots: Vec<SlotId> = (0..count).map(|_| new()).collect();
        let (from, to) = (begun, today.plus_days(80));
        let contractor: OrganisationId = named("organisation fjallbygg");
        let terms = PlacesMonths {
            places: Places::parse(i64::from(count)).ok().context("places")?,
            months_each: Months::parse(3).ok().context("months")?,
            first_start_by: today,
        };
        say(
            server,
            "upphandlare",
            vec![
                RegisterTender {
                    tender,
                    title: text("Om- och tillbyggnad av verkstaden")?,
                    reference: text("TEK 2026/901")?,
                    notice: None,
                    cpv_main: CpvCode::parse("45214210").ok().context("cpv")?,
                    nature: Nature::Works,
                    value: None,
                    deadline: None,
                }
                .into(),
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
                    on: begun.plus_days(-20),
                }
                .into(),
                SignContract {
                    contract,
                    requirement,
                    title: text("Verkstaden")?,
                    reference: text("TEK 2026/901")?,
                    signed_on: begun.plus_days(-15),
                    starts: begun.plus_days(-10),
                    ends: today.plus_days(200),
                    slots: slots.clone(),
                }
                .into(),
            ],
        )
        .await?;
        let mut office: Vec<Command> = vec![
            RegisterSite {
                site,
                contract,
                name: text("Verkstaden, gården")?,
                host: contractor,
                host_name: text("Fjällbygg AB")?,
            }
            .into(),
        ];
        for slot in &slots {
            office.push(
                OfferSlot {
                    slot: *slot,
                    site,
                    trade: text("Snickeri")?,
                    from: begun.plus_days(-5),
                }
                .into(),
            );
        }
        say(server, "avtal", office).await?;
        let grant = GrantMembership {
            membership: new(),
            user: named("user arbetsledare"),
            name: text("Maria Lind")?,
            organisation: contractor,
            role: Role::Supervisor,
            sites: [site].into(),
            from: begun.plus_days(-5),
            to: None,
        };
        say(server, "admin", vec![grant.into()]).await?;
        // A circle of two, so that one can read what the other wrote.
        let caseworker: UserId = named("user handlaggare");
        let colleague: UserId = named("user handlaggare2");
        let placements: Vec<PlacementId> = slots.iter().map(|_| new()).collect();
        let names: Vec<String> = (0..count).map(|n| format!("Prov{:02}", n + 1)).collect();
        let mut circle: Vec<Command> = Vec::new();
        for ((placement, slot), name) in placements.iter().zip(&slots).zip(&names) {
            let (placement, slot, candidate) = (*placement, *slot, new::<CandidateId>());
            circle.push(
                RegisterCandidate {
                    candidate,
                    given_name: text(name)?,
                    family_name: text("Testsson")?,
                    alias: text("Praktikant")?,
                    protection: Protection::None,
                    caseworkers: [caseworker, colleague].into(),
                    wants: None,
                    available_from: from,
                }
                .into(),
            );
            circle.push(
                PlanPlacement {
                    placement,
                    slot,
                    candidate,
                    starts: from,
                    ends: to,
                }
                .into(),
            );
            circle.push(
                StartPlacement {
                    placement,
                    on: from,
                }
                .into(),
            );
        }
        say(server, "handlaggare", circle).await?;
        Ok(Self {
            id: site,
            contract,
            placements,
            names,
            today,
            server: server.to_owned(),
        })
    }

    /// The caseworker ends the placement of the trainee with this number, from 0: its last day is `on`.
    ///
    /// # Errors
    /// When the server does not apply it.
    pub async fn end(&self, number: usize, on: Day) -> Result<()> {
        let placement = *self.placements.get(number).context("no such trainee")?;
        let command = EndPlacementEarly {
            placement,
            on,
            reason: EndReason::GotJob,
        };
        say(&self.server, "handlaggare", vec![command.into()]).await
    }

    /// The caseworker says that the trainee with this number, from 0, was away on a day.
    ///
    /// # Errors
    /// When the server does not apply it.
    pub async fn away(&self, number: usize, day: Day) -> Result<()> {
        let placement = *self.placements.get(number).context("no such trainee")?;
        let command = RecordAttendance {
            placement,
            day,
            attendance: Attendance::Absent {
                reason: AbsenceReason::Sick,
            },
            replaces: None,
        };
        say(&self.server, "handlaggare", vec![command.into()]).await
    }

    /// The supervisor says that the trainee with this number, from 0, was there for eight hours, and the trainee that it is not right.
    ///
    /// # Errors
    /// When the server does not apply it.
    pub async fn objected(&self, number: usize, day: Day) -> Result<()> {
        let placement = *self.placements.get(number).context("no such trainee")?;
        let replica = Uuid::now_v7();
        let minutes = Minutes::parse(480).ok().context("eight hours")?;
        let said = RecordAttendance {
            placement,
            day,
            attendance: Attendance::Present { minutes },
            replaces: None,
        };
        let to = CommandRef {
            replica: replica.into(),
            no: 1,
        };
        let objects = ObjectToDay { placement, day, to };
        let both = vec![said.into(), objects.into()];
        say_on(replica, &self.server, "arbetsledare", both).await
    }
}
