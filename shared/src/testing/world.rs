//! A story told as sentences: given what happened, when somebody asks, then this comes of it. Surprising choice: `check` holds
//! every case to more than its own sentence: a no changes nothing, the same said twice changes nothing, judging with exactly the
//! rows that the command needs comes to the same, and a device never refuses what the server takes.
use super::cast::{id, user};
use super::replay::{begin, noon};
use crate::command::{Command, Ctx, Executed, all_needs, execute_full, execute_partial, run_full};
use crate::id::{PlacementId, ReplicaId, UserId};
use crate::model::{AbsenceReason, Attendance, Body, Key, Kind, Membership, Sheet};
use crate::quantity::Minutes;
use crate::refusal::Refusal;
use crate::state::{Need, Rows, State, find};
use crate::time::{Day, Millis};
use crate::wire::CommandRef;

/// What comes of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comes {
    /// Done.
    Applied,
    /// It was so already.
    Duplicate,
    /// No.
    Refused(Refusal),
}

impl From<&Executed> for Comes {
    fn from(executed: &Executed) -> Self {
        match executed {
            Executed::Changed(_) => Self::Applied,
            Executed::Nothing => Self::Duplicate,
            Executed::Refused(refusal) => Self::Refused(refusal.clone()),
        }
    }
}

/// The rows and how many commands have been told.
#[derive(Clone, Debug)]
pub struct World {
    /// Rows.
    pub state: State,
    no: u64,
}

impl World {
    /// The invented municipality as `cast::beginning` leaves it.
    #[must_use]
    pub fn cast() -> Self {
        Self {
            state: begin(),
            no: 1_000,
        }
    }

    /// Somebody of the cast asks for something, at noon of a day.
    pub fn ask(&mut self, who: &str, on: &str, command: impl Into<Command>) -> Executed {
        self.no += 1;
        let ver = i64::try_from(self.no).unwrap_or(i64::MAX);
        let (cmd, at) = (self.last(), noon(day(on)));
        run_full(
            &mut self.state,
            &command.into(),
            user(who),
            cmd,
            at,
            60,
            ver,
        )
    }

    /// The same as part of the story: it must be applied.
    #[must_use]
    #[track_caller]
    pub fn given(mut self, who: &str, on: &str, command: impl Into<Command>) -> Self {
        let executed = self.ask(who, on, command);
        assert_eq!(Comes::from(&executed), Comes::Applied, "given by {who}");
        self
    }

    /// The number of the last command told.
    #[must_use]
    pub fn last(&self) -> CommandRef {
        CommandRef {
            replica: id::<ReplicaId>("replica"),
            no: self.no,
        }
    }

    /// The month sheet of a trainee's placement.
    #[must_use]
    #[track_caller]
    pub fn sheet(&self, trainee: &str, of: &str) -> Sheet {
        let month = day(of).in_month();
        let found = find::sheet(&self.state, Sheet::id_of(placement(trainee), month));
        let Some(sheet) = found else {
            panic!("no sheet of {trainee} in {month}")
        };
        sheet.clone()
    }
}

/// The rows that a server loads for a command, out of all.
#[must_use]
pub fn needed(all: &State, actor: UserId, command: &Command) -> State {
    let mut loaded = State::new();
    let mut asked = Vec::new();
    loop {
        let needs = all_needs(command, actor, &loaded);
        let new: Vec<Need> = needs.into_iter().filter(|n| !asked.contains(n)).collect();
        if new.is_empty() {
            return loaded;
        }
        for need in new {
            let rows = match need {
                Need::Row(key) => all.get(key).into_iter().collect(),
                Need::Under(kind, parent) => all.children(kind, parent),
            };
            for row in rows {
                loaded.put(row.clone());
            }
            asked.push(need);
        }
    }
}

/// The memberships of somebody among these rows.
#[must_use]
pub fn memberships(rows: &dyn Rows, actor: UserId) -> Vec<Membership> {
    let rows = rows.children(Kind::Membership, actor.uuid());
    let read = |row: &crate::model::Entity| match &row.body {
        Body::Membership(membership) => Some(membership.clone()),
        _ => None,
    };
    rows.into_iter().filter_map(read).collect()
}

/// Judges without writing: with all rows, with only those needed, and as a device that has all rows would.
#[must_use]
#[track_caller]
pub fn judge(
    state: &State,
    actor: UserId,
    cmd: CommandRef,
    at: Millis,
    command: &Command,
) -> Executed {
    let ctx = Ctx::new(actor, cmd, at, 60, memberships(state, actor));
    let judged = execute_full(command, &ctx, state);
    let loaded = needed(state, actor, command);
    let narrow = Ctx::new(actor, cmd, at, 60, memberships(&loaded, actor));
    assert_eq!(
        execute_full(command, &narrow, &loaded),
        judged,
        "the needs of {} miss a row",
        command.kind().name
    );
    let preview = execute_partial(command, &ctx, state);
    let is_kept = match (&preview, &judged) {
        (Executed::Refused(before), Executed::Refused(after)) => before == after,
        (Executed::Refused(_), Executed::Changed(_) | Executed::Nothing) => false,
        (Executed::Changed(_) | Executed::Nothing, Executed::Refused(_)) => true,
        (before, after) => before == after,
    };
    assert!(
        is_kept,
        "a device came to {preview:?}, the server to {judged:?}"
    );
    judged
}

/// When `who` asks on that day, this comes of it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a sentence names what comes, it does not borrow it"
)]
#[track_caller]
pub fn check(given: &World, who: &str, on: &str, command: impl Into<Command>, expect: Comes) {
    let command = command.into();
    let mut world = given.clone();
    let cmd = CommandRef {
        no: world.no + 1,
        ..world.last()
    };
    let judged = judge(&world.state, user(who), cmd, noon(day(on)), &command);
    assert_eq!(Comes::from(&judged), expect, "{who} on {on}");
    let before = world.state.clone();
    assert_eq!(world.ask(who, on, command.clone()), judged);
    if expect != Comes::Applied {
        assert_eq!(world.state, before, "a no changes nothing");
        return;
    }
    assert_ne!(world.state, before);
    let after = world.state.clone();
    let again = Comes::from(&world.ask(who, on, command.clone()));
    assert_eq!(world.state, after, "said twice changes nothing more");
    // What has been taken back cannot be taken back again; everything else is a fact that is there already.
    if command.kind().name != "retract_attendance" {
        assert_eq!(again, Comes::Duplicate, "said twice");
    }
}

/// A day.
#[must_use]
#[track_caller]
pub fn day(text: &str) -> Day {
    let Ok(day) = Day::parse(text) else {
        panic!("not a day: {text}")
    };
    day
}

/// A trainee's placement.
#[must_use]
pub fn placement(trainee: &str) -> PlacementId {
    id(&format!("placement {trainee}"))
}

/// A membership of the cast.
#[must_use]
pub fn membership_key(of: &str) -> Key {
    Key::new(
        Kind::Membership,
        id::<crate::id::MembershipId>(&format!("membership {of}")),
    )
}

/// Present for so long.
#[must_use]
#[track_caller]
pub fn present(minutes: i64) -> Attendance {
    let Ok(minutes) = Minutes::parse(minutes) else {
        panic!("not minutes: {minutes}")
    };
    Attendance::Present { minutes }
}

/// Away.
#[must_use]
pub const fn absent(reason: AbsenceReason) -> Attendance {
    Attendance::Absent { reason }
}
