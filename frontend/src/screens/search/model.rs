//! What can be found by name on this device: screens, tenders, contracts, placements, candidates, sites. Only rows that are here;
//! people under the name that this reader's rows have.
use shared::id::{CandidateId, ContractId, PlacementId, SiteId, TenderId};
use shared::model::{Body, Kind};
use shared::ordered::Map;
use shared::state::{Rows as _, State};

use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::sites;
use crate::screens::names;
use crate::words::fold::fold_words;

/// Most that are shown of a group.
pub const SHOWN_MAX: usize = 6;

/// What is found together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A screen.
    Screen,
    /// A tender.
    Tender,
    /// A contract.
    Contract,
    /// A placement.
    Placement,
    /// A candidate.
    Candidate,
    /// A site.
    Site,
}

impl Group {
    /// All, as they are shown.
    pub const ALL: [Self; 6] = [
        Self::Screen,
        Self::Tender,
        Self::Contract,
        Self::Placement,
        Self::Candidate,
        Self::Site,
    ];
}

/// One that is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub group: Group,
    /// What it is called.
    pub title: String,
    /// What tells it from others of the name.
    pub below: String,
    /// Where it is.
    pub route: Route,
}

struct Entry {
    hit: Hit,
    title: String,
    words: String,
}

/// All that can be found, made when somebody begins to search.
#[derive(Default)]
pub struct Index(Vec<Entry>);

impl Index {
    /// Whether there is anything to find: the screens always are.
    #[must_use]
    pub const fn is_read(&self) -> bool {
        !self.0.is_empty()
    }

    /// Of the rows on this device and the screens of this person.
    #[must_use]
    pub fn of(state: &State, me: &Me, screens: Vec<(Route, String)>) -> Self {
        let mut index = Self::default();
        for (route, title) in screens {
            index.add(Group::Screen, title, [None, None], route);
        }
        for entity in state.all(Kind::Tender) {
            if let Body::Tender(tender) = &entity.body {
                let below = [Some(tender.reference.to_string()), None];
                let route = Route::Tender(TenderId::from(entity.id));
                index.add(Group::Tender, tender.title.to_string(), below, route);
            }
        }
        for entity in state.all(Kind::Contract) {
            if let Body::Contract(contract) = &entity.body {
                let below = [
                    Some(contract.reference.to_string()),
                    Some(contract.contractor_name.to_string()),
                ];
                let route = Route::Contract(ContractId::from(entity.id));
                index.add(Group::Contract, contract.title.to_string(), below, route);
            }
        }
        index.people(state);
        let own = sites(me);
        for entity in state.all(Kind::Site) {
            if let Body::Site(site) = &entity.body {
                let id = SiteId::from(entity.id);
                let route = if own.contains(&id) {
                    Route::Site(id)
                } else {
                    Route::Contract(site.contract)
                };
                let below = [
                    Some(site.host_name.to_string()),
                    names::contract(state, site.contract),
                ];
                index.add(Group::Site, site.name.to_string(), below, route);
            }
        }
        index
    }

    fn people(&mut self, state: &State) {
        let mut places: Map<CandidateId, Route> = Map::new();
        for entity in state.all(Kind::Placement) {
            let Body::Placement(placement) = &entity.body else {
                continue;
            };
            let route = Route::Placement(PlacementId::from(entity.id));
            places.insert(placement.candidate, route);
            if let Some(name) = names::person(state, placement.candidate) {
                let below = [
                    names::site(state, placement.site),
                    names::trade(state, placement.slot),
                ];
                self.add(Group::Placement, name, below, route);
            }
        }
        for entity in state.all(Kind::Candidate) {
            let Body::Candidate(candidate) = &entity.body else {
                continue;
            };
            let id = CandidateId::from(entity.id);
            if let Some(name) = names::person(state, id) {
                let below = [candidate.wants.as_ref().map(ToString::to_string), None];
                let route = places.get(&id).copied().unwrap_or(Route::Candidates);
                self.add(Group::Candidate, name, below, route);
            }
        }
    }

    fn add(&mut self, group: Group, title: String, below: [Option<String>; 2], route: Route) {
        let below: Vec<String> = below.into_iter().flatten().collect();
        let below = below.join(" · ");
        let folded = fold_words(&title);
        self.0.push(Entry {
            words: format!("{folded}{}", fold_words(&below)),
            title: folded,
            hit: Hit {
                group,
                title,
                below,
                route,
            },
        });
    }

