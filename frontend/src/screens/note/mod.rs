//! A note of a visit, a call or a three-party meeting: nearly all of it by touch, so that it is written before one leaves the site.
//! What is typed is kept as a draft at once. A correction is a new version; nothing is overwritten.
pub mod model;

use crate::view::*;
use shared::command::{Command, CorrectNote, PlanMeeting, RecordMeeting};
use shared::id::{MeetingId, PlacementId};
use shared::model::{Agreed, Attendee, Going, MeetingKind, Note};
use shared::state::find;
use shared::time::Day;

use self::model::{NoteModel, chosen, places, proposals};
use crate::components::{
    Choice, Form, button_to, draft, empty, head, long_field, pick_one, pick_some, submit,
    typed_field,
};
use crate::platform::address::use_address;
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::names;
use crate::screens::reader::{Fault, Problem, Reader};
use crate::signals::{Live, Var, effect};
use crate::word;
use crate::words::{dates, nouns};

/// The fields, as the form holds them.
#[derive(Clone, Copy)]
struct Fields {
    kind: Var<String>,
    on: Var<String>,
    present: Var<String>,
    trainee: Var<String>,
    work: Var<String>,
    supervision: Var<String>,
    agreed: Var<String>,
    next: Var<String>,
    text: Var<String>,
}

