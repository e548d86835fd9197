//! An invitation: one person, one role. The link is shown once.

use crate::view::*;
use shared::api::{InviteMade, InviteRequest};

use super::right::RightFields;
use crate::components::{Form, field, submit};
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::Var;
use crate::word;
use crate::words::{codes, dates};

/// Draws the form; counts what it makes.
pub fn draw(count: Var<usize>) -> AnyView {
    let form = Form::new().about(word!(help.invite));
    let [login, name] = std::array::from_fn(|_| Var::new(String::new()));
    let right = RightFields::new(form, ["invite-organisation", "invite-role", "invite-sites"]);
    let made = Var::lasting("invite", None::<InviteMade>);
    let send = move || {
        // The link of the one before is not to be taken for this one's.
        made.set(None);
        let mut read = Reader::new();
        let login = read.text::<200>("invite-login", &login.get_untracked());
        let name = read.text::<200>("invite-name", &name.get_untracked());
        let right = right.read(&mut read);
        let request = (|| {
            let right = right?;
            Some(InviteRequest {
                login: login?.to_string(),
                name: name?.to_string(),
                organisation: right.organisation,
                role: right.role,
                sites: right.sites,
                to: None,
            })
        })();
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => form.run(async move {
                match sudo::post::<_, InviteMade>("/api/v1/invites", &request).await {
                    Ok(invite) => {
                        form.succeed(word!(people.invited).to_owned());
                        made.set(Some(invite));
                        count.update(|count| *count += 1);
                    }
                    Err(error) => form.refuse(codes::http(&error)),
                }
            }),
        }
    };
    let fields = view! {
        <div class="fields">
            {field(form, "invite-name", name, word!(people.name), "")}
            {field(form, "invite-login", login, word!(sign_in.login), word!(start.login_hint))}
            {right.fields()}
        </div>
        {right.site_fields()}
    }
    .into_any();
    let link = move || made.get().map(|invite| shown("invite-link", &invite));
    view! { {submit(form, word!(people.make_link), fields.into_any(), send)} {link} }.into_any()
}

/// A link that is shown this once.
pub fn shown(id: &'static str, made: &InviteMade) -> AnyView {
    let address = format!("{}{}", page::origin(), made.link);
    let until = dates::moment(made.expires_at, use_replica().today().get_untracked());
    view! {
        <div class="notice" data-tone="ok"><h3>{word!(people.link_title)}</h3><p>{word!(people.link_once, until = until)}</p>
            <label for=id class="spoken">{word!(people.link_title)}</label><input class="input" id=id readonly prop:value=address /></div>
    }.into_any()
}