    /// What has a word that begins with each of those typed: groups in order, in each what is named so first. With nothing typed the
    /// screens.
    #[must_use]
    pub fn find(&self, typed: &str) -> Vec<Hit> {
        let typed = fold_words(typed);
        let words: Vec<String> = typed
            .split_whitespace()
            .map(|word| format!(" {word}"))
            .collect();
        let whole = format!(" {}", typed.trim());
        let mut found: Vec<(Group, u8, usize)> = Vec::new();
        for (place, entry) in self.0.iter().enumerate() {
            let is_found = words.iter().all(|word| entry.words.contains(word.as_str()));
            if !is_found || (words.is_empty() && entry.hit.group != Group::Screen) {
                continue;
            }
            let rank = if entry.title.starts_with(&whole) {
                0
            } else {
                1 + u8::from(!words.iter().all(|word| entry.title.contains(word.as_str())))
            };
            found.push((entry.hit.group, rank, place));
        }
        shared::ordered::sort_by(&mut found, Ord::cmp);
        let mut hits = Vec::new();
        for group in Group::ALL {
            let of_group = found.iter().filter(|(of, ..)| *of == group);
            let most = if words.is_empty() {
                usize::MAX
            } else {
                SHOWN_MAX
            };
            let entries = of_group
                .take(most)
                .filter_map(|(.., place)| self.0.get(*place));
            hits.extend(entries.map(|entry| entry.hit.clone()));
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use shared::model::{Entity, Key, Role, TraineeCard};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, me};

    fn index(state: &State) -> Index {
        let screens = vec![
            (Route::Tenders, "Upphandlingar".to_owned()),
            (Route::Candidates, "Deltagare".to_owned()),
        ];
        Index::of(state, &me(&[Role::Caseworker]), screens)
    }

    fn found(state: &State, typed: &str) -> Vec<(Group, String)> {
        let hits = index(state).find(typed).into_iter();
        hits.map(|hit| (hit.group, hit.title)).collect()
    }

    #[test]
    fn each_word_typed_is_the_beginning_of_one_that_is_there() {
        let state = Sample::running("2026-10-01").state;
        let contract = (Group::Contract, "Palmcrantzskolan, ombyggnad".to_owned());
        let site = (Group::Site, "Palmcrantzskolan".to_owned());
        // The site is found by its contract's name too.
        assert_eq!(found(&state, "ombygg palm"), [contract.clone(), site]);
        assert_eq!(found(&state, "118"), [contract]);
        assert!(found(&state, "skolan").is_empty(), "not within a word");
        assert_eq!(
            found(&state, "fjallbygg").len(),
            2,
            "contract and site, without the marks of ä"
        );
        assert_eq!(
            found(&state, "upph"),
            [(Group::Screen, "Upphandlingar".to_owned())]
        );
    }

    #[test]
    fn with_nothing_typed_the_screens_are_offered() {
        let state = Sample::running("2026-10-01").state;
        assert_eq!(found(&state, " ").len(), 2);
    }

    #[test]
    fn a_person_is_found_by_the_name_that_the_reader_has_and_no_other() {
        let sample = Sample::running("2026-10-01");
        assert_eq!(
            found(&sample.state, "kari"),
            [
                (Group::Placement, "Amina Karimi".to_owned()),
                (Group::Candidate, "Amina Karimi".to_owned())
            ]
        );
        let mut outside = sample.state.clone();
        outside.remove(Key::new(Kind::Candidate, sample.candidate));
        assert!(found(&outside, "amina").is_empty());
        let display = Text::parse("Praktikant 7").unwrap();
        outside.put(Entity::new(sample.candidate, TraineeCard { display }));
        assert_eq!(
            found(&outside, "praktikant 7"),
            [(Group::Placement, "Praktikant 7".to_owned())]
        );
        assert!(found(&outside, "kari").is_empty());
    }

    #[test]
    fn of_many_the_first_six_are_shown_those_named_so_before_others() {
        let mut state = State::new();
        let sample = Sample::planned("2026-10-01");
        let site = shared::state::find::site(&sample.state, sample.site).unwrap();
        for number in 0..9_u128 {
            let mut site = site.clone();
            site.name = Text::parse(if number == 8 {
                "Åkern"
            } else {
                "Norra åkern"
            })
            .unwrap();
            state.put(Entity::new(Uuid::from_u128(number), site));
        }
        let hits = found(&state, "aker");
        assert_eq!(hits.len(), SHOWN_MAX);
        assert_eq!(hits[0].1, "Åkern");
    }
}
