//! Every text that a command can carry holds every payload, said by people of the demo through the sync's own door.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use shared::command::{
    AddTask, AttestMonth, AwardTender, Command, CorrectAttendance, CorrectNote, EndPlacementEarly,
    GrantMembership, OfferSlot, PlanPlacement, RecordAttendance, RecordMeeting, RegisterCandidate,
    RegisterOrganisation, RegisterSite, RegisterTender, SetRequirement, SettleDay, SignContract,
    StartPlacement,
};
use shared::id::{
    CandidateId, ContractId, MeetingId, OrganisationId, PlacementId, RequirementId, SiteId, SlotId,
    TaskId, TenderId, UserId, derived,
};
use shared::model::{
    AbsenceReason, Attendance, CpvCode, EndReason, MeetingKind, Nature, Note, OrgNumber,
    OrganisationKind, PlacesMonths, Protection, Role,
};
use shared::quantity::{Minutes, Months, Places};
use shared::text::Text;
use shared::time::Day;
use tests::program::root;
use tests::site::{Site, say};
use uuid::Uuid;

/// The text fields of all commands, by file and field: each is filled below, and so are the notes of meetings, which lie deeper. A new one
/// is a line here and in `fill`; a test says so.
pub const FILLED: &[&str] = &[
    "add_task.title",
    "correct_attendance.reason",
    "grant_membership.name",
    "offer_slot.trade",
    "register_candidate.alias",
    "register_candidate.family_name",
    "register_candidate.given_name",
    "register_candidate.wants",
    "register_organisation.name",
    "register_site.host_name",
    "register_site.name",
    "register_tender.reference",
    "register_tender.title",
    "set_requirement.lot",
    "settle_day.note",
    "sign_contract.reference",
    "sign_contract.title",
];
/// Trainees on one site whose days are disputed and settled: ten days each.
const TRAINEES: u16 = 55;
const DAYS: usize = 10;
/// Slots of one contract.
const SLOTS: usize = 200;

/// What was made, for the screens that show it.
pub struct Stored {
    pub tenders: Vec<TenderId>,
    /// A tender whose contract is still to be signed.
    pub awarded: TenderId,
    pub contracts: Vec<ContractId>,
    pub placements: Vec<PlacementId>,
    /// Sites that `arbetsledare` leads.
    pub sites: Vec<SiteId>,
    /// Placements with settled and corrected days.
    pub sheets: Vec<PlacementId>,
    pub today: Day,
}

/// Every text field of a command is filled by somebody.
pub fn ensure_all_fields_are_filled() -> Result<()> {
    let folder = root().join("shared/src/command");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let fields = text.lines().filter_map(|line| {
            let (field, kind) = line.trim().strip_prefix("pub ")?.split_once(": ")?;
            let is_text = ["ShortText", "LongText", "Text<"]
                .iter()
                .any(|text| kind.contains(text));
            (is_text && !field.contains('(')).then(|| format!("{name}.{field}"))
        });
        found.extend(fields);
    }
    let known: BTreeSet<String> = FILLED.iter().map(|field| (*field).to_owned()).collect();
    let missing: Vec<_> = found.symmetric_difference(&known).collect();
    ensure!(
        missing.is_empty(),
        "fill {missing:?} with payloads (or take them out) in tests/tests/payloads/store.rs"
    );
    Ok(())
}

fn new<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

fn demo<T: From<Uuid>>(name: &str) -> T {
    T::from(derived(&[b"fotfaste demo", name.as_bytes()]))
}

fn text<const MAX: usize>(words: &str) -> Result<Text<MAX>> {
    let text = Text::parse(words).ok();
    text.with_context(|| format!("a text that does not fit: {words}"))
}

fn some<T, E>(value: std::result::Result<T, E>) -> Result<T> {
    value.ok().context("a value that does not fit")
}

fn terms(places: usize, by: Day) -> Result<PlacesMonths> {
    Ok(PlacesMonths {
        places: some(Places::parse(i64::try_from(places)?))?,
        months_each: some(Months::parse(3))?,
        first_start_by: by,
    })
}

struct Office {
    procurement: Vec<Command>,
    contracts: Vec<Command>,
    today: Day,
    contractor: OrganisationId,
}

impl Office {
    /// A tender with its requirement, awarded.
    fn award(&mut self, title: &str) -> Result<TenderId> {
        self.tender(title, 1).map(|(tender, _)| tender)
    }

