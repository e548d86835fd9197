//! Notes something to do about a placement, by a day.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{PlacementId, TaskId};
use crate::model::{Entity, Key, Kind, Task, TaskState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::text::ShortText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddTask {
    /// New id.
    pub task: TaskId,
    /// About this placement.
    pub placement: PlacementId,
    /// What is to be done.
    pub title: ShortText,
    /// By this day.
    pub due: Day,
}

impl AddTask {
    fn is_same(&self, task: &Task) -> bool {
        task.placement == self.placement && task.title == self.title && task.due == self.due
    }
}

impl Act for AddTask {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
        needs.push(Need::Row(Key::new(Kind::Task, self.task)));
        needs.push(Need::Under(Kind::Task, self.placement.uuid()));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Task, self.task)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        rules::placement(view.rows(), self.placement)?;
        match find::task(view.rows(), self.task) {
            Some(known) if self.is_same(known) => Ok(()),
            Some(_) => Err(Refusal::AlreadyExists { kind: Kind::Task }),
            None => {
                let max = Task::OF_PLACEMENT_MAX;
                meeting_rules::has_room(view.rows(), Kind::Task, self.placement, max)
            }
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let placement = find::placement(rows, self.placement);
        if let (Some(placement), None) = (placement, find::task(rows, self.task)) {
            let task = Task {
                placement: self.placement,
                candidate: placement.candidate,
                title: self.title.clone(),
                due: self.due,
                by: ctx.actor,
                state: TaskState::Open,
            };
            out.put(Entity::new(self.task, task));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::CompleteTask;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn add(of: &str, words: &str) -> AddTask {
        AddTask {
            task: id("task"),
            placement: placement(of),
            title: said(words),
            due: day("2026-03-20"),
        }
    }
    fn done(of: &str) -> CompleteTask {
        CompleteTask {
            task: id("task"),
            placement: placement(of),
        }
    }

    #[test]
    fn the_case_circle_notes_a_task_and_does_it() {
        let world = World::cast();
        let no = || Comes::Refused(Refusal::NotAllowed);
        for who in ["Henrik", "Malin", "Karin", "Nora", "Stig"] {
            check(&world, who, DAY, add("Amina", "Ring tolken"), no());
        }
        check(
            &world,
            "Hanna",
            DAY,
            add("Amina", "Ring tolken"),
            Comes::Applied,
        );
        let world = world.given("Hanna", DAY, add("Amina", "Ring tolken"));
        check(&world, "Stig", DAY, done("Amina"), no());
        check(&world, "Hanna", DAY, done("Amina"), Comes::Applied);
        let kind = Kind::Task;
        check(
            &world,
            "Hanna",
            DAY,
            done("Bilal"),
            Comes::Refused(Refusal::NotFound { kind }),
        );
        let over = world.given("Hanna", DAY, done("Amina"));
        check(&over, "Hanna", DAY, done("Amina"), Comes::Duplicate);
        check(
            &over,
            "Hanna",
            DAY,
            add("Amina", "Ring tolken"),
            Comes::Duplicate,
        );
    }

    #[test]
    fn an_id_is_taken_once() {
        let world = World::cast().given("Hanna", DAY, add("Amina", "Ring tolken"));
        let kind = Kind::Task;
        let taken = || Comes::Refused(Refusal::AlreadyExists { kind });
        check(&world, "Hanna", DAY, add("Amina", "Ring chefen"), taken());
        check(&world, "Hanna", DAY, add("Bilal", "Ring tolken"), taken());
    }
}
