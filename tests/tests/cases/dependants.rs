//! Commands that build on one which was refused or waits.

use std::ops::RangeInclusive;

use anyhow::{Context, Result, ensure};
use backend::accept::{self, Caller, Deps, judge_again, put_aside};
use backend::store::{SettledRow, StoreError};
use serde_json::Value;
use shared::command::{
    AwardTender, Command, GrantMembership, OfferSlot, RegisterSite, SetRequirement,
};
use shared::id::{ReplicaId, UserId};
use shared::model::{PlacesMonths, Role};
use shared::ordered::Set;
use shared::quantity::{Months, Places};
use shared::sync::envelope;
use shared::testing::cast::{id, said, today, user};
use shared::testing::replay::noon;
use shared::verdict::{Outcome, Parked, Verdict};
use shared::wire::Hash;
use tempfile::TempDir;
use tests::authority::{now, push_of, seal, tenant, tender, tender_id};
use uuid::Uuid;

use super::server;

/// A device that sends one command after another.
struct Device {
    user: UserId,
    replica: ReplicaId,
    sent: u64,
    last: Option<Hash>,
}

struct Story {
    deps: Deps,
    _folder: TempDir,
}

impl Device {
    fn new(user: UserId, number: u128) -> Self {
        let replica = Uuid::from_u128(number).into();
        Self {
            user,
            replica,
            sent: 0,
            last: None,
        }
    }

    fn seal(&mut self, command: impl Into<Command>) -> Result<Value> {
        self.sent += 1;
        let at = noon(today());
        let sealed = seal(command.into(), at, self.replica, self.sent, self.last)?;
        self.last = envelope::head(self.replica, &sealed).map(|head| head.hash);
        Ok(sealed)
    }
}

impl Story {
    async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let deps = server(folder.path()).await?;
        Ok(Self {
            deps,
            _folder: folder,
        })
    }

    async fn say(&self, device: &mut Device, commands: Vec<Command>) -> Result<Vec<Outcome>> {
        let mut batch = Vec::new();
        for command in commands {
            batch.push(device.seal(command)?);
        }
        let mut push = push_of(device.replica, Value::Null);
        push.batch = batch;
        let caller = Caller {
            tenant: tenant(),
            user: device.user,
        };
        let reply = accept::push(&self.deps, caller, now(today()), push).await?;
        let outcomes = reply.verdicts.into_iter().map(|verdict| verdict.outcome);
        Ok(outcomes.collect())
    }

    async fn verdict(&self, device: &Device, no: i64) -> Result<Verdict> {
        let replica = device.replica.uuid();
        let row = backend::store::read::<_, StoreError, _>(&*self.deps.store, move |tx| {
            Box::pin(async move { tx.verdict(tenant(), replica, no).await })
        });
        let row = row.await?.context("no verdict")?;
        Ok(serde_json::from_str(&row.body)?)
    }

    async fn ensure(
        &self,
        device: &Device,
        numbers: RangeInclusive<i64>,
        is: impl Fn(&Outcome) -> bool,
    ) -> Result<()> {
        for no in numbers {
            let verdict = self.verdict(device, no).await?;
            ensure!(is(&verdict.outcome), "{no}: {:?}", verdict.outcome);
        }
        Ok(())
    }

    async fn again(&self, device: &Device, no: i64) -> Result<Verdict> {
        let seen = self.verdict(device, no).await?.no;
        let place = (device.replica.uuid(), no, seen);
        let again = judge_again(&self.deps, tenant(), now(today()), place);
        let (verdict, _is_new) = again.await?.context("not judged")?;
        Ok(verdict)
    }
}

fn requirement(number: u128, tender: usize) -> Result<Command> {
    let set = SetRequirement {
        requirement: Uuid::from_u128(7_000 + number).into(),
        tender: tender_id(tender).into(),
        lot: None,
        terms: PlacesMonths {
            places: Places::parse(2)?,
            months_each: Months::parse(4)?,
            first_start_by: today().plus_days(90),
        },
    };
    Ok(set.into())
}

fn award(tender: usize) -> Command {
    let award = AwardTender {
        tender: tender_id(tender).into(),
        contractor: id("org Norrbygg"),
        on: today(),
    };
    award.into()
}

fn right(person: UserId, membership: u128) -> Command {
    let grant = GrantMembership {
        membership: Uuid::from_u128(membership).into(),
        user: person,
        name: said("Nils Ny"),
        organisation: id("org Kommunen"),
        role: Role::Procurement,
        sites: Set::new(),
        from: today(),
        to: None,
    };
    grant.into()
}

