//! One more role for somebody who has an account already.

use crate::view::*;
use shared::api::MemberInfo;
use shared::command::GrantMembership;
use shared::text::Text;

use super::right::RightFields;
use crate::components::{Choice, Form, choose, submit};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::sudo;
use crate::signals::Var;
use crate::word;

/// Draws the form.
pub fn draw(members: Vec<MemberInfo>) -> AnyView {
    let today = use_replica().today().get_untracked();
    let form = Form::new().about(word!(help.grant));
    let person = Var::new(String::new());
    let right = RightFields::new(form, ["grant-organisation", "grant-role", "grant-sites"]);
    let people = members
        .iter()
        .map(|member| Choice::new(member.user, member.name.clone()))
        .collect();
    let send = move || {
        let mut read = Reader::new();
        let user = read.chosen("grant-person", &person.get_untracked());
        let name = members
            .iter()
            .find(|member| Some(member.user) == user)
            .and_then(|member| Text::parse(&member.name).ok());
        let right = right.read(&mut read);
        let command = (|| {
            let right = right?;
            Some(GrantMembership {
                membership: ids::new(),
                user: user?,
                name: name?,
                organisation: right.organisation,
                role: right.role,
                sites: right.sites,
                from: today,
                to: None,
            })
        })();
        sudo::send(form, read.finish(command), word!(people.granted));
    };
    let fields = view! {
        <div class="fields">
            {choose(form, "grant-person", person, word!(people.name), "", people)}
            {right.fields()}
        </div>
        {right.site_fields()}
    }
    .into_any();
    submit(form, word!(people.grant), fields.into_any(), send)
}
