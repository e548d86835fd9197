//! The menu of a person and the calm line about network and unsent work.

use shared::id::SiteId;
use shared::model::Role;
use shared::ordered::Set;
use shared::time::Millis;

use crate::replica::{Me, Online, StorageState, SyncStatus};
use crate::routes::Route;

/// The entries of a person's menu, in order.
#[must_use]
pub fn menu(me: &Me) -> Vec<Route> {
    let roles: Set<Role> = me
        .memberships
        .iter()
        .map(|(_, membership)| membership.role)
        .collect();
    let mut entries = vec![Route::Home];
    entries.extend(sites(me).into_iter().map(Route::Site));
    for role in roles {
        for route in of_role(role) {
            if !entries.contains(route) {
                entries.push(*route);
            }
        }
    }
    shared::ordered::sort_by_key(&mut entries, |route| place(*route));
    entries
}

/// The sites that a supervisor leads.
#[must_use]
pub fn sites(me: &Me) -> Vec<SiteId> {
    let sites: Set<SiteId> = me
        .memberships
        .iter()
        .flat_map(|(_, membership)| membership.sites.iter().copied())
        .collect();
    sites.into_iter().collect()
}

/// The site of a person whose whole day is one site.
#[must_use]
pub fn only_site(me: &Me) -> Option<SiteId> {
    match sites(me).as_slice() {
        [only] if me.memberships.len() == 1 => Some(*only),
        _ => None,
    }
}

/// Whether somebody holds a role.
#[must_use]
pub fn is(me: &Me, role: Role) -> bool {
    me.memberships
        .iter()
        .any(|(_, membership)| membership.role == role)
}

const fn of_role(role: Role) -> &'static [Route] {
    match role {
        Role::Procurement => &[
            Route::Tenders,
            Route::Contracts,
            Route::Import,
            Route::Inbox,
        ],
        Role::ContractManager => &[
            Route::Contracts,
            Route::Placements,
            Route::Tenders,
            Route::Import,
            Route::Tablets,
            Route::Inbox,
        ],
        Role::MatchingOfficer => &[
            Route::Matching,
            Route::Candidates,
            Route::Contracts,
            Route::Placements,
            Route::Inbox,
        ],
        Role::Caseworker => &[
            Route::Cases,
            Route::Placements,
            Route::Candidates,
            Route::Matching,
            Route::Inbox,
        ],
        Role::ContractorAdministrator => &[
            Route::Contracts,
            Route::Placements,
            Route::People,
            Route::Tablets,
            Route::Inbox,
        ],
        Role::Supervisor | Role::Tablet => &[Route::Inbox],
        Role::Coordinator => &[Route::Figures],
        Role::Auditor => &[Route::Audit],
        Role::Administrator => &[Route::People, Route::Tablets, Route::Inbox, Route::Received],
    }
}

fn place(route: Route) -> u8 {
    match route {
        Route::Home => 0,
        Route::Site(_)
        | Route::SiteMonth(..)
        | Route::SiteWeek(..)
        | Route::SiteMuster(_)
        | Route::SiteCards(_) => 1,
        Route::Cases | Route::Note(..) => 2,
        Route::Tenders | Route::Tender(_) => 3,
        Route::Contracts | Route::Contract(_) => 4,
        Route::Placements | Route::Placement(_) => 5,
        Route::Matching => 6,
        Route::Candidates => 7,
        Route::Figures => 8,
        Route::People | Route::Tablets => 9,
        Route::Audit => 10,
        Route::Import => 11,
        Route::Inbox => 12,
        Route::Received => 13,
        Route::Sync
        | Route::Account
        | Route::SignIn
        | Route::Start
        | Route::Pair
        | Route::Accessibility
        | Route::Feedback
        | Route::Styleguide
        | Route::NotFound => 14,
    }
}

/// What the line above every screen says; the most pressing only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Banner {
    /// Nothing can be saved on this device, or sent from it.
    CannotSave,
    /// A person has to look at something.
    Attention(usize),
    /// Sign in to send what waits.
    SignIn(usize),
    /// No network; so much waits.
    Offline(usize, Option<Millis>),
    /// Network, and no answer from the server; so much waits.
    Silent(usize, Option<Millis>),
    /// Network, and so much on its way.
    Sending(usize),
    /// The first rows are coming.
    Filling,
    /// A private window forgets.
    Private,
    /// All is well.
    Calm,
}

