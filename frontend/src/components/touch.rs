//! Choices as large as a finger: native radio buttons and boxes with their label as the target, so that the keyboard works as
//! everywhere. What is chosen is text: one value, or several with spaces between.
use crate::view::*;

use super::{Choice, Form};
use crate::signals::{Var, handler};

/// One of several.
pub fn pick_one(
    form: Form,
    id: &'static str,
    value: Var<String>,
    legend: &str,
    choices: Vec<Choice>,
) -> AnyView {
    group(form, id, value, legend, choices, "radio")
}

/// Any of several.
pub fn pick_some(
    form: Form,
    id: &'static str,
    value: Var<String>,
    legend: &str,
    choices: Vec<Choice>,
) -> AnyView {
    group(form, id, value, legend, choices, "checkbox")
}

fn group(
    form: Form,
    id: &'static str,
    value: Var<String>,
    legend: &str,
    choices: Vec<Choice>,
    kind: &'static str,
) -> AnyView {
    form.name(id, legend);
    let one = |choice: Choice| {
        let Choice { value: own, label } = choice;
        let (asked, named) = (own.clone(), format!("{id}-{own}"));
        let target = named.clone();
        let is_on = move || value.with(|value| value.split(' ').any(|one| one == asked));
        let pressed = handler(move |event: Event| {
            let is_on = event_target_checked(&event);
            value.set(chosen(&value.get_untracked(), &own, is_on, kind == "radio"));
        });
        view! {
            <label class="touch-choice" for=target>
                <input type=kind name=id id=named prop:checked=is_on on:change=pressed />
                <span>{label}</span>
            </label>
        }
        .into_any()
    };
    let fault = move || {
        form.fault(id).map(|fault| {
            view! { <p class="error"><span aria-hidden="true">"!"</span>{fault}</p> }.into_any()
        })
    };
    view! {
        <fieldset class="field touch" id=id tabindex="-1">
            <legend>{legend.to_owned()}</legend>
            <div class="touch-row">{choices.into_iter().map(one).collect_view()}</div>
            {fault}
        </fieldset>
    }
    .into_any()
}

/// What is chosen after one was pressed.
fn chosen(before: &str, own: &str, is_on: bool, is_one: bool) -> String {
    if is_one {
        return own.to_owned();
    }
    let others = before
        .split(' ')
        .filter(|one| !one.is_empty() && *one != own);
    let all: Vec<&str> = others.chain(is_on.then_some(own)).collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn several_are_kept_beside_each_other_and_one_takes_the_others_place() {
        assert_eq!(chosen("", "0", true, false), "0");
        assert_eq!(chosen("0", "2", true, false), "0 2");
        assert_eq!(chosen("0 2", "0", false, false), "2");
        assert_eq!(chosen("1", "2", true, true), "2");
    }
}
