//! Who speaks: the user whose session it is, or, on a shared tablet, the supervisor who has unlocked it. Surprising choice: only the
//! rights as supervisor of that one site come along, whatever else the person may do elsewhere: a PIN is not a sign-in.
use crate::id::{SiteId, UserId};
use crate::model::{Body, Kind, Membership, Role};
use crate::ordered::Set;
use crate::refusal::Refusal;
use crate::state::Rows;
use crate::time::Day;

/// The actor of a command with the rights that count for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// Who.
    pub actor: UserId,
    /// Under which rights, past and coming ones too.
    pub memberships: Vec<Membership>,
}

impl Speaker {
    /// The sender, or the author whom the sender names: then the sender is a tablet on the day of the act, and the author a
    /// supervisor of its site on that day.
    pub fn of(
        rows: &dyn Rows,
        sender: UserId,
        author: Option<UserId>,
        day: Day,
    ) -> Result<Self, Refusal> {
        let own = memberships(rows, sender);
        let Some(author) = author else {
            return Ok(Self {
                actor: sender,
                memberships: own,
            });
        };
        let here: Set<SiteId> = own
            .iter()
            .filter(|m| m.role == Role::Tablet && m.holds_on(day))
            .flat_map(|m| m.sites.iter().copied())
            .collect();
        let mut held = memberships(rows, author);
        held.retain(|m| m.role == Role::Supervisor);
        for m in &mut held {
            let sites = m.sites.iter().filter(|site| here.contains(site));
            m.sites = sites.copied().collect();
        }
        held.retain(|m| !m.sites.is_empty());
        if held.iter().any(|m| m.holds_on(day)) {
            Ok(Self {
                actor: author,
                memberships: held,
            })
        } else {
            Err(Refusal::AuthorNotHere)
        }
    }
}

