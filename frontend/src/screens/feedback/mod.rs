//! A word about the product, with or without an account. What is sent is what was written, and from which screen.
mod model;

use crate::view::*;
use shared::api::{AuthorityInfo, FeedbackKind};

use self::model::Written;
use crate::components::{
    Choice, Form, choose, field, head, link_to, long_field, needs_network, submit,
};
use crate::platform::address::use_address;
use crate::platform::http;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::frame;
use crate::signals::Var;
use crate::word;
use crate::words::codes;

/// What a kind is called.
pub fn kind(kind: FeedbackKind) -> &'static str {
    match kind {
        FeedbackKind::Accessibility => word!(feedback.accessibility),
        FeedbackKind::Fault => word!(feedback.fault),
        FeedbackKind::Unclear => word!(feedback.unclear),
        FeedbackKind::Idea => word!(feedback.idea),
    }
}

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let from = Route::parse(&use_address().before());
    let signed_in = replica.me().with_untracked(Option::is_some);
    let form = Form::new().about(word!(help.feedback));
    let [about, what, contact, authority] = std::array::from_fn(|_| Var::new(String::new()));
    let choices = Var::new(Vec::<AuthorityInfo>::new());
    if !signed_in {
        leptos::task::spawn_local(async move {
            // Where there is only one, the server knows whom it is for.
            match http::list::<AuthorityInfo>("/api/v1/authorities").await {
                Ok(found) if found.len() > 1 => choices.set(found),
                Ok(_) | Err(_) => {}
            }
        });
    }
    let send = move || {
        let written = Written {
            kind: about.get_untracked(),
            what: what.get_untracked(),
            contact: contact.get_untracked(),
            authority: authority.get_untracked(),
        };
        let is_choice = choices.with_untracked(|choices| !choices.is_empty());
        match model::read(&written, from, is_choice) {
            Err(problems) => form.wrong(problems),
            Ok(request) => form.run(async move {
                match http::post::<_, serde_json::Value>("/api/v1/feedback", &request).await {
                    Ok(_nothing) => {
                        what.set(String::new());
                        form.succeed(word!(feedback.sent).to_owned());
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let kinds = FeedbackKind::ALL.iter().enumerate();
    let kinds = kinds.map(|(place, one)| Choice::new(place, kind(*one)));
    let whom = move || {
        let all = choices.get();
        (!all.is_empty()).then(|| {
            let all = all.into_iter().map(|info| Choice::new(info.id, info.name));
            choose(
                form,
                "feedback-authority",
                authority,
                word!(feedback.authority),
                "",
                all.collect(),
            )
        })
    };
    let fields = view! {
        {choose(form, "feedback-kind", about, word!(feedback.kind), "", kinds.collect())}
        {whom}
        {long_field(form, "feedback-what", what, word!(feedback.what), word!(feedback.what_hint))}
        {field(form, "feedback-contact", contact, word!(feedback.contact), word!(feedback.contact_hint))}
        <p class="small muted">{place(from)}</p>
        {needs_network()}
    };
    view! {
        <div class=if signed_in { "page" } else { "stack" }>
            {head(word!(nav.feedback), Some(word!(app.name).to_owned()), Some(word!(feedback.intro).to_owned()))}
            <section class="card narrow">{submit(form, word!(feedback.send), fields.into_any(), send)}</section>
            <p>{link_to(Route::Accessibility, word!(nav.accessibility))}</p>
        </div>
    }
    .into_any()
}

/// Which screen it is about, as it is sent.
fn place(from: Route) -> String {
    word!(feedback.place, page = frame::title(from, None))
}
