//! Labelled inputs. A fault stands beside its field and is read out with it.
use crate::view::*;

use super::Form;
use crate::signals::{Var, handler};

/// One entry of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// An entry.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "ids and numbers are copied; a reference would stand at every call"
    )]
    pub fn new(value: impl ToString, label: impl Into<String>) -> Self {
        Self {
            value: value.to_string(),
            label: label.into(),
        }
    }
}

fn described(id: &'static str) -> String {
    format!("{id}-hint {id}-error")
}

fn frame(form: Form, id: &'static str, label: &str, hint: &str, input: AnyView) -> AnyView {
    form.name(id, label);
    let (label, hint) = (label.to_owned(), hint.to_owned());
    let fault = move || {
        form.fault(id)
            .map(|fault| view! { <><span aria-hidden="true">"!"</span>{fault}</> }.into_any())
    };
    view! {
        <div class="field">
            <label for=id id=format!("{id}-label")>{label}</label>
            {input}
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> }.into_any())}
            <p class="error" id=format!("{id}-error")>{fault}</p>
        </div>
    }
    .into_any()
}

/// A line of text.
pub fn field(form: Form, id: &'static str, value: Var<String>, label: &str, hint: &str) -> AnyView {
    typed_field(form, id, value, label, hint, "text", "off")
}

/// An input of another type: date, number, password.
pub fn typed_field(
    form: Form,
    id: &'static str,
    value: Var<String>,
    label: &str,
    hint: &str,
    kind: &'static str,
    autocomplete: &'static str,
) -> AnyView {
    let input = view! {
        <input class="input" id=id name=id type=kind autocomplete=autocomplete value=value.get_untracked() prop:value=move || value.get()
            aria-labelledby=format!("{id}-label") aria-describedby=described(id) aria-invalid=move || form.fault(id).is_some().then_some("true")
            on:input=handler(move |event| value.set(event_target_value(&event))) />
    }.into_any();
    frame(form, id, label, hint, input.into_any())
}

/// Several lines of text.
pub fn long_field(
    form: Form,
    id: &'static str,
    value: Var<String>,
    label: &str,
    hint: &str,
) -> AnyView {
    let input = view! {
        <textarea class="input" id=id name=id prop:value=move || value.get()
            aria-labelledby=format!("{id}-label") aria-describedby=described(id) aria-invalid=move || form.fault(id).is_some().then_some("true")
            on:input=handler(move |event| value.set(event_target_value(&event)))></textarea>
    }.into_any();
    frame(form, id, label, hint, input.into_any())
}

/// A list to choose one from.
pub fn choose(
    form: Form,
    id: &'static str,
    value: Var<String>,
    label: &str,
    hint: &str,
    choices: Vec<Choice>,
) -> AnyView {
    let nothing = crate::word!(form.choose);
    let options = choices.into_iter().map(|choice| {
        let chosen = choice.value.clone();
        view! { <option value=choice.value selected=move || value.with_untracked(|v| *v == chosen)>{choice.label}</option> }.into_any()
    });
    let input = view! {
        <select class="input" id=id name=id aria-labelledby=format!("{id}-label") aria-describedby=described(id) aria-invalid=move || form.fault(id).is_some().then_some("true")
            prop:value=move || value.get() on:change=handler(move |event| value.set(event_target_value(&event)))>
            <option value="">{nothing}</option>
            {options.collect_view()}
        </select>
    }.into_any();
    frame(form, id, label, hint, input.into_any())
}

/// A box to tick.
pub fn check(
    id: String,
    label: impl Into<String>,
    is_on: Box<dyn Fn() -> bool + Send>,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    let (label, target, words) = (label.into(), id.clone(), format!("{id}-label"));
    view! {
        <label class="choice" for=target>
            <input type="checkbox" id=id aria-labelledby=words.clone() prop:checked=is_on on:change=handler(move |event| set(event_target_checked(&event))) />
            <span id=words>{label}</span>
        </label>
    }
    .into_any()
}
