//! Registers a candidate, minimal card: what to call the person, the case circle, what and when.

use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::{CandidateId, UserId};
use crate::model::{Body, Candidate, Entity, Key, Kind, Protection, Role};
use crate::ordered::Set;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::text::{ShortText, Text};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterCandidate {
    /// New id.
    pub candidate: CandidateId,
    /// Given name.
    pub given_name: Text<80>,
    /// Family name.
    pub family_name: Text<80>,
    /// What others call a protected person.
    pub alias: Text<80>,
    /// Protection.
    pub protection: Protection,
    /// The case circle, 1–20 people.
    pub caseworkers: Set<UserId>,
    /// What work is wanted.
    #[serde(default)]
    pub wants: Option<ShortText>,
    /// From when.
    pub available_from: Day,
}

/// Most people in one case circle.
pub const CIRCLE_MAX: usize = 20;

impl RegisterCandidate {
    fn body(&self) -> Candidate {
        Candidate {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            alias: self.alias.clone(),
            protection: self.protection,
            caseworkers: self.caseworkers.clone(),
            wants: self.wants.clone(),
            available_from: self.available_from,
            disclosures: Set::new(),
        }
    }

    /// Whether the card is the one registered here, whoever it has been shown to since.
    fn is_said(&self, old: &Candidate) -> bool {
        let said = Candidate {
            disclosures: old.disclosures.clone(),
            ..self.body()
        };
        *old == said
    }
}

impl Act for RegisterCandidate {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Candidate, self.candidate)));
        for caseworker in self.caseworkers.iter().take(CIRCLE_MAX + 1) {
            needs.push(Need::Under(Kind::Membership, caseworker.uuid()));
        }
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject {
            candidate: Some(self.candidate),
            ..Subject::default()
        }
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Candidate, self.candidate)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        if let Some(old) = find::candidate(view.rows(), self.candidate)
            && !self.is_said(old)
        {
            return Err(Refusal::AlreadyExists {
                kind: Kind::Candidate,
            });
        }
        if self.caseworkers.is_empty() {
            return Err(Refusal::NotFound {
                kind: Kind::Membership,
            });
        }
        if self.caseworkers.len() > CIRCLE_MAX {
            Err(Refusal::TooMany { max: 20 })
        } else {
            Ok(())
        }
    }
    /// Only a caseworker confirms months and settles days: a circle of others would leave the person without anybody who can.
    fn check_full(&self, ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        if find::candidate(view.rows(), self.candidate).is_some() {
            return Ok(());
        }
        let is_caseworker = |user: &UserId| {
            let held = view.rows().children(Kind::Membership, user.uuid());
            held.into_iter().any(|row| {
                matches!(&row.body, Body::Membership(m)
                    if m.role == Role::Caseworker && m.holds_on(ctx.day))
            })
        };
        if self.caseworkers.iter().all(is_caseworker) {
            Ok(())
        } else {
            Err(Refusal::NotACaseworker)
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if find::candidate(rows, self.candidate).is_none() {
            out.put(Entity::new(self.candidate, self.body()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::MembershipId;
    use crate::model::Membership;
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn register(candidate: &str, name: &str, circle: &[&str]) -> RegisterCandidate {
        RegisterCandidate {
            candidate: id(candidate),
            given_name: said(name),
            family_name: said("Exempelsson"),
            alias: said(&format!("Praktikant {}", name.len())),
            protection: Protection::None,
            caseworkers: circle.iter().map(|who| user(who)).collect(),
            wants: None,
            available_from: day("2026-01-15"),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn the_matching_officer_and_a_caseworker_register_a_candidate() {
        let world = World::cast();
        for who in ["Malin", "Hanna"] {
            check(
                &world,
                who,
                DAY,
                register("new", "Gull", &["Hanna"]),
                Comes::Applied,
            );
        }
        for who in ["Per", "Karin", "Nora", "Stig", "Agda", "Figge"] {
            let no = refused(Refusal::NotAllowed);
            check(&world, who, DAY, register("new", "Gull", &["Hanna"]), no);
        }
    }

    #[test]
    fn a_candidate_is_registered_once_and_keeps_what_has_happened_since() {
        let world = World::cast();
        check(
            &world,
            "Hanna",
            DAY,
            register("Amina", "Amina", &["Hanna"]),
            Comes::Duplicate,
        );
        let taken = refused(Refusal::AlreadyExists {
            kind: Kind::Candidate,
        });
        check(
            &world,
            "Henrik",
            DAY,
            register("Amina", "Amina", &["Henrik"]),
            taken,
        );
        // Somebody outside the circle learns nothing of a protected one.
        let no = refused(Refusal::NotAllowed);
        check(&world, "Hanna", DAY, register("Dag", "Dag", &["Hanna"]), no);
    }

    #[test]
    fn a_case_circle_has_one_to_twenty_people() {
        let mut world = World::cast();
        let names: Vec<String> = (0..=CIRCLE_MAX).map(|n| format!("Person {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for name in &names {
            let membership = Membership {
                user: user(name),
                name: said(name),
                organisation: id("org Storsjo"),
                role: Role::Caseworker,
                sites: Set::new(),
                from: day(DAY),
                to: None,
            };
            let key: MembershipId = id(&format!("role {name}"));
            world.state.put(Entity::new(key, membership));
        }
        let nobody = refused(Refusal::NotFound {
            kind: Kind::Membership,
        });
        check(&world, "Hanna", DAY, register("new", "Gull", &[]), nobody);
        check(
            &world,
            "Hanna",
            DAY,
            register("new", "Gull", &names[..CIRCLE_MAX]),
            Comes::Applied,
        );
        let many = refused(Refusal::TooMany { max: 20 });
        check(&world, "Hanna", DAY, register("new", "Gull", &names), many);
    }

    #[test]
    fn the_circle_holds_caseworkers_and_nobody_else() {
        let world = World::cast();
        for (circle, expect) in [
            (&["Hanna"][..], Comes::Applied),
            (&["Malin"][..], refused(Refusal::NotACaseworker)),
            (&["Hanna", "Nobody"][..], refused(Refusal::NotACaseworker)),
        ] {
            check(
                &world,
                "Malin",
                DAY,
                register("new", "Gull", circle),
                expect,
            );
        }
    }
}