    fn tender(&mut self, title: &str, places: usize) -> Result<(TenderId, RequirementId)> {
        let (tender, requirement) = (new(), new());
        self.procurement.extend::<[Command; 3]>([
            RegisterTender {
                tender,
                title: text(title)?,
                reference: text(title)?,
                notice: None,
                cpv_main: some(CpvCode::parse("45214210"))?,
                nature: Nature::Works,
                value: None,
                deadline: None,
            }
            .into(),
            SetRequirement {
                requirement,
                tender,
                lot: Some(text(title)?),
                terms: terms(places, self.today)?,
            }
            .into(),
            AwardTender {
                tender,
                contractor: self.contractor,
                on: self.today.plus_days(-30),
            }
            .into(),
        ]);
        Ok((tender, requirement))
    }

    /// A tender and its contract with so many slots, at one site, all offered.
    fn contract(
        &mut self,
        title: &str,
        places: usize,
    ) -> Result<(TenderId, ContractId, SiteId, Vec<SlotId>)> {
        let (tender, requirement) = self.tender(title, places)?;
        let (contract, site, today): (ContractId, SiteId, Day) = (new(), new(), self.today);
        let slots: Vec<SlotId> = (0..places).map(|_| new()).collect();
        let sign = SignContract {
            contract,
            requirement,
            title: text(title)?,
            reference: text(title)?,
            signed_on: today.plus_days(-25),
            starts: today.plus_days(-20),
            ends: today.plus_days(200),
            slots: slots.clone(),
        };
        self.procurement.push(sign.into());
        let register = RegisterSite {
            site,
            contract,
            name: text(title)?,
            host: self.contractor,
            host_name: text(title)?,
        };
        self.contracts.push(register.into());
        for slot in &slots {
            let offer = OfferSlot {
                slot: *slot,
                site,
                trade: text(title)?,
                from: today.plus_days(-15),
            };
            self.contracts.push(offer.into());
        }
        Ok((tender, contract, site, slots))
    }
}

/// Fills a server with the demo.
pub async fn fill(here: &str, payloads: &[String]) -> Result<Stored> {
    let sheets = Site::make(here, TRAINEES).await?;
    let today = sheets.today;
    let contractor: OrganisationId = demo("organisation fjallbygg");
    let mut office = Office {
        procurement: Vec::new(),
        contracts: Vec::new(),
        today,
        contractor,
    };
    let mut stored = Stored {
        tenders: Vec::new(),
        awarded: office.award("To be signed")?,
        contracts: Vec::new(),
        placements: Vec::new(),
        sites: vec![sheets.id],
        sheets: sheets.placements.clone(),
        today,
    };
    for payload in payloads {
        let (tender, contract, _, _) = office.contract(payload, 1)?;
        stored.tenders.push(tender);
        stored.contracts.push(contract);
    }
    // Trainees of such names, on few sites, so that a tablet lists them.
    let mut slots = Vec::new();
    for part in payloads.chunks(SLOTS) {
        let title = part.first().context("no payload")?;
        let (_, _, site, more) = office.contract(title, part.len())?;
        stored.sites.push(site);
        slots.extend(more);
    }
    say(here, "upphandlare", office.procurement).await?;
    say(here, "avtal", office.contracts).await?;
    say(here, "avtal", organisations(payloads)?).await?;
    say(here, "admin", memberships(payloads, &stored.sites, today)?).await?;
    let (people, placements) = trainees(payloads, &slots, today)?;
    stored.placements = placements;
    say(here, "handlaggare", people).await?;
    days(here, payloads, &sheets).await?;
    Ok(stored)
}

fn organisations(payloads: &[String]) -> Result<Vec<Command>> {
    let number = |n: usize| {
        let first = format!("55{:07}", 6_000_000 + n);
        let numbers = (0..10).map(|check| OrgNumber::parse(&format!("{first}{check}")));
        let mut valid = numbers.filter_map(std::result::Result::ok);
        valid.next().context("no number")
    };
    let each = payloads.iter().enumerate().map(|(n, payload)| {
        Ok(RegisterOrganisation {
            organisation: new(),
            name: text(payload)?,
            number: number(n)?,
            kind: OrganisationKind::Contractor,
        }
        .into())
    });
    each.collect()
}

fn memberships(payloads: &[String], sites: &[SiteId], today: Day) -> Result<Vec<Command>> {
    let grant = |user: &str, name: &str, organisation: &str, role, sites: &[SiteId]| {
        Ok(GrantMembership {
            membership: new(),
            user: demo::<UserId>(&format!("user {user}")),
            name: text(name)?,
            organisation: demo(&format!("organisation {organisation}")),
            role,
            sites: sites.iter().copied().collect(),
            from: today.plus_days(-15),
            to: None,
        }
        .into())
    };
    let mut all = vec![grant(
        "arbetsledare",
        "Maria Lind",
        "fjallbygg",
        Role::Supervisor,
        sites,
    )];
    all.extend(
        payloads
            .iter()
            .map(|payload| grant("handlaggare2", payload, "storsjo", Role::Caseworker, &[])),
    );
    all.into_iter().collect()
}

