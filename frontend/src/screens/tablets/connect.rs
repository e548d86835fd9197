//! Connecting a tablet: site and name, then the code as letters and as a picture, then the words of both screens.
use crate::view::*;
use serde_json::Value;
use shared::api::device::{DeviceDecision, DeviceOffer, DeviceOffered, DeviceState};
use shared::id::DeviceId;

use super::List;
use super::model::places;
use crate::components::{Choice, Form, choose, field, submit};
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::parts::{self, Wanted};
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// Draws the part.
pub fn draw(list: List) -> AnyView {
    let offered: Var<Option<DeviceOffered>> = Var::lasting("tablet", None);
    if let Some(offer) = offered.get_untracked() {
        list.follow(offer.device);
    }
    let body = move || match offered.get() {
        None => ask(list, offered),
        Some(offer) => waiting(list, offered, &offer),
    };
    view! { <section class="card connect"><h2>{word!(tablets.connect)}</h2>{body}</section> }
        .into_any()
}

fn ask(list: List, offered: Var<Option<DeviceOffered>>) -> AnyView {
    let replica = use_replica();
    let form = Form::new().about(word!(help.tablet));
    let (site, name) = (
        Var::new(String::new()),
        Var::new(word!(tablets.name_first).to_owned()),
    );
    let send = move || {
        let mut read = Reader::new();
        let chosen = read.chosen("tablet-site", &site.get_untracked());
        let called = read.text::<200>("tablet-name", &name.get_untracked());
        let request = chosen.zip(called).map(|(site, name)| DeviceOffer {
            site,
            name: name.to_string(),
        });
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => form.run(async move {
                match sudo::post::<_, DeviceOffered>("/api/v1/devices", &request).await {
                    Ok(offer) => {
                        list.follow(offer.device);
                        offered.set(Some(offer));
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
            "tablet-site",
            site,
            word!(tablets.site),
            "",
            choices.collect(),
        )
    };
    let fields = view! { {sites}{field(form, "tablet-name", name, word!(tablets.name), word!(tablets.name_hint))} }.into_any();
    view! { <p class="muted">{word!(tablets.connect_what)}</p>{submit(form, word!(tablets.make_code), fields, send)} }.into_any()
}

fn waiting(list: List, offered: Var<Option<DeviceOffered>>, offer: &DeviceOffered) -> AnyView {
    let device = offer.device;
    let address = format!("{}/pair", page::origin());
    let code = offer.code.clone();
    let picture = crate::components::qr(offer.qr.size, offer.qr.path.clone(), word!(tablets.qr));
    let show = view! {
        <ol class="stack-s steps-list">
            <li>{word!(tablets.step_open, address = address)}</li>
            <li>{word!(tablets.step_code)}<p class="big-code">{code}</p></li>
        </ol>
        {picture}
        <p class="muted small">{word!(tablets.ten_minutes)}</p>
    }
    .into_any();
    let is_asked =
        crate::signals::Live::new(move || list.one(device).map(|info| (info.state, info.words)));
    let compare = move || match is_asked.get() {
        Some((DeviceState::Asked, Some(words))) => compare(list, offered, device, words),
        Some((DeviceState::Active, _)) => done(offered),
        Some(_) | None => ().into_any(),
    };
    let is_first = move || {
        !matches!(
            is_asked.get(),
            Some((DeviceState::Asked | DeviceState::Active, _))
        )
    };
    view! {
        <div class="stack" hidden=move || !is_first()>{show}</div>
        <div class="stack" role="status">{compare}</div>
        {move || is_first().then(|| again(offered))}
    }
    .into_any()
}

fn again(offered: Var<Option<DeviceOffered>>) -> AnyView {
    view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| offered.set(None))>{word!(tablets.again)}</button> }.into_any()
}

fn done(offered: Var<Option<DeviceOffered>>) -> AnyView {
    view! { <div class="notice" data-tone="ok"><p class="title">{word!(tablets.done)}</p><p>{word!(tablets.done_next)}</p></div>{again(offered)} }.into_any()
}

fn compare(
    list: List,
    offered: Var<Option<DeviceOffered>>,
    device: DeviceId,
    words: [u8; 3],
) -> AnyView {
    let form = Form::new().about(word!(help.tablet));
    let say = move |is_same: bool| {
        move |_| {
            form.run(async move {
                let said = DeviceDecision { device, is_same };
                match sudo::post::<_, Value>("/api/v1/devices/decision", &said).await {
                    Ok(_nothing) if is_same => list.ask(),
                    Ok(_nothing) => {
                        list.ask();
                        offered.set(None);
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            });
        }
    };
    view! {
        <p>{word!(tablets.compare)}</p>
        {parts::later(Wanted::Words(words))}
        {form.words()}
        <div class="actions">
            <button class="button" type="button" on:click=handler(say(true))>{word!(tablets.same)}</button>
            <button class="button" data-look="grave" type="button" on:click=handler(say(false))>{word!(tablets.not_same)}</button>
        </div>
    }
    .into_any()
}
