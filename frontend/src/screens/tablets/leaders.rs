//! Supervisors on tablets: add one by name, give a start code. The code is shown once.
use crate::view::*;
use shared::api::device::{StartCode, StartCodeRequest, SupervisorAdd};
use shared::id::{SiteId, UserId};

use super::model::{leaders, places};
use crate::components::{Choice, Form, choose, field, submit};
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::codes;

/// Draws the part.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let form = Form::new().about(word!(help.leader));
    let (site, name) = (Var::new(String::new()), Var::new(String::new()));
    let made: Var<Option<(String, StartCode)>> = Var::lasting("start-code", None);
    let send = move || {
        let mut read = Reader::new();
        let chosen = read.chosen("leader-site", &site.get_untracked());
        let called = read.text::<200>("leader-name", &name.get_untracked());
        let request = chosen.zip(called).map(|(site, name)| SupervisorAdd {
            site,
            name: name.to_string(),
        });
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => form.run(async move {
                let who = request.name.clone();
                match sudo::post::<_, StartCode>("/api/v1/supervisors", &request).await {
                    Ok(code) => {
                        form.clear();
                        name.set(String::new());
                        made.set(Some((who, code)));
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let sites = move || {
        let all = replica.state().with(|state| places(state));
        let choices = all
            .into_iter()
            .map(|place| Choice::new(place.site, place.name));
        choose(
            form,
            "leader-site",
            site,
            word!(tablets.site),
            "",
            choices.collect(),
        )
    };
    let fields =
        view! { {sites}{field(form, "leader-name", name, word!(tablets.leader_name), "")} }
            .into_any();
    let known = Live::new(move || {
        let site: Option<SiteId> = site.get().parse().ok();
        let (state, today) = (replica.state().get(), replica.today().get());
        site.map(|site| (site, leaders(&state, site, today)))
    });
    let list = move || {
        let (site, people) = known.get()?;
        let rows = people
            .into_iter()
            .map(|(who, user)| one(form, made, site, who, user));
        Some(view! { <ul class="list">{rows.collect_view()}</ul> }.into_any())
    };
    let shown = move || made.get().map(|(who, code)| start_code(&who, &code));
    view! {
        <section class="card">
            <h2>{word!(tablets.leaders)}</h2>
            <p class="muted">{word!(tablets.leaders_what)}</p>
            {submit(form, word!(tablets.leader_add), fields, send)}
            <div role="status">{shown}</div>
            {list}
        </section>
    }
    .into_any()
}

fn start_code(who: &str, code: &StartCode) -> AnyView {
    view! { <div class="notice" data-tone="ok"><p class="title">{word!(tablets.start_code, name = who)}</p><p class="big-code">{code.code.clone()}</p><p class="small">{word!(tablets.start_code_what)}</p></div> }.into_any()
}

fn one(
    form: Form,
    made: Var<Option<(String, StartCode)>>,
    site: SiteId,
    who: String,
    user: UserId,
) -> AnyView {
    let label = word!(tablets.new_code_for, name = who.clone());
    let name = who.clone();
    let ask = move |_| {
        let who = who.clone();
        form.run(async move {
            let request = StartCodeRequest { site, user };
            match sudo::post::<_, StartCode>("/api/v1/start_codes", &request).await {
                Ok(code) => made.set(Some((who, code))),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    view! { <li class="list-row"><strong>{name}</strong><button class="button" data-look="quiet" type="button" aria-label=label on:click=handler(ask)>{word!(tablets.new_code)}</button></li> }.into_any()
}