const fn is_applied(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Applied { .. })
}

const fn is_rejected(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Rejected { .. })
}

fn waits_for(no: u64) -> impl Fn(&Outcome) -> bool {
    let why = Parked::DependsOn { no };
    move |outcome| *outcome == Outcome::Parked { why: why.clone() }
}

/// Nobody has given Nils his right yet.
async fn refused(story: &Story) -> Result<Device> {
    let mut nils = Device::new(Uuid::from_u128(501).into(), 601);
    let said = vec![
        tender(1)?.into(),
        requirement(1, 1)?,
        award(1),
        requirement(2, 2)?,
    ];
    let outcomes = story.say(&mut nils, said).await?;
    ensure!(is_rejected(&outcomes[0]), "{outcomes:?}");
    ensure!(outcomes[1..3].iter().all(waits_for(1)), "{outcomes:?}");
    ensure!(is_rejected(&outcomes[3]), "of another tender: {outcomes:?}");
    Ok(nils)
}

#[tokio::test]
async fn case_08_what_builds_on_a_refused_command_goes_through_with_it() -> Result<()> {
    let story = Story::new().await?;
    let nils = refused(&story).await?;
    let again = story.again(&nils, 1).await?;
    ensure!(is_rejected(&again.outcome), "{again:?}");
    story.ensure(&nils, 2..=3, waits_for(1)).await?;
    let mut agda = Device::new(user("Agda"), 602);
    let outcomes = story.say(&mut agda, vec![right(nils.user, 700)]).await?;
    ensure!(is_applied(&outcomes[0]), "{outcomes:?}");
    let again = story.again(&nils, 1).await?;
    ensure!(is_applied(&again.outcome), "{again:?}");
    story.ensure(&nils, 1..=3, is_applied).await?;
    // What comes now is judged by itself.
    story.ensure(&nils, 4..=4, is_rejected).await
}

#[tokio::test]
async fn what_builds_on_it_goes_through_when_another_device_has_made_the_row() -> Result<()> {
    let story = Story::new().await?;
    let nils = refused(&story).await?;
    let mut agda = Device::new(user("Agda"), 602);
    story.say(&mut agda, vec![right(nils.user, 700)]).await?;
    let mut per = Device::new(user("Per"), 603);
    let outcomes = story.say(&mut per, vec![tender(1)?.into()]).await?;
    ensure!(is_applied(&outcomes[0]), "{outcomes:?}");
    story.ensure(&nils, 2..=3, is_applied).await?;
    story.ensure(&nils, 1..=1, is_rejected).await
}

#[tokio::test]
async fn what_waits_for_it_is_refused_when_it_is_put_aside() -> Result<()> {
    let story = Story::new().await?;
    let nils = refused(&story).await?;
    let row = SettledRow {
        tenant: tenant(),
        replica: nils.replica.uuid(),
        cmd_no: 1,
        no: story.verdict(&nils, 1).await?.no,
        how: "told".to_owned(),
        by: user("Karin").uuid(),
        at: 0,
    };
    put_aside(&story.deps, now(today()), row).await?;
    story.ensure(&nils, 1..=3, is_rejected).await
}

#[tokio::test]
async fn more_wait_than_one_commit_judges() -> Result<()> {
    let story = Story::new().await?;
    let mut nils = Device::new(Uuid::from_u128(501).into(), 601);
    story.say(&mut nils, vec![tender(1)?.into()]).await?;
    for batch in 0..3 {
        let many = (0..150).map(|n| requirement(10 + batch * 150 + n, 1));
        let outcomes = story.say(&mut nils, many.collect::<Result<_>>()?).await?;
        ensure!(outcomes.iter().all(waits_for(1)), "{outcomes:?}");
    }
    let mut agda = Device::new(user("Agda"), 602);
    story.say(&mut agda, vec![right(nils.user, 700)]).await?;
    let again = story.again(&nils, 1).await?;
    ensure!(is_applied(&again.outcome), "{again:?}");
    story.ensure(&nils, 1..=451, is_applied).await
}

#[tokio::test]
async fn a_right_that_waits_is_given_by_hand_only() -> Result<()> {
    let story = Story::new().await?;
    let mut agda = Device::new(user("Agda"), 602);
    let mut nobody = Device::new(Uuid::from_u128(502).into(), 604);
    // The right is refused, and so is what ends it.
    let ended = shared::command::EndMembership {
        membership: Uuid::from_u128(701).into(),
        on: today().plus_days(3),
    };
    let person = nobody.user;
    let said = vec![right(person, 701), ended.into()];
    let outcomes = story.say(&mut nobody, said).await?;
    ensure!(is_rejected(&outcomes[0]), "{outcomes:?}");
    ensure!(waits_for(1)(&outcomes[1]), "{outcomes:?}");
    let outcomes = story.say(&mut agda, vec![right(person, 701)]).await?;
    ensure!(is_applied(&outcomes[0]), "{outcomes:?}");
    story.ensure(&nobody, 2..=2, waits_for(1)).await
}

