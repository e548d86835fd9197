//! What the case circle has to do about a placement: noted with a day, done with one touch.
use crate::view::*;
use shared::command::{AddTask, CompleteTask, ReopenTask};
use shared::id::{PlacementId, TaskId};
use shared::model::{Body, Kind, Task, TaskState};
use shared::state::{Rows as _, State};
use shared::time::Day;

use crate::components::{Form, draft, field, live_mark, submit, typed_field};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::dates;

/// Where links to this part lead.
pub const PART: &str = "#tasks";
/// Most done ones that are listed.
const DONE_MAX: usize = 20;

/// Tasks with their ids.
type Named = Vec<(TaskId, Task)>;

/// A placement's tasks: open ones by their day, then done ones, the latest first.
#[must_use]
pub fn tasks(state: &State, id: PlacementId) -> (Named, Named) {
    let (mut open, mut done) = (Vec::new(), Vec::new());
    for entity in state.children(Kind::Task, id.uuid()) {
        if let Body::Task(task) = &entity.body {
            let list = match task.state {
                TaskState::Open => &mut open,
                TaskState::Done { .. } => &mut done,
            };
            list.push((TaskId::from(entity.id), task.clone()));
        }
    }
    shared::ordered::sort_by(&mut open, |a, b| (a.1.due, a.0).cmp(&(b.1.due, b.0)));
    let at = |task: &Task| match task.state {
        TaskState::Open => shared::time::Millis(0),
        TaskState::Done { at, .. } => at,
    };
    shared::ordered::sort_by(&mut done, |a, b| (at(&b.1), b.0).cmp(&(at(&a.1), a.0)));
    (open, done)
}

/// Draws them.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let all = Live::new(move || replica.state().with(|state| tasks(state, id)));
    let list = move || {
        let today = replica.today().get();
        all.with(|(open, done)| {
            let none = open.is_empty().then(|| view! { <p class="muted">{word!(task.none)}</p> }.into_any());
            let rows = open.iter().map(|(task, body)| row(id, *task, body, today)).collect_view();
            let over = (!done.is_empty()).then(|| {
                let rows = done.iter().take(DONE_MAX).map(|(task, body)| over_row(id, *task, body));
                view! { <details><summary>{word!(task.done_list, count = done.len())}</summary><ul class="small muted">{rows.collect_view()}</ul></details> }.into_any()
            });
            view! { {none}<ul class="list">{rows}</ul>{over} }.into_any()
        })
    };
    view! {
        <section class="card" id="tasks" tabindex="-1"><h2>{word!(task.list)}</h2>{list}
            <details><summary>{word!(task.new)}</summary>{add(id)}</details></section>
    }
    .into_any()
}

fn row(id: PlacementId, task: TaskId, body: &Task, today: Day) -> AnyView {
    let replica = use_replica();
    let (title, day) = (body.title.to_string(), dates::date(body.due));
    let (tone, due) = if body.due < today {
        ("bad", word!(task.late, day = day))
    } else {
        ("plain", word!(task.by, day = day))
    };
    let label = word!(task.done_what, what = title.clone());
    let done = handler(move |_| {
        let answer = replica.dispatch(CompleteTask {
            task,
            placement: id,
        });
        leptos::task::spawn_local(async move { drop(answer.await) });
    });
    let key = shared::model::Key::new(Kind::Task, task);
    view! {
        <li class="list-row">
            <div><strong>{title}</strong><span class="small due" data-tone=tone>{due}</span></div>
            <div class="row">{live_mark(move || replica.record_state(key))}
                <button class="button" data-look="quiet" type="button" aria-label=label on:click=done>{word!(task.done)}</button></div>
        </li>
    }
    .into_any()
}

/// A done one, which can be taken up again.
fn over_row(id: PlacementId, task: TaskId, body: &Task) -> AnyView {
    let replica = use_replica();
    let title = body.title.to_string();
    let label = word!(task.again_what, what = title.clone());
    let again = handler(move |_| {
        let answer = replica.dispatch(ReopenTask {
            task,
            placement: id,
        });
        leptos::task::spawn_local(async move { drop(answer.await) });
    });
    view! { <li class="between"><span>{title}</span><button class="button" data-look="text" type="button" aria-label=label on:click=again>{word!(task.again)}</button></li> }.into_any()
}

fn add(id: PlacementId) -> AnyView {
    let form = Form::new().about(word!(help.task));
    let today = use_replica().today().get_untracked();
    let title = Var::new(String::new());
    let due = Var::new(today.plus_days(7).to_string());
    let kept = draft(format!("task {id}"), vec![("title", title), ("due", due)]);
    let send = move || {
        let mut read = Reader::new();
        let title = read.text::<200>("task-title", &title.get_untracked());
        let due = read.day("task-due", &due.get_untracked());
        let command = title.zip(due).map(|(title, due)| AddTask {
            task: ids::new(),
            placement: id,
            title,
            due,
        });
        form.send(read.finish(command), word!(task.added), move || {
            kept.clear()
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "task-title", title, word!(task.what), "")}
            {typed_field(form, "task-due", due, word!(task.due), "", "date", "off")}
        </div>
        {kept.mark()}
    };
    submit(form, word!(task.add), fields.into_any(), send)
}

#[cfg(test)]
mod tests {
    use shared::model::Entity;
    use shared::text::Text;
    use shared::time::Millis;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn open_tasks_stand_by_their_day_and_done_ones_apart() {
        let mut sample = Sample::running("2026-11-02");
        let by = sample.caseworker;
        let states = [
            TaskState::Open,
            TaskState::Open,
            TaskState::Done { by, at: Millis(5) },
        ];
        for ((number, due), state) in [(1, "2026-11-30"), (2, "2026-11-25"), (3, "2026-11-20")]
            .into_iter()
            .zip(states)
        {
            let task = Task {
                placement: sample.placement,
                candidate: sample.candidate,
                title: Text::parse("Ring").unwrap(),
                due: day(due),
                by,
                state,
            };
            sample
                .state
                .put(Entity::new(Uuid::from_u128(100 + number), task));
        }
        let (open, done) = tasks(&sample.state, sample.placement);
        let days: Vec<_> = open.iter().map(|(_, task)| task.due.to_string()).collect();
        assert_eq!(days, ["2026-11-25", "2026-11-30"]);
        assert_eq!(done.len(), 1);
    }
}
