//! A new password. Every other session ends.
use crate::view::*;
use shared::api::{PasswordChange, SessionInfo};

use super::Mine;
use crate::components::{Form, submit, typed_field};
use crate::platform::http;
use crate::screens::reader::Reader;
use crate::signals::Var;
use crate::word;
use crate::words::codes;

/// Draws the form.
pub fn draw(mine: Mine) -> AnyView {
    mine.draw(move |factors| {
        if factors.has_password {
            form(mine)
        } else {
            view! { <p class="muted">{word!(account.password_none)}</p> }.into_any()
        }
    })
}

fn form(mine: Mine) -> AnyView {
    let form = Form::new().about(word!(help.password));
    let [current, new] = std::array::from_fn(|_| Var::new(String::new()));
    let send = move || {
        let mut read = Reader::new();
        let present = read.secret("password-now", &current.get_untracked());
        let fresh = read.new_password("password-new", &new.get_untracked());
        let request = present
            .zip(fresh)
            .map(|(current, new)| PasswordChange { current, new });
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => form.run(async move {
                match http::post::<_, SessionInfo>("/auth/v1/password", &request).await {
                    Ok(_) => {
                        mine.ask();
                        form.succeed(word!(account.password_changed).to_owned());
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let fields = view! {
        {typed_field(form, "password-now", current, word!(account.password_now), "", "password", "current-password")}
        {typed_field(form, "password-new", new, word!(start.new_password), word!(fault.password_short), "password", "new-password")}
    };
    submit(
        form,
        word!(account.password_change),
        fields.into_any(),
        send,
    )
}
