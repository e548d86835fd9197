//! Reads notice files: what was read, what to know, what is wrong and where; then registers a notice as a tender.
pub mod model;

use crate::view::*;
use shared::id::TenderId;
use shared::notice::tender_id;
use shared::state::find;

use self::model::{Fields, FileError, FileRead, NoticeRead};
use crate::components::{
    Choice, Form, Tone, button_to, chip, choose, fact, field, head, submit, typed_field,
};
use crate::platform::{files, http, ids, page};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::tenders::NATURES;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::{codes, notices, nouns};

type Answers = Var<Vec<(String, Result<FileRead, String>)>>;

/// Draws the screen.
pub fn draw() -> AnyView {
    let answers: Answers = Var::new(Vec::new());
    let is_busy = Var::new(false);
    let chosen = move |event: Event| {
        let files = files::chosen(&event);
        if files.is_empty() {
            return;
        }
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            for file in files {
                let name = file.name();
                let answer = http::upload::<FileRead>("/api/v1/import", &file)
                    .await
                    .map_err(|error| codes::http(&error));
                answers.update(|answers| answers.insert(0, (name, answer)));
            }
            is_busy.set(false);
            page::announce(word!(import.read_done));
        });
    };
    let results = move || {
        answers
            .get()
            .into_iter()
            .map(|(name, answer)| file(&name, &answer))
            .collect_view()
    };
    view! {
        <div class="page">
            {head(word!(nav.import_), None, Some(word!(import.intro).to_owned()))}
            <section class="card">
                <div class="field">
                    <label for="files">{word!(import.files)}</label>
                    <p class="hint" id="files-hint">{word!(import.files_hint)}</p>
                    <input class="input" id="files" type="file" multiple accept=".xml,.json" aria-describedby="files-hint" on:change=handler(chosen) />
                </div>
                <p role="status">{move || is_busy.get().then(|| word!(import.reading))}</p>
            </section>
            {results}
        </div>
    }
    .into_any()
}

fn file(name: &str, answer: &Result<FileRead, String>) -> AnyView {
    let name = name.to_owned();
    let body = match answer {
        Err(why) => view! { <p>{why.clone()}</p> }.into_any(),
        Ok(FileRead {
            error: Some(error), ..
        }) => view! { <p>{error_words(error)}</p> }.into_any(),
        Ok(FileRead { notices, .. }) => {
            let is_only = notices.len() == 1;
            let notices = notices.iter().map(|one| notice(one, is_only));
            notices.collect_view().into_any()
        }
    };
    let is_bad = answer.as_ref().map_or(true, |read| read.error.is_some());
    let mark = if is_bad {
        chip(Tone::Bad, word!(import.not_read))
    } else {
        chip(Tone::Ok, word!(import.was_read))
    };
    view! { <section class="card"><header><h2>{name}</h2>{mark}</header>{body}</section> }
        .into_any()
}

fn error_words(error: &FileError) -> String {
    let why = match error.code.as_str() {
        "doctype_refused" => word!(import.doctype_refused),
        "empty" => word!(import.empty),
        "too_large" | "too_deep" | "too_many_events" | "too_slow" | "too_many_notices" => {
            word!(import.too_much)
        }
        "xml_malformed" | "json_malformed" | "entity_unknown" | "namespace_unknown"
        | "character_invalid" => word!(import.malformed),
        "encoding_unknown" | "encoding_invalid" => word!(import.encoding),
        "version_unsupported" => word!(import.version),
        _ => word!(import.not_a_notice),
    };
    if error.line == 0 {
        why.to_owned()
    } else {
        word!(
            import.at,
            why = why,
            line = error.line,
            column = error.column
        )
    }
}

