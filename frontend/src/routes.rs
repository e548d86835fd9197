//! Every address of the app. Surprising choice: one enum that is read and written here, not a tree of route components, so
//! that a link cannot point at nothing and a new screen breaks the build where it must be drawn.
use std::str::FromStr;

use shared::id::{ContractId, MeetingId, PlacementId, SiteId, TenderId};
use shared::time::{Day, Month};

/// Where somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// What the person's role begins with.
    Home,
    /// Sign in.
    SignIn,
    /// An invitation or the first link; its secret stands after `#` and never reaches the server's log.
    Start,
    /// A tablet is being connected; the code stands after `#` and never reaches the server's log.
    Pair,
    /// The day on a site.
    Site(SiteId),
    /// The month on a site.
    SiteMonth(SiteId, Month),
    /// The week on a site that a day lies in.
    SiteWeek(SiteId, Day),
    /// Who is on the site now, to call out and to print.
    SiteMuster(SiteId),
    /// Cards for the trainees of a site.
    SiteCards(SiteId),
    /// The caseworker's placements.
    Cases,
    /// All placements.
    Placements,
    /// One placement.
    Placement(PlacementId),
    /// A note of a meeting about a placement: a new one, or that of a meeting that is planned or was held.
    Note(PlacementId, Option<MeetingId>),
    /// All tenders.
    Tenders,
    /// One tender.
    Tender(TenderId),
    /// All contracts.
    Contracts,
    /// One contract.
    Contract(ContractId),
    /// Free slots and waiting candidates.
    Matching,
    /// All candidates.
    Candidates,
    /// What could not be done.
    Inbox,
    /// Read notices.
    Import,
    /// Users and organisations.
    People,
    /// Tablets of sites, and the supervisors who have a PIN there.
    Tablets,
    /// Figures only.
    Figures,
    /// The trail.
    Audit,
    /// This device and what it has not sent. Not `/sync`: that path is the server's.
    Sync,
    /// My ways in, my sessions, my password.
    Account,
    /// How far everybody can use the product, and who answers for it.
    Accessibility,
    /// A word about the product.
    Feedback,
    /// What people said about it.
    Received,
    /// Every component in every state; development builds only.
    Styleguide,
    /// No such address.
    NotFound,
}

