//! Which sites tablets can be connected to from here, and who leads them.
use shared::id::{SiteId, UserId};
use shared::model::{Body, Kind, Role};
use shared::state::{Rows, State};
use shared::time::Day;

/// A site to choose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its name, and who hosts it.
    pub name: String,
    /// Its id.
    pub site: SiteId,
}

/// All sites that are shown here, by name.
#[must_use]
pub fn places(state: &State) -> Vec<Place> {
    let rows = state.all(Kind::Site).into_iter();
    let mut all: Vec<Place> = rows
        .filter_map(|row| match &row.body {
            Body::Site(site) => Some(Place {
                name: format!("{} · {}", site.name, site.host_name),
                site: row.id.into(),
            }),
            _ => None,
        })
        .collect();
    shared::ordered::sort_by(&mut all, Ord::cmp);
    all
}

/// Who leads a site on a day, as far as it is shown here, by name.
#[must_use]
pub fn leaders(state: &State, site: SiteId, day: Day) -> Vec<(String, UserId)> {
    let rows = state.all(Kind::Membership).into_iter();
    let mut all: Vec<(String, UserId)> = rows
        .filter_map(|row| match &row.body {
            Body::Membership(m)
                if m.role == Role::Supervisor && m.sites.contains(&site) && m.holds_on(day) =>
            {
                Some((m.name.to_string(), m.user))
            }
            _ => None,
        })
        .collect();
    shared::ordered::sort_by(&mut all, Ord::cmp);
    all.dedup();
    all
}
