//! What lies on the disk: no trainee's name, wish, absence or note can be read in the database's files, wherever it went through
//! (entity, intake, audit, refused commands). And what a caseworker no longer reaches once the role has ended.

use std::path::Path;

use anyhow::Result;
use backend::accept::{self, Caller, Deps, execute_local};
use backend::store::{self, Store, StoreError};
use backend::vault::Vault;
use shared::command::{
    AddTask, AttestMonth, Command, CorrectAttendance, CorrectNote, EndMembership, RecordAttendance,
    RecordMeeting, RegisterCandidate, RegisterTender, SettleDay,
};
use shared::id::ReplicaId;
use shared::model::{AbsenceReason, Agreed, CpvCode, MeetingKind, Nature, Note, Protection};
use shared::scope::Scope;
use shared::sync::protocol::PullRequest;
use shared::testing::cast::{id, said, today, user};
use shared::testing::world::{absent, day, placement, present};
use shared::time::Day;
use shared::verdict::Verdict;
use shared::wire::{PROTO, SCHEMA};
use tests::authority::{begin, now, order, tenant};
use uuid::Uuid;

/// Words that stand in commands about trainees and nowhere else.
const HIDDEN: [&str; 13] = [
    "Kanariegiven",
    "Kanariefamilj",
    "Kanariealias",
    "Kanariewish",
    "Kanarienote",
    "Kanariereason",
    "Exempelsson",
    "child_care",
    "agency_activity",
    "Kanariemeeting",
    "Kanarieversion",
    "Kanarietask",
    "talk_of_job",
];

/// A word that is no secret: without it the search itself would prove nothing.
const OPEN: &str = "Kanarietender";

async fn ask(deps: &Deps, who: &str, on: &str, command: impl Into<Command>) -> Result<Verdict> {
    let order = order(user(who), day(on), command.into());
    let verdicts = execute_local(deps, now(today()), vec![order]).await?;
    Ok(verdicts[0].clone())
}

/// Everything that a trainee's life can put into words, applied and refused.
async fn story(deps: &Deps) -> Result<()> {
    const DAY: &str = "2026-02-10";
    let register = RegisterCandidate {
        candidate: id("Gull"),
        given_name: said("Kanariegiven"),
        family_name: said("Kanariefamilj"),
        alias: said("Kanariealias"),
        protection: Protection::Protected,
        caseworkers: shared::ordered::Set::from([user("Hanna")]),
        wants: Some(said("Kanariewish")),
        available_from: day(DAY),
    };
    let taken = RegisterCandidate {
        candidate: id("Amina"),
        ..register.clone()
    };
    let record = |attendance| RecordAttendance {
        placement: placement("Amina"),
        day: day(DAY),
        attendance,
        replaces: None,
    };
    let settle = SettleDay {
        placement: placement("Amina"),
        day: day(DAY),
        attendance: absent(AbsenceReason::ChildCare),
        note: said("Kanarienote"),
    };
    let attest = AttestMonth {
        placement: placement("Amina"),
        month: day(DAY).in_month(),
    };
    let correct = CorrectAttendance {
        placement: placement("Amina"),
        day: day(DAY),
        attendance: absent(AbsenceReason::AgencyActivity),
        reason: said("Kanariereason"),
    };
    let note = |words: &str| Note {
        agreed: [Agreed::TalkOfJob].into(),
        text: Some(said(words)),
        ..Note::default()
    };
    let meeting = RecordMeeting {
        meeting: id("meeting"),
        placement: placement("Amina"),
        kind: MeetingKind::Visit,
        on: day(DAY),
        note: note("Kanariemeeting"),
    };
    let corrected = CorrectNote {
        meeting: id("meeting"),
        placement: placement("Amina"),
        on: day(DAY),
        note: note("Kanarieversion"),
    };
    let task = AddTask {
        task: id("task"),
        placement: placement("Amina"),
        title: said("Kanarietask"),
        due: day(DAY),
    };
    let tender = RegisterTender {
        tender: id("open"),
        title: said(OPEN),
        reference: said("TN"),
        notice: None,
        cpv_main: CpvCode::parse("45214200")?,
        nature: Nature::Works,
        value: None,
        deadline: None,
    };
    let told: [(&str, &str, Command, &str); 13] = [
        ("Hanna", DAY, register.clone().into(), "applied"),
        ("Hanna", DAY, taken.into(), "rejected"),
        ("Nora", DAY, register.into(), "rejected"),
        ("Stig", DAY, record(present(480)).into(), "applied"),
        (
            "Hanna",
            DAY,
            record(absent(AbsenceReason::ChildCare)).into(),
            "applied",
        ),
        ("Hanna", DAY, settle.into(), "applied"),
        ("Stig", "2026-03-01", attest.into(), "applied"),
        ("Nora", "2026-03-01", correct.into(), "applied"),
        ("Hanna", DAY, meeting.clone().into(), "applied"),
        ("Stig", DAY, meeting.into(), "rejected"),
        ("Hanna", DAY, corrected.into(), "applied"),
        ("Hanna", DAY, task.into(), "applied"),
        ("Per", DAY, tender.into(), "applied"),
    ];
    for (who, on, command, expect) in told {
        let name = command.kind().name;
        let verdict = ask(deps, who, on, command).await?;
        assert_eq!(verdict.outcome.state(), expect, "{who} {name}: {verdict:?}");
    }
    Ok(())
}

