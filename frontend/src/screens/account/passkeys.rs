//! My passkeys: which there are, one more, one less.
use crate::view::*;
use serde_json::Value;
use shared::api::{Nothing, PasskeyInfo, PasskeyNew, PasskeyOptions, PasskeyRef};

use super::Mine;
use crate::components::{Form, field, submit};
use crate::platform::passkey::{self, Ask};
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::Var;
use crate::word;
use crate::words::{codes, dates};

/// Draws the list and the form for one more.
pub fn draw(mine: Mine) -> AnyView {
    mine.draw(move |factors| {
        let list = (!factors.passkeys.is_empty()).then(|| {
            let rows = factors.passkeys.iter().map(|info| row(mine, info)).collect_view();
            view! { <ul class="list">{rows}</ul> }.into_any()
        });
        let none = factors.passkeys.is_empty().then(|| view! { <p class="muted">{word!(account.passkeys_none)}</p> }.into_any());
        let is_possible = factors.may_passkey && passkey::is_possible();
        let more = if is_possible {
            view! { <details><summary>{word!(account.passkey_add)}</summary>{add(move || mine.ask())}</details> }.into_any()
        } else {
            view! { <p class="small muted">{word!(http.passkeys_unavailable)}</p> }.into_any()
        };
        view! { {list} {none} {more} }.into_any()
    })
}

/// The first one, where the browser has any.
pub fn first(done: impl Fn() + Copy + 'static) -> AnyView {
    let card = passkey::is_possible().then(|| {
        view! { <section class="card"><h2>{word!(account.passkeys)}</h2><p class="muted">{word!(sign_in.passkey_hint)}</p>{add(done)}</section> }.into_any()
    });
    view! { {card} }.into_any()
}

fn row(mine: Mine, info: &PasskeyInfo) -> AnyView {
    let today = use_replica().today().get_untracked();
    let when = |at| dates::moment(at, today);
    let used = info
        .last_used
        .map(|at| word!(account.last_used, time = when(at)));
    let told = format!(
        "{} {}",
        word!(account.added, time = when(info.created_at)),
        used.unwrap_or_default()
    );
    let form = Form::new().about(word!(help.passkey_remove));
    let passkey = info.id;
    let remove = submit(form, word!(account.remove), ().into_any(), move || {
        form.run(async move {
            match sudo::post::<_, Value>("/auth/v1/passkey/remove", &PasskeyRef { passkey }).await {
                Ok(_) => mine.ask(),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    });
    let name = info.name.clone();
    view! {
        <li class="list-row">
            <div><strong>{name}</strong><span class="small muted">{told}</span></div>
            <details><summary>{word!(account.remove)} " …"</summary>{remove}</details>
        </li>
    }
    .into_any()
}

fn add(done: impl Fn() + Copy + 'static) -> AnyView {
    let form = Form::new().about(word!(help.passkey));
    let name = Var::new(word!(account.passkey_name_first).to_owned());
    let send = move || {
        let mut read = Reader::new();
        let name = read.text::<60>("passkey-name", &name.get_untracked());
        match read.finish(name) {
            Err(problems) => form.wrong(problems),
            Ok(name) => form.run(async move {
                match make(name.to_string()).await {
                    Ok(()) => {
                        form.succeed(word!(account.passkey_added).to_owned());
                        done();
                    }
                    Err(why) => form.refuse(why),
                }
            }),
        }
    };
    let fields = field(
        form,
        "passkey-name",
        name,
        word!(account.passkey_name),
        word!(account.passkey_name_hint),
    );
    submit(form, word!(account.passkey_make), fields, send)
}

/// Asks the server what to make, the browser to make it, and the server to keep it.
async fn make(name: String) -> Result<(), String> {
    let words = |error| codes::http(&error);
    let asked = sudo::post::<_, PasskeyOptions>("/auth/v1/passkey/offer", &Nothing {}).await;
    let options = asked.map_err(words)?.options;
    let made = passkey::ask(Ask::Make, &options).await;
    let credential = made.map_err(|_none| word!(account.passkey_not_made).to_owned())?;
    let new = PasskeyNew { name, credential };
    let kept = sudo::post::<_, Value>("/auth/v1/passkey/add", &new).await;
    kept.map(drop).map_err(words)
}