fn trainees(
    payloads: &[String],
    slots: &[SlotId],
    today: Day,
) -> Result<(Vec<Command>, Vec<PlacementId>)> {
    let mut all: Vec<Command> = Vec::new();
    let mut placements = Vec::new();
    for (payload, slot) in payloads.iter().zip(slots) {
        let (candidate, placement): (CandidateId, PlacementId) = (new(), new());
        let starts = today.plus_days(-10);
        all.push(
            RegisterCandidate {
                candidate,
                given_name: text(payload)?,
                family_name: text(payload)?,
                alias: text(payload)?,
                protection: Protection::None,
                caseworkers: [demo::<UserId>("user handlaggare")].into(),
                wants: Some(text(payload)?),
                available_from: starts,
            }
            .into(),
        );
        all.push(
            PlanPlacement {
                placement,
                slot: *slot,
                candidate,
                starts,
                ends: today.plus_days(80),
            }
            .into(),
        );
        all.push(
            StartPlacement {
                placement,
                on: starts,
            }
            .into(),
        );
        let (meeting, task): (MeetingId, TaskId) = (new(), new());
        let note = |words: &str| {
            Ok::<_, anyhow::Error>(Note {
                present: [].into(),
                trainee: None,
                work: None,
                supervision: None,
                agreed: [].into(),
                text: Some(text(words)?),
            })
        };
        all.push(
            RecordMeeting {
                meeting,
                placement,
                kind: MeetingKind::Visit,
                on: starts,
                note: note(payload)?,
            }
            .into(),
        );
        all.push(
            CorrectNote {
                meeting,
                placement,
                on: starts,
                note: note(&format!("2 {payload}"))?,
            }
            .into(),
        );
        all.push(
            AddTask {
                task,
                placement,
                title: text(payload)?,
                due: today,
            }
            .into(),
        );
        placements.push(placement);
    }
    Ok((all, placements))
}

/// Disputed, settled with a note; then the placements end, their month is attested, and days are corrected with a reason.
async fn days(here: &str, payloads: &[String], site: &Site) -> Result<()> {
    let here_all_day = Attendance::Present {
        minutes: some(Minutes::parse(480))?,
    };
    let away = Attendance::Absent {
        reason: AbsenceReason::Sick,
    };
    let record = |(placement, day), attendance| {
        Command::from(RecordAttendance {
            placement,
            day,
            attendance,
            replaces: None,
        })
    };
    let all = site.placements.iter().flat_map(|placement| {
        (1..=DAYS).map(|back| {
            (
                *placement,
                site.today.plus_days(-i64::try_from(back).unwrap_or(1)),
            )
        })
    });
    let all: Vec<(PlacementId, Day)> = all.take(payloads.len()).collect();
    ensure!(
        all.len() == payloads.len(),
        "{} days are too few",
        all.len()
    );
    say(
        here,
        "arbetsledare",
        all.iter().map(|day| record(*day, here_all_day)).collect(),
    )
    .await?;
    say(
        here,
        "handlaggare",
        all.iter().map(|day| record(*day, away)).collect(),
    )
    .await?;
    let settled = all.iter().zip(payloads).map(|((placement, day), payload)| {
        Ok(SettleDay {
            placement: *placement,
            day: *day,
            attendance: here_all_day,
            note: text(payload)?,
        }
        .into())
    });
    say(here, "handlaggare", settled.collect::<Result<_>>()?).await?;
    let (today, month) = (site.today, site.today.in_month());
    let ended = site.placements.iter().map(|placement| {
        EndPlacementEarly {
            placement: *placement,
            on: today,
            reason: EndReason::GotJob,
        }
        .into()
    });
    say(here, "handlaggare", ended.collect()).await?;
    let attested = site.placements.iter().map(|placement| {
        AttestMonth {
            placement: *placement,
            month,
        }
        .into()
    });
    say(here, "arbetsledare", attested.collect()).await?;
    // The same day again and again, each time another way than before.
    let each = payloads.len().div_ceil(site.placements.len());
    let corrected = payloads.iter().enumerate().map(|(n, payload)| {
        Ok(CorrectAttendance {
            placement: *site.placements.get(n / each).context("no placement")?,
            day: today,
            attendance: if (n % each).is_multiple_of(2) {
                here_all_day
            } else {
                away
            },
            reason: text(payload)?,
        }
        .into())
    });
    say(here, "handlaggare", corrected.collect::<Result<_>>()?).await
}