fn notice(notice: &NoticeRead, is_only: bool) -> AnyView {
    let missing = || word!(app.nothing).to_owned();
    let warnings = notice
        .warnings
        .iter()
        .map(|warning| view! { <li>{notices::warning(warning)}</li> }.into_any())
        .collect_view();
    let buyer = notice
        .buyer
        .as_ref()
        .and_then(|buyer| buyer.name.clone())
        .unwrap_or_else(missing);
    let value = notice.value.as_ref().map_or_else(missing, |value| {
        format!(
            "{} {}",
            value.written(),
            value.currency.clone().unwrap_or_default()
        )
    });
    view! {
        <article class="stack">
            <h3>{notice.title.clone().unwrap_or_else(missing)}</h3>
            <dl class="facts">
                {fact(word!(notice_field.buyer), buyer)}
                {fact(word!(notice_field.notice_id), notice.notice_id.clone().unwrap_or_else(missing))}
                {fact(word!(notice_field.value), value)}
                {fact(word!(notice_field.lots), notice.lots.len().to_string())}
            </dl>
            {(!notice.warnings.is_empty()).then(|| view! { <div class="notice" data-tone="wait"><h3>{word!(import.warnings)}</h3><ul>{warnings}</ul></div> }.into_any())}
            {registered_or_form(notice, is_only)}
        </article>
    }
    .into_any()
}

/// The way to the tender of a notice that is registered, or the form to register it: open where there is no other.
fn registered_or_form(notice: &NoticeRead, is_only: bool) -> AnyView {
    let replica = use_replica();
    let tenant = replica.me().get_untracked().map(|me| me.tenant);
    // The same notice read twice is one tender, here as on the command line.
    let id = tenant
        .zip(notice.notice_id.as_deref())
        .map_or_else(ids::new, |(tenant, id)| {
            tender_id(tenant, &notice.format, id)
        });
    let is_there = Live::new(move || {
        let state = replica.state().get();
        find::tender(&*state, id).is_some()
    });
    let notice = notice.clone();
    view! {
        {move || if is_there.get() {
            view! { <div class="between"><p>"✓ "{word!(import.is_registered)}</p>{button_to(Route::Tender(id), word!(contract.to_tender))}</div> }.into_any()
        } else {
            view! { <details open=is_only><summary>{word!(import.register_title)}</summary>{register(id, notice.clone())}</details> }.into_any()
        }}
    }
    .into_any()
}

fn register(id: TenderId, notice: NoticeRead) -> AnyView {
    let form = Form::new().about(word!(help.import_));
    let fields = Fields::of(&notice);
    let title = Var::new(fields.title);
    let reference = Var::new(fields.reference);
    let cpv = Var::new(fields.cpv);
    let nature = Var::new(
        fields
            .nature
            .and_then(|nature| NATURES.iter().position(|one| *one == nature))
            .map(|place| place.to_string())
            .unwrap_or_default(),
    );
    let value = Var::new(fields.value);
    let deadline = Var::new(fields.deadline);
    let natures = NATURES
        .iter()
        .enumerate()
        .map(|(place, nature)| Choice::new(place, nouns::nature(*nature)))
        .collect();
    let send = move || {
        let fields = Fields {
            title: title.get_untracked(),
            reference: reference.get_untracked(),
            cpv: cpv.get_untracked(),
            nature: nature
                .get_untracked()
                .parse::<usize>()
                .ok()
                .and_then(|place| NATURES.get(place).copied()),
            value: value.get_untracked(),
            deadline: deadline.get_untracked(),
        };
        form.send(
            notice.register(id, &fields),
            word!(import.registered),
            || {},
        );
    };
    let fields = view! {
        <div class="fields">
            {field(form, "title", title, word!(notice_field.title), "")}
            {field(form, "reference", reference, word!(tenders.reference), word!(tenders.reference_hint))}
            {field(form, "cpv", cpv, word!(notice_field.cpv_main), "")}
            {choose(form, "nature", nature, word!(notice_field.nature), "", natures)}
            {field(form, "value", value, word!(tenders.value), word!(form.optional))}
            {typed_field(form, "deadline", deadline, word!(notice_field.deadline), word!(form.optional), "date", "off")}
        </div>
    }.into_any();
    submit(form, word!(import.register), fields.into_any(), send)
}