impl Banner {
    /// Whether it is over as soon as the server has answered.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Sending(_) | Self::Filling)
    }
}

/// Chooses the line.
#[must_use]
pub fn banner(sync: &SyncStatus) -> Banner {
    if matches!(sync.storage, StorageState::Broken | StorageState::Full) || sync.is_stopped {
        return Banner::CannotSave;
    }
    if sync.needs_sign_in {
        return Banner::SignIn(sync.unsent);
    }
    if sync.attention > 0 {
        return Banner::Attention(sync.attention);
    }
    match (sync.online, sync.unsent) {
        (Online::Offline, unsent) => Banner::Offline(unsent, sync.oldest_unsent),
        (Online::Silent, unsent) => Banner::Silent(unsent, sync.oldest_unsent),
        (Online::Online | Online::Unknown, 1..) => Banner::Sending(sync.unsent),
        (Online::Online | Online::Unknown, 0) if !sync.complete => Banner::Filling,
        (Online::Online | Online::Unknown, 0) if sync.storage == StorageState::Private => {
            Banner::Private
        }
        (Online::Online | Online::Unknown, 0) => Banner::Calm,
    }
}

#[cfg(test)]
mod tests {
    use shared::id::{MembershipId, OrganisationId, TenantId, UserId};
    use shared::model::Membership;
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::day;

    fn me(roles: &[Role]) -> Me {
        let user = UserId::from(Uuid::from_u128(1));
        let membership = |role: &Role| Membership {
            user,
            name: Text::parse("Karin H").unwrap(),
            organisation: OrganisationId::from(Uuid::nil()),
            role: *role,
            sites: if *role == Role::Supervisor {
                [SiteId::from(Uuid::from_u128(9))].into()
            } else {
                [].into()
            },
            from: day("2026-01-01"),
            to: None,
        };
        let memberships = roles
            .iter()
            .map(|role| (MembershipId::from(Uuid::nil()), membership(role)))
            .collect();
        Me {
            user,
            name: "Karin H".to_owned(),
            memberships,
            tenant: TenantId::from(Uuid::from_u128(99)),
            tenant_name: "Nordby kommun".to_owned(),
            device: None,
        }
    }

    #[test]
    fn every_role_has_something_to_open_and_nothing_twice() {
        for role in Role::ALL {
            let menu = menu(&me(&[role]));
            assert!(menu.len() >= 2, "{role:?}");
        }
        let both = menu(&me(&[Role::Procurement, Role::ContractManager]));
        assert_eq!(
            both,
            [
                Route::Home,
                Route::Tenders,
                Route::Contracts,
                Route::Placements,
                Route::Tablets,
                Route::Import,
                Route::Inbox
            ]
        );
    }

    #[test]
    fn figures_and_audit_are_for_their_roles_only() {
        assert_eq!(
            menu(&me(&[Role::Coordinator])),
            [Route::Home, Route::Figures]
        );
        assert_eq!(
            menu(&me(&[Role::Supervisor]))[1],
            Route::Site(SiteId::from(Uuid::from_u128(9)))
        );
    }

    #[test]
    fn the_most_pressing_line_is_shown() {
        let calm = SyncStatus {
            online: Online::Online,
            unsent: 0,
            oldest_unsent: None,
            attention: 0,
            last_sync: None,
            needs_sign_in: false,
            is_stopped: false,
            storage: StorageState::Kept,
            complete: true,
            lost: 0,
            other_users_waiting: 0,
        };
        assert_eq!(banner(&calm), Banner::Calm);
        assert_eq!(
            banner(&SyncStatus {
                unsent: 3,
                ..calm.clone()
            }),
            Banner::Sending(3)
        );
        assert_eq!(
            banner(&SyncStatus {
                unsent: 3,
                online: Online::Offline,
                ..calm.clone()
            }),
            Banner::Offline(3, None)
        );
        assert_eq!(
            banner(&SyncStatus {
                unsent: 3,
                online: Online::Silent,
                ..calm.clone()
            }),
            Banner::Silent(3, None)
        );
        assert_eq!(
            banner(&SyncStatus {
                unsent: 3,
                needs_sign_in: true,
                attention: 1,
                ..calm.clone()
            }),
            Banner::SignIn(3)
        );
        assert_eq!(
            banner(&SyncStatus {
                storage: StorageState::Broken,
                needs_sign_in: true,
                ..calm
            }),
            Banner::CannotSave
        );
    }
}
