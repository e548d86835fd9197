//! My authenticator and my recovery codes. Codes are shown once: the screen says so, and waits until they are put away.
use crate::view::*;
use serde_json::Value;
use shared::api::{Nothing, RecoveryCodes, TotpConfirm, TotpOffer};

use super::Mine;
use crate::components::{Form, qr, submit, typed_field};
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates};

/// Draws what there is, and what can be done about it.
pub fn draw(mine: Mine) -> AnyView {
    mine.draw(move |factors| match factors.authenticator {
        None => {
            let set_up = set_up(move || mine.ask());
            view! { <p class="muted">{word!(account.totp_why)}</p>{set_up} }.into_any()
        }
        Some(since) => {
            let today = use_replica().today().get_untracked();
            let since = word!(account.totp_since, time = dates::moment(since, today));
            let left = word!(account.recovery_left, count = factors.recovery_left);
            view! {
                <p>{since}</p><p>{left}</p>
                {renew(mine)}
                <details><summary>{word!(account.totp_remove)} " …"</summary>{remove(mine)}</details>
            }
            .into_any()
        }
    })
}

fn remove(mine: Mine) -> AnyView {
    let form = Form::new().about(word!(help.totp_remove));
    submit(form, word!(account.totp_remove), ().into_any(), move || {
        leptos::task::spawn_local(async move {
            match sudo::post::<_, Value>("/auth/v1/totp/remove", &Nothing {}).await {
                Ok(_) => mine.ask(),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    })
}

fn renew(mine: Mine) -> AnyView {
    let form = Form::new().about(word!(help.totp_renew));
    let made = Var::lasting("recovery", None::<Vec<String>>);
    let button = submit(
        form,
        word!(account.recovery_renew),
        ().into_any(),
        move || {
            form.run(async move {
                match sudo::post::<_, RecoveryCodes>("/auth/v1/recovery", &Nothing {}).await {
                    Ok(fresh) => made.set(Some(fresh.codes)),
                    Err(error) => form.refuse(codes::http(&error)),
                }
            });
        },
    );
    let shown = move || made.get().map(|codes| shown(&codes, move || mine.ask()));
    view! { {button} {shown} }.into_any()
}

/// An authenticator set up: the picture, a code of it, the recovery codes.
pub fn set_up(done: impl Fn() + Copy + Send + 'static) -> AnyView {
    let form = Form::new().about(word!(help.totp));
    let offer = Var::lasting("totp", None::<TotpOffer>);
    let made = Var::lasting("recovery-first", None::<Vec<String>>);
    let begin = submit(form, word!(account.totp_begin), ().into_any(), move || {
        form.run(async move {
            match sudo::post::<_, TotpOffer>("/auth/v1/totp/offer", &Nothing {}).await {
                Ok(fresh) => offer.set(Some(fresh)),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    });
    let begin = StoredValue::new_local(Some(begin));
    let body = move || match (made.get(), offer.get()) {
        (Some(codes), _) => shown(&codes, done),
        (None, Some(offer)) => confirm(offer, made),
        (None, None) => begin
            .try_update_value(Option::take)
            .flatten()
            .unwrap_or_else(|| ().into_any()),
    };
    view! { {body} }.into_any()
}

fn confirm(offer: TotpOffer, made: Var<Option<Vec<String>>>) -> AnyView {
    let form = Form::new().about(word!(help.totp));
    let code = Var::new(String::new());
    let send = move || {
        let mut read = Reader::new();
        let typed = read.text::<64>("totp-code", &code.get_untracked());
        match read.finish(typed) {
            Err(problems) => form.wrong(problems),
            Ok(typed) => form.run(async move {
                let code = typed.to_string();
                match sudo::post::<_, RecoveryCodes>("/auth/v1/totp/confirm", &TotpConfirm { code })
                    .await
                {
                    Ok(fresh) => made.set(Some(fresh.codes)),
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let fields = typed_field(
        form,
        "totp-code",
        code,
        word!(account.totp_code),
        word!(account.totp_code_hint),
        "text",
        "one-time-code",
    );
    let secret = offer
        .secret
        .as_bytes()
        .chunks(4)
        .map(String::from_utf8_lossy);
    let secret = secret.collect::<Vec<_>>().join(" ");
    view! {
        <p>{word!(account.totp_scan)}</p>
        {qr(offer.qr.size, offer.qr.path, word!(account.totp_qr))}
        <p>{word!(account.totp_secret)} <br/> <code id="totp-secret" class="code">{secret}</code></p>
        {submit(form, word!(account.totp_confirm), fields, send)}
    }
    .into_any()
}

/// Codes that are shown this once; `done` when they are put away.
fn shown(codes: &[String], done: impl Fn() + Copy + 'static) -> AnyView {
    page::announce(word!(account.recovery_title));
    let rows = codes
        .iter()
        .map(|code| view! { <li><code class="code">{code.clone()}</code></li> }.into_any());
    let rows = rows.collect_view();
    view! {
        <div class="notice" data-tone="ok">
            <h3>{word!(account.recovery_title)}</h3>
            <p>{word!(account.recovery_once)}</p>
            <ul class="recovery">{rows}</ul>
            <div class="actions"><button class="button" type="button" id="recovery-kept" on:click=handler(move |_| done())>{word!(account.recovery_kept)}</button></div>
        </div>
    }
    .into_any()
}
