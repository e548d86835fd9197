//! A task that was said to be done is to be done after all. Who said so, and when, stays in the trail.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::{PlacementId, TaskId};
use crate::model::{Entity, Key, Kind, Task, TaskState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopenTask {
    /// Which.
    pub task: TaskId,
    /// About this placement.
    pub placement: PlacementId,
}

impl ReopenTask {
    fn task<'a>(&self, rows: &'a dyn Rows) -> Option<&'a Task> {
        find::task(rows, self.task).filter(|task| task.placement == self.placement)
    }
}

impl Act for ReopenTask {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
        needs.push(Need::Row(Key::new(Kind::Task, self.task)));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let found = self.task(view.rows());
        found
            .map(|_task| ())
            .ok_or(Refusal::NotFound { kind: Kind::Task })
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = self.task(rows)
            && found.state != TaskState::Open
        {
            let mut task = found.clone();
            task.state = TaskState::Open;
            out.put(Entity::new(self.task, task));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AddTask, CompleteTask};
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn reopen(of: &str) -> ReopenTask {
        ReopenTask {
            task: id("task"),
            placement: placement(of),
        }
    }
    fn noted() -> World {
        let add = AddTask {
            task: id("task"),
            placement: placement("Amina"),
            title: said("Ring tolken"),
            due: day("2026-03-20"),
        };
        World::cast().given("Hanna", DAY, add)
    }
    fn state(world: &World) -> TaskState {
        find::task(&world.state, id("task")).unwrap().state
    }

    #[test]
    fn the_case_circle_takes_up_again_what_was_done_and_does_it_once_more() {
        let done = CompleteTask {
            task: id("task"),
            placement: placement("Amina"),
        };
        let over = noted().given("Hanna", DAY, done.clone());
        for who in ["Henrik", "Malin", "Karin", "Nora", "Stig"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&over, who, DAY, reopen("Amina"), no);
        }
        check(&over, "Hanna", DAY, reopen("Amina"), Comes::Applied);
        let open = over.given("Hanna", DAY, reopen("Amina"));
        assert_eq!(state(&open), TaskState::Open);
        let over = open.given("Hanna", "2026-03-18", done);
        assert_eq!(state(&over).code(), "done");
    }

    #[test]
    fn what_is_open_stays_so_and_what_is_not_there_is_not_opened() {
        check(&noted(), "Hanna", DAY, reopen("Amina"), Comes::Duplicate);
        let kind = Kind::Task;
        let none = || Comes::Refused(Refusal::NotFound { kind });
        check(&World::cast(), "Hanna", DAY, reopen("Amina"), none());
        check(&noted(), "Hanna", DAY, reopen("Bilal"), none());
    }
}