fn site(number: u128, host: &str) -> Command {
    let register = RegisterSite {
        site: Uuid::from_u128(8_000 + number).into(),
        contract: id("contract Skolan"),
        name: said(&format!("Plats {number}")),
        host: id(&format!("org {host}")),
        host_name: said(host),
    };
    register.into()
}

fn offer(number: u128) -> Command {
    let offer = OfferSlot {
        slot: id("Skolan 4"),
        site: Uuid::from_u128(8_000 + number).into(),
        trade: said("Snickare"),
        from: today(),
    };
    offer.into()
}

/// Two sites whose host takes no part in the contract, and the same slot offered at one after the other.
async fn two_sites(story: &Story) -> Result<Device> {
    let mut karin = Device::new(user("Karin"), 605);
    let all = vec![site(1, "Ostbygg"), site(2, "Ostbygg"), offer(1), offer(2)];
    let outcomes = story.say(&mut karin, all).await?;
    ensure!(outcomes[..2].iter().all(is_rejected), "{outcomes:?}");
    ensure!(
        waits_for(1)(&outcomes[2]) && waits_for(2)(&outcomes[3]),
        "{outcomes:?}"
    );
    Ok(karin)
}

#[tokio::test]
async fn what_waited_does_not_undo_what_its_author_said_after_it() -> Result<()> {
    let story = Story::new().await?;
    let karin = two_sites(&story).await?;
    let mut other = Device::new(user("Karin"), 606);
    let outcomes = story.say(&mut other, vec![site(2, "Norrbygg")]).await?;
    ensure!(is_applied(&outcomes[0]), "{outcomes:?}");
    story.ensure(&karin, 4..=4, is_applied).await?;
    story.say(&mut other, vec![site(1, "Norrbygg")]).await?;
    story.ensure(&karin, 3..=3, waits_for(1)).await?;
    // By hand it is.
    let again = story.again(&karin, 3).await?;
    ensure!(is_applied(&again.outcome), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn what_waited_is_done_in_the_order_in_which_it_was_said() -> Result<()> {
    let story = Story::new().await?;
    let karin = two_sites(&story).await?;
    let mut other = Device::new(user("Karin"), 606);
    let both = vec![site(2, "Norrbygg"), site(1, "Norrbygg")];
    story.say(&mut other, both).await?;
    story.ensure(&karin, 3..=4, is_applied).await?;
    let first = story.verdict(&karin, 3).await?.seq;
    ensure!(first < story.verdict(&karin, 4).await?.seq, "{first:?}");
    Ok(())
}

#[tokio::test]
async fn what_waited_and_was_put_aside_is_not_done_any_more() -> Result<()> {
    let story = Story::new().await?;
    let karin = two_sites(&story).await?;
    let row = SettledRow {
        tenant: tenant(),
        replica: karin.replica.uuid(),
        cmd_no: 3,
        no: story.verdict(&karin, 3).await?.no,
        how: "mended".to_owned(),
        by: user("Agda").uuid(),
        at: 0,
    };
    put_aside(&story.deps, now(today()), row).await?;
    let mut other = Device::new(user("Karin"), 606);
    story.say(&mut other, vec![site(1, "Norrbygg")]).await?;
    story.ensure(&karin, 3..=3, waits_for(1)).await
}

#[tokio::test]
async fn whoever_may_not_do_it_is_not_told_when_the_row_comes() -> Result<()> {
    let story = Story::new().await?;
    let nils = refused(&story).await?;
    let before = story.verdict(&nils, 2).await?;
    let mut per = Device::new(user("Per"), 603);
    let outcomes = story.say(&mut per, vec![tender(1)?.into()]).await?;
    ensure!(is_applied(&outcomes[0]), "{outcomes:?}");
    ensure!(story.verdict(&nils, 2).await? == before);
    // Nor is it by what comes of the next one.
    let mut nils = nils;
    let outcomes = story.say(&mut nils, vec![requirement(3, 1)?]).await?;
    ensure!(outcomes.iter().all(waits_for(1)), "{outcomes:?}");
    Ok(())
}