/// How often a word stands in the files of a folder.
fn count(folder: &Path, word: &str) -> Result<usize> {
    let mut found = 0;
    for file in std::fs::read_dir(folder)? {
        let bytes = std::fs::read(file?.path())?;
        found += bytes
            .windows(word.len())
            .filter(|part| *part == word.as_bytes())
            .count();
    }
    Ok(found)
}

async fn open(folder: &Path) -> Result<Deps> {
    let store: std::sync::Arc<dyn Store> = store::open(None, folder).await?;
    let vault = Vault::open(folder)?;
    vault.bind(&*store).await?;
    Ok(Deps { store, vault })
}

#[tokio::test]
async fn no_word_about_a_trainee_can_be_read_on_the_disk() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = open(folder.path()).await?;
    begin(&deps).await?;
    story(&deps).await?;
    // Once while it runs, with what waits in the log beside the database, and once closed.
    for _ in 0..2 {
        assert!(
            count(folder.path(), OPEN)? > 0,
            "the search finds what is open"
        );
        for word in HIDDEN {
            assert_eq!(count(folder.path(), word)?, 0, "{word}");
        }
        deps.store.close().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_case_circle_is_closed_to_a_caseworker_whose_role_has_ended() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = open(folder.path()).await?;
    begin(&deps).await?;
    let cases = async |on: Day| -> Result<usize> {
        let caller = Caller {
            tenant: tenant(),
            user: user("Hanna"),
        };
        let request = PullRequest {
            proto: PROTO,
            schema: SCHEMA,
            epoch: None,
            replica_id: ReplicaId::from(Uuid::from_u128(9)),
            branches: Vec::new(),
            lacks_before: false,
            scopes: shared::ordered::Map::new(),
            verdicts_after: 0,
            need_digest: false,
            takes_whole: false,
            health: None,
        };
        let reply = accept::pull(&deps, caller, now(on), request).await?;
        let is_case = |scope: &&Scope| matches!(scope, Scope::Case(_));
        if on > today() {
            assert!(reply.scopes_new.is_empty(), "{:?}", reply.scopes_new);
        }
        Ok(reply.scopes_new.iter().filter(is_case).count())
    };
    assert_eq!(cases(today()).await?, 3);
    let end = EndMembership {
        membership: id("membership Hanna"),
        on: today(),
    };
    let verdict = ask(&deps, "Agda", "2026-03-16", end).await?;
    assert_eq!(verdict.outcome.state(), "applied");
    assert_eq!(cases(today()).await?, 3);
    assert_eq!(cases(today().plus_days(1)).await?, 0);
    Ok(())
}

/// What a caseworker is sent of one trainee's case circle, as text.
async fn case_of(deps: &Deps, trainee: &str) -> Result<String> {
    let caller = Caller {
        tenant: tenant(),
        user: user("Hanna"),
    };
    let scope = Scope::Case(id(trainee));
    let page = accept::snapshot_page(deps, caller, now(today()), scope, 0, "0").await?;
    Ok(serde_json::to_string(&page)?)
}

#[tokio::test]
async fn the_notes_and_tasks_of_an_erased_trainee_can_be_read_by_nobody() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = open(folder.path()).await?;
    begin(&deps).await?;
    story(&deps).await?;
    let words = ["Kanariemeeting", "Kanarieversion", "Kanarietask"];
    let told = case_of(&deps, "Amina").await?;
    assert!(words.iter().all(|word| told.contains(word)), "{told}");
    let amina: Uuid = id("Amina");
    store::write::<_, StoreError, _>(&*deps.store, move |tx| {
        Box::pin(async move { tx.erase_person_key(tenant(), amina, 1).await })
    })
    .await?;
    let told = case_of(&deps, "Amina").await?;
    assert!(!words.iter().any(|word| told.contains(word)), "{told}");
    Ok(())
}