impl Route {
    /// Reads a path without query and fragment.
    #[must_use]
    pub fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => Self::Home,
            ["sign-in"] => Self::SignIn,
            ["start"] => Self::Start,
            ["pair"] => Self::Pair,
            ["site", id] => of(id, Self::Site),
            ["site", id, "muster"] => of(id, Self::SiteMuster),
            ["site", id, "cards"] => of(id, Self::SiteCards),
            ["site", id, "week", day] => {
                Day::parse(day).map_or(Self::NotFound, |day| of(id, |id| Self::SiteWeek(id, day)))
            }
            ["site", id, month] => Month::parse(month).map_or(Self::NotFound, |month| {
                of(id, |id| Self::SiteMonth(id, month))
            }),
            ["cases"] => Self::Cases,
            ["placements"] => Self::Placements,
            ["placements", id] => of(id, Self::Placement),
            ["placements", id, "note"] => of(id, |id| Self::Note(id, None)),
            ["placements", id, "note", meeting] => {
                meeting.parse().map_or(Self::NotFound, |meeting| {
                    of(id, |id| Self::Note(id, Some(meeting)))
                })
            }
            ["tenders"] => Self::Tenders,
            ["tenders", id] => of(id, Self::Tender),
            ["contracts"] => Self::Contracts,
            ["contracts", id] => of(id, Self::Contract),
            ["matching"] => Self::Matching,
            ["candidates"] => Self::Candidates,
            ["inbox"] => Self::Inbox,
            ["import"] => Self::Import,
            ["people"] => Self::People,
            ["tablets"] => Self::Tablets,
            ["figures"] => Self::Figures,
            ["audit"] => Self::Audit,
            ["device"] => Self::Sync,
            ["account"] => Self::Account,
            ["accessibility"] => Self::Accessibility,
            ["feedback"] => Self::Feedback,
            ["feedback", "received"] => Self::Received,
            ["styleguide"] if cfg!(debug_assertions) => Self::Styleguide,
            _ => Self::NotFound,
        }
    }

    /// The path of this address.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::Start => "/start".to_owned(),
            Self::Pair => "/pair".to_owned(),
            Self::Site(id) => format!("/site/{id}"),
            Self::SiteMonth(id, month) => format!("/site/{id}/{month}"),
            Self::SiteWeek(id, day) => format!("/site/{id}/week/{day}"),
            Self::SiteMuster(id) => format!("/site/{id}/muster"),
            Self::SiteCards(id) => format!("/site/{id}/cards"),
            Self::Cases => "/cases".to_owned(),
            Self::Placements => "/placements".to_owned(),
            Self::Placement(id) => format!("/placements/{id}"),
            Self::Note(id, None) => format!("/placements/{id}/note"),
            Self::Note(id, Some(meeting)) => format!("/placements/{id}/note/{meeting}"),
            Self::Tenders => "/tenders".to_owned(),
            Self::Tender(id) => format!("/tenders/{id}"),
            Self::Contracts => "/contracts".to_owned(),
            Self::Contract(id) => format!("/contracts/{id}"),
            Self::Matching => "/matching".to_owned(),
            Self::Candidates => "/candidates".to_owned(),
            Self::Inbox => "/inbox".to_owned(),
            Self::Import => "/import".to_owned(),
            Self::People => "/people".to_owned(),
            Self::Tablets => "/tablets".to_owned(),
            Self::Figures => "/figures".to_owned(),
            Self::Audit => "/audit".to_owned(),
            Self::Sync => "/device".to_owned(),
            Self::Account => "/account".to_owned(),
            Self::Accessibility => "/accessibility".to_owned(),
            Self::Feedback => "/feedback".to_owned(),
            Self::Received => "/feedback/received".to_owned(),
            Self::Styleguide => "/styleguide".to_owned(),
            Self::NotFound => "/not-found".to_owned(),
        }
    }

    /// The entry of the menu that this address belongs under.
    #[must_use]
    pub fn section(self) -> Self {
        match self {
            Self::SiteMonth(site, _)
            | Self::SiteWeek(site, _)
            | Self::SiteMuster(site)
            | Self::SiteCards(site) => Self::Site(site),
            Self::Placement(_) => Self::Placements,
            Self::Note(..) => Self::Cases,
            Self::Tender(_) => Self::Tenders,
            Self::Contract(_) => Self::Contracts,
            Self::Home
            | Self::SignIn
            | Self::Start
            | Self::Pair
            | Self::Site(_)
            | Self::Cases
            | Self::Placements
            | Self::Tenders
            | Self::Contracts
            | Self::Matching
            | Self::Candidates
            | Self::Inbox
            | Self::Import
            | Self::People
            | Self::Tablets
            | Self::Figures
            | Self::Audit
            | Self::Sync
            | Self::Account
            | Self::Accessibility
            | Self::Feedback
            | Self::Received
            | Self::Styleguide
            | Self::NotFound => self,
        }
    }

    /// The path with `*` for what stands for one thing: what may be told of where somebody was.
    #[must_use]
    pub fn place(self) -> String {
        let path = self.path();
        let part = |part: &str| {
            let names_one = part.contains(|sign: char| sign.is_ascii_digit());
            if names_one { "*" } else { part }.to_owned()
        };
        path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

fn of<I: FromStr>(id: &str, route: impl FnOnce(I) -> Route) -> Route {
    id.parse().map_or(Route::NotFound, route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_address_reads_back_as_itself() {
        let id = Uuid::from_u128(7);
        let month = Month::parse("2026-11").unwrap();
        for route in [
            Route::Home,
            Route::SignIn,
            Route::Start,
            Route::Pair,
            Route::Site(id.into()),
            Route::SiteMonth(id.into(), month),
            Route::SiteWeek(id.into(), month.first_day()),
            Route::SiteMuster(id.into()),
            Route::SiteCards(id.into()),
            Route::Cases,
            Route::Placements,
            Route::Placement(id.into()),
            Route::Note(id.into(), None),
            Route::Note(id.into(), Some(id.into())),
            Route::Tenders,
            Route::Tender(id.into()),
            Route::Contracts,
            Route::Contract(id.into()),
            Route::Matching,
            Route::Candidates,
            Route::Inbox,
            Route::Import,
            Route::People,
            Route::Tablets,
            Route::Figures,
            Route::Audit,
            Route::Sync,
            Route::Account,
            Route::Accessibility,
            Route::Feedback,
            Route::Received,
            Route::Styleguide,
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn where_somebody_was_is_told_without_ids_or_days() {
        let id = Uuid::from_u128(7);
        let day = Day::parse("2026-11-24").unwrap();
        for (route, place) in [
            (Route::Home, "/"),
            (Route::Cases, "/cases"),
            (Route::Placement(id.into()), "/placements/*"),
            (Route::SiteWeek(id.into(), day), "/site/*/week/*"),
            (Route::SiteMuster(id.into()), "/site/*/muster"),
        ] {
            assert_eq!(route.place(), place);
        }
    }

    #[test]
    fn a_wrong_id_or_month_is_not_found() {
        for path in [
            "/site/7",
            "/contracts/x",
            "/site/00000000-0000-0000-0000-000000000007/2026-13",
            "/site/00000000-0000-0000-0000-000000000007/week/2026-02-30",
            "/site/7/muster",
            "/placements/00000000-0000-0000-0000-000000000007/note/x",
            "/nowhere",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
    }
}