impl Fields {
    fn of(model: &NoteModel) -> Self {
        let note = &model.note;
        let going = |going: Option<Going>| Var::new(places(&Going::ALL, going.as_ref()));
        Self {
            kind: Var::new(places(&MeetingKind::ALL, [&model.kind])),
            on: Var::new(model.on.to_string()),
            present: Var::new(places(&Attendee::ALL, &note.present)),
            trainee: going(note.trainee),
            work: going(note.work),
            supervision: going(note.supervision),
            agreed: Var::new(places(&Agreed::ALL, &note.agreed)),
            next: Var::new(String::new()),
            text: Var::new(
                note.text
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
        }
    }

    fn named(self) -> Vec<(&'static str, Var<String>)> {
        vec![
            ("kind", self.kind),
            ("on", self.on),
            ("present", self.present),
            ("trainee", self.trainee),
            ("work", self.work),
            ("supervision", self.supervision),
            ("agreed", self.agreed),
            ("next", self.next),
            ("text", self.text),
        ]
    }

    /// What was said, when all of it reads.
    fn read(self) -> Result<(MeetingKind, Day, Note), Vec<Problem>> {
        let mut read = Reader::new();
        let kind = chosen(&MeetingKind::ALL, &self.kind.get_untracked()).next();
        let kind = read.one_of("note-kind", kind);
        let on = read.day("note-on", &self.on.get_untracked());
        let text = read.text_or_none::<2000>("note-text", &self.text.get_untracked());
        let going = |field: Var<String>| chosen(&Going::ALL, &field.get_untracked()).next();
        let note = Note {
            present: chosen(&Attendee::ALL, &self.present.get_untracked()).collect(),
            trainee: going(self.trainee),
            work: going(self.work),
            supervision: going(self.supervision),
            agreed: chosen(&Agreed::ALL, &self.agreed.get_untracked()).collect(),
            text,
        };
        if note == Note::default() {
            read.problems.push(Problem {
                field: "note-present",
                fault: Fault::NoneTicked,
            });
        }
        read.finish(kind.zip(on).map(|(kind, on)| (kind, on, note)))
    }
}

/// Draws the screen.
pub fn draw(id: PlacementId, meeting: Option<MeetingId>) -> AnyView {
    // The rows may come later than the address; once the form is there, other rows that change leave it as it is.
    let is_here = Live::new(move || model_of(id, meeting).is_some());
    let body = move || {
        if is_here.get()
            && let Some(model) = untrack(|| model_of(id, meeting))
        {
            return form(id, meeting, &model);
        }
        let back = button_to(Route::Placement(id), word!(placement.title));
        view! { {head(word!(note.title), None, None)} {empty(word!(note.not_here), word!(note.not_here_why), back)} }.into_any()
    };
    view! { <div class="page narrow-page">{body}</div> }.into_any()
}

fn model_of(id: PlacementId, meeting: Option<MeetingId>) -> Option<NoteModel> {
    let replica = use_replica();
    let me = replica.me().get()?;
    let state = replica.state().get();
    NoteModel::of(&state, &me, id, meeting, replica.today().get())
}

fn choices<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<Choice> {
    let all = all.iter().enumerate();
    all.map(|(place, one)| Choice::new(place, name(*one)))
        .collect()
}

fn form(id: PlacementId, asked: Option<MeetingId>, model: &NoteModel) -> AnyView {
    let (replica, address) = (use_replica(), use_address());
    let (form, fields) = (Form::new().about(word!(help.note)), Fields::of(model));
    let known = model.meeting;
    let kept = draft(Route::Note(id, asked).path(), fields.named());
    let is_correction = model.is_correction;
    // A note that was begun without naming a meeting is of the planned one as long as it is of its kind; its day follows.
    let planned = model.kind;
    let is_it = move |kind| asked.is_some() || kind == planned;
    if let (Some(_), None) = (known, asked) {
        let days = [replica.today().get_untracked(), model.on].map(|day| day.to_string());
        effect(move || {
            let is_it = chosen(&MeetingKind::ALL, &fields.kind.get()).any(is_it);
            let (from, to) = if is_it { (0, 1) } else { (1, 0) };
            if fields.on.get_untracked() == days[from] {
                fields.on.set(days[to].clone());
            }
        });
    }
    let send = move || {
        let read = fields.read();
        let next = Day::parse(&fields.next.get_untracked()).ok();
        let command = read.map(|(kind, on, note)| -> Command {
            let placement = id;
            match known {
                Some(meeting) if is_correction => CorrectNote {
                    meeting,
                    placement,
                    on,
                    note,
                }
                .into(),
                Some(_) | None => {
                    let meeting = known.filter(|_| is_it(kind)).unwrap_or_else(ids::new);
                    RecordMeeting {
                        meeting,
                        placement,
                        kind,
                        on,
                        note,
                    }
                    .into()
                }
            }
        });
        form.send(command, word!(note.saved), move || {
            if let Some(on) = next {
                let plan = PlanMeeting {
                    meeting: ids::new(),
                    placement: id,
                    kind: MeetingKind::ThreePartyMeeting,
                    on,
                    at: None,
                };
                let planned = replica.dispatch(plan);
                leptos::task::spawn_local(async move { drop(planned.await) });
            }
            kept.clear();
            address.go(&Route::Placement(id).path());
        });
    };
    let state = replica.state().get_untracked();
    let who = find::placement(&*state, id)
        .and_then(|placement| names::person(&*state, placement.candidate))
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let title = if is_correction {
        word!(note.correct_title)
    } else {
        word!(note.title)
    };
    let body = view! {
        {(!is_correction).then(|| pick_one(form, "note-kind", fields.kind, word!(meeting.kind), choices(&MeetingKind::ALL, nouns::meeting)))}
        {pick_some(form, "note-present", fields.present, word!(note.present), choices(&Attendee::ALL, nouns::attendee))}
        {pick_one(form, "note-trainee", fields.trainee, word!(note.trainee), choices(&Going::ALL, nouns::going))}
        {pick_one(form, "note-work", fields.work, word!(note.work), choices(&Going::ALL, nouns::going))}
        {pick_one(form, "note-supervision", fields.supervision, word!(note.supervision), choices(&Going::ALL, nouns::going))}
        {pick_some(form, "note-agreed", fields.agreed, word!(note.agreed), choices(&Agreed::ALL, nouns::agreed))}
        {(!is_correction).then(|| next(form, fields.next, model.next))}
        {typed_field(form, "note-on", fields.on, word!(note.on), "", "date", "off")}
        {long_field(form, "note-text", fields.text, word!(note.text), word!(note.text_hint))}
        {is_correction.then(|| view! { <p class="small muted">{word!(note.stays)}</p> }.into_any())}
        {kept.mark()}
    }
    .into_any();
    view! {
        {head(&who, Some(title.to_owned()), Some(word!(note.who_sees).to_owned()))}
        <section class="card">{submit(form, word!(note.save), body, send)}</section>
    }
    .into_any()
}

/// When one meets next: by one touch, unless it is planned already.
fn next(form: Form, field: Var<String>, known: Option<Day>) -> AnyView {
    if let Some(day) = known {
        return view! { <p class="muted">{word!(note.next_known, day = dates::date(day))}</p> }
            .into_any();
    }
    let [week, two, month] = proposals(use_replica().today().get_untracked());
    let choices = vec![
        Choice::new(week, word!(note.in_week, day = dates::short(week))),
        Choice::new(two, word!(note.in_two, day = dates::short(two))),
        Choice::new(month, word!(note.in_month, day = dates::short(month))),
        Choice::new("", word!(note.next_none)),
    ];
    pick_one(form, "note-next", field, word!(note.next), choices)
}
