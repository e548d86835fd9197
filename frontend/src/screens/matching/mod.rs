//! Free slots beside waiting candidates, and the plan that brings one to the other.
pub mod model;

use crate::view::*;
use shared::command::PlanPlacement;
use shared::time::Day;

use self::model::{FreeSlot, Waiting, free_slots, waiting};
use crate::components::{Choice, Form, choose, head, link_to, submit, typed_field, windowed};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var, effect};
use crate::word;
use crate::words::dates;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let slots = Live::new(move || free_slots(&replica.state().get(), replica.today().get()));
    let people = Live::new(move || replica.state().with(|state| waiting(state)));
    let lists = move || {
        let (slots, people) = (slots.get(), people.get());
        let no_slots = slots
            .is_empty()
            .then(|| view! { <p class="muted">{word!(matching.no_slots)}</p><p>{link_to(Route::Contracts, word!(nav.contracts))}</p> }.into_any());
        let no_people = people
            .is_empty()
            .then(|| view! { <p class="muted">{word!(matching.nobody)}</p><p>{link_to(Route::Candidates, word!(nav.candidates))}</p> }.into_any());
        view! {
            <div class="two">
                <section class="card"><h2>{word!(matching.slots)}</h2>{no_slots}{windowed(slots, slot)}</section>
                <section class="card"><h2>{word!(matching.people)}</h2>{no_people}{windowed(people, person)}</section>
            </div>
        }.into_any()
    };
    let plan = move || {
        let (slots, people) = (slots.get(), people.get());
        (!slots.is_empty() && !people.is_empty()).then(|| view! { <section class="card"><h2>{word!(matching.plan_title)}</h2>{form(&slots, &people)}</section> }.into_any())
    };
    view! { <div class="page">{head(word!(nav.matching), None, Some(word!(matching.intro).to_owned()))} {lists} {plan}</div> }.into_any()
}

fn slot_name(slot: &FreeSlot) -> String {
    format!(
        "{} · {}",
        slot.contract.clone().unwrap_or_default(),
        word!(contract.slot, number = slot.number)
    )
}

fn slot(slot: &FreeSlot) -> AnyView {
    let below = format!("{} · {}", slot.trade, slot.site.clone().unwrap_or_default());
    view! { <li class="list-row"><div><strong>{slot_name(slot)}</strong><span class="small muted">{below}</span></div><span class="small">{word!(matching.free_from, day = dates::date(slot.from))}</span></li> }.into_any()
}

fn person(person: &Waiting) -> AnyView {
    let wants = person
        .wants
        .clone()
        .unwrap_or_else(|| word!(matching.any_work).to_owned());
    view! { <li class="list-row"><div><strong>{person.name.clone()}</strong><span class="small muted">{wants}</span></div><span class="small">{word!(matching.available, day = dates::date(person.from))}</span></li> }.into_any()
}

fn form(slots: &[FreeSlot], people: &[Waiting]) -> AnyView {
    let form = Form::new().about(word!(help.plan));
    let [slot, candidate, starts, ends] = std::array::from_fn(|_| Var::new(String::new()));
    let slot_choices = slots
        .iter()
        .map(|one| Choice::new(one.slot, slot_name(one)))
        .collect();
    let people_choices = people
        .iter()
        .map(|one| Choice::new(one.candidate, one.name.clone()))
        .collect();
    let known: Vec<FreeSlot> = slots.to_vec();
    let today = use_replica().today().get_untracked();
    // A chosen slot proposes its first free day, and the first day the last one by the promised months; both can be changed.
    let chosen = Live::new(move || {
        let chosen = slot.get();
        let mut known = known.iter();
        known
            .find(|one| one.slot.to_string() == chosen)
            .map(|one| (one.from.max(today), one.months))
    });
    effect(move || {
        if let Some((from, _)) = chosen.get() {
            starts.set(from.to_string());
        }
    });
    effect(move || {
        if let (Some((_, months)), Some(from)) = (chosen.get(), Day::parse(&starts.get()).ok()) {
            let last = from.plus_months(u32::from(months)).plus_days(-1);
            ends.set(last.to_string());
        }
    });
    let send = move || {
        let mut read = Reader::new();
        let slot = read.chosen("plan-slot", &slot.get_untracked());
        let candidate = read.chosen("plan-candidate", &candidate.get_untracked());
        let starts = read.day("plan-starts", &starts.get_untracked());
        let ends = read.day("plan-ends", &ends.get_untracked());
        let command = (|| {
            Some(PlanPlacement {
                placement: ids::new(),
                slot: slot?,
                candidate: candidate?,
                starts: starts?,
                ends: ends?,
            })
        })();
        form.send(read.finish(command), word!(matching.planned), || {});
    };
    let fields = view! {
        <div class="fields">
            {choose(form, "plan-slot", slot, word!(contract.slot_label), "", slot_choices)}
            {choose(form, "plan-candidate", candidate, word!(matching.candidate), "", people_choices)}
            {typed_field(form, "plan-starts", starts, word!(placement.first_day), "", "date", "off")}
            {typed_field(form, "plan-ends", ends, word!(placement.last_day), word!(matching.ends_hint), "date", "off")}
        </div>
    }.into_any();
    submit(form, word!(matching.plan), fields.into_any(), send)
}