fn memberships(rows: &dyn Rows, of: UserId) -> Vec<Membership> {
    let rows = rows.children(Kind::Membership, of.uuid()).into_iter();
    let read = rows.filter_map(|row| {
        if let Body::Membership(m) = &row.body {
            Some(m.clone())
        } else {
            None
        }
    });
    read.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{
        Command, Ctx, EndMembership, Executed, GrantMembership, RecordAttendance, execute_full,
    };
    use crate::testing::cast::{id, said, user};
    use crate::testing::replay::noon;
    use crate::testing::world::{Comes, World, check, day, placement, present};

    const DAY: &str = "2026-03-16";

    fn tablet(at: &str, host: &str) -> GrantMembership {
        GrantMembership {
            membership: id(&format!("membership tablet {at}")),
            user: user(&format!("tablet {at}")),
            name: said("Surfplatta"),
            organisation: id(&format!("org {host}")),
            role: Role::Tablet,
            sites: [id(at)].into(),
            from: day(DAY),
            to: None,
        }
    }
    fn said_on(
        world: &World,
        sender: &str,
        author: Option<&str>,
        trainee: &str,
        on: &str,
    ) -> Comes {
        let record: Command = RecordAttendance {
            placement: placement(trainee),
            day: day(on),
            attendance: present(480),
            replaces: None,
        }
        .into();
        match Speaker::of(&world.state, user(sender), author.map(user), day(on)) {
            Err(refusal) => Comes::Refused(refusal),
            Ok(by) => {
                let ctx = Ctx::new(by.actor, world.last(), noon(day(on)), 60, by.memberships);
                let executed = execute_full(&record, &ctx, &world.state);
                if let Executed::Changed(changes) = &executed {
                    let told = format!("{:?}", changes.0);
                    assert!(
                        !told.contains(&user(sender).to_string()),
                        "a tablet says nothing"
                    );
                }
                Comes::from(&executed)
            }
        }
    }
    const NOT_HERE: Comes = Comes::Refused(Refusal::AuthorNotHere);

    #[test]
    fn a_supervisor_of_the_site_speaks_on_its_tablet_and_nobody_else() {
        let world = World::cast()
            .given("Nora", DAY, tablet("Norr", "Norrbygg"))
            .given("Karin", DAY, tablet("Mark", "Undermark"));
        let norr = |author, trainee| said_on(&world, "tablet Norr", author, trainee, DAY);
        assert_eq!(norr(Some("Stig"), "Amina"), Comes::Applied);
        assert_eq!(norr(Some("Sara"), "Amina"), Comes::Applied);
        // Another site's supervisor, another role, the tablet itself; and no reach past the own site.
        for author in ["Ulla", "Sune", "Hanna", "Nora", "tablet Norr", "Nobody"] {
            assert_eq!(norr(Some(author), "Amina"), NOT_HERE, "{author}");
        }
        let no = Comes::Refused(Refusal::NotAllowed);
        assert_eq!(norr(None, "Amina"), no);
        assert_eq!(norr(Some("Stig"), "Dag"), no);
        let mark = said_on(&world, "tablet Mark", Some("Ulla"), "Dag", DAY);
        assert_eq!(mark, Comes::Applied);
    }

    #[test]
    fn a_persons_own_device_names_no_author() {
        let world = World::cast().given("Nora", DAY, tablet("Norr", "Norrbygg"));
        for (sender, author) in [("Stig", "Sara"), ("Stig", "Stig"), ("Nora", "Stig")] {
            let said = said_on(&world, sender, Some(author), "Amina", DAY);
            assert_eq!(said, NOT_HERE, "{sender} for {author}");
        }
    }

    #[test]
    fn what_was_said_before_a_right_ended_stands_and_nothing_after_it() {
        let end = |of: &str| EndMembership {
            membership: id(&format!("membership {of}")),
            on: day(DAY),
        };
        for of in ["Stig", "tablet Norr"] {
            let world = World::cast()
                .given("Nora", DAY, tablet("Norr", "Norrbygg"))
                .given("Nora", DAY, end(of));
            let on = |on| said_on(&world, "tablet Norr", Some("Stig"), "Amina", on);
            assert_eq!(on(DAY), Comes::Applied, "{of}");
            assert_eq!(on("2026-03-17"), NOT_HERE, "{of}");
            assert_eq!(on("2026-03-15"), NOT_HERE, "before the tablet was there");
        }
    }

    #[test]
    fn who_answers_for_the_contract_connects_a_tablet_and_takes_it_away() {
        let world = World::cast();
        for who in ["Nora", "Karin", "Agda"] {
            for (at, host) in [("Norr", "Norrbygg"), ("Mark", "Undermark")] {
                check(&world, who, DAY, tablet(at, host), Comes::Applied);
                let there = world.clone().given(who, DAY, tablet(at, host));
                let end = EndMembership {
                    membership: id(&format!("membership tablet {at}")),
                    on: day(DAY),
                };
                check(&there, "Nora", DAY, end.clone(), Comes::Applied);
                check(
                    &there,
                    "Olle",
                    DAY,
                    end,
                    Comes::Refused(Refusal::NotAllowed),
                );
            }
        }
        for who in ["Olle", "Stig", "Hanna", "Per", "Figge", "Nobody"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, DAY, tablet("Norr", "Norrbygg"), no);
        }
    }

    #[test]
    fn a_tablet_is_nobody_else_and_stands_on_one_site() {
        let world = World::cast().given("Nora", DAY, tablet("Norr", "Norrbygg"));
        let no = || Comes::Refused(Refusal::RoleNotHere);
        let mut of_stig = tablet("Norr", "Norrbygg");
        (of_stig.membership, of_stig.user) = (id("new"), user("Stig"));
        check(&world, "Nora", DAY, of_stig, no());
        let mut person = tablet("Norr", "Norrbygg");
        (person.membership, person.role) = (id("new"), Role::Supervisor);
        check(&world, "Agda", DAY, person, no());
        let mut two = tablet("Norr", "Norrbygg");
        (two.membership, two.user) = (id("new"), user("New"));
        two.sites.insert(id("Mark"));
        check(
            &world,
            "Nora",
            DAY,
            two,
            Comes::Refused(Refusal::SitesMismatch),
        );
    }
}
