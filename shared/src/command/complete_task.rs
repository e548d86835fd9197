//! A task is done. Who was first did it.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::{PlacementId, TaskId};
use crate::model::{Entity, Key, Kind, Task, TaskState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteTask {
    /// Which.
    pub task: TaskId,
    /// About this placement.
    pub placement: PlacementId,
}

impl CompleteTask {
    fn task<'a>(&self, rows: &'a dyn Rows) -> Option<&'a Task> {
        find::task(rows, self.task).filter(|task| task.placement == self.placement)
    }
}

impl Act for CompleteTask {
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
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = self.task(rows)
            && found.state == TaskState::Open
        {
            let mut task = found.clone();
            task.state = TaskState::Done {
                by: ctx.actor,
                at: ctx.at,
            };
            out.put(Entity::new(self.task, task));
        }
    }
}
