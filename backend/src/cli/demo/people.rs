//! The demo's people, all invented: who can sign in, and the candidates.
use shared::model::Role;

/// The one password of all demo accounts. The demo listens on loopback only.
pub const PASSWORD: &str = "fotfaste-demo";

/// A demo account.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    pub login: &'static str,
    pub name: &'static str,
    pub role: Role,
    /// Key of the organisation.
    pub organisation: &'static str,
    /// Keys of a supervisor's sites.
    pub sites: &'static [&'static str],
}

const fn office(login: &'static str, name: &'static str, role: Role) -> Account {
    Account {
        login,
        name,
        role,
        organisation: "storsjo",
        sites: &[],
    }
}

/// One account a role, and a second caseworker and supervisor so that sides can differ.
pub const ACCOUNTS: &[Account] = &[
    office("admin", "Anders Admin", Role::Administrator),
    office("upphandlare", "Ulla Persson", Role::Procurement),
    office("avtal", "Karin Holm", Role::ContractManager),
    office("matchning", "Mats Eriksson", Role::MatchingOfficer),
    office("handlaggare", "Hanna Berg", Role::Caseworker),
    office("handlaggare2", "Henrik Lund", Role::Caseworker),
    office("samordnare", "Sara Nyman", Role::Coordinator),
    office("revisor", "Rolf Sand", Role::Auditor),
    Account {
        login: "foretag",
        name: "Frida Fjell",
        role: Role::ContractorAdministrator,
        organisation: "fjallbygg",
        sites: &[],
    },
    Account {
        login: "arbetsledare",
        name: "Maria Lind",
        role: Role::Supervisor,
        organisation: "fjallbygg",
        sites: &["skolan", "maleri"],
    },
    Account {
        login: "malare",
        name: "Peter Strand",
        role: Role::Supervisor,
        organisation: "norrmaleri",
        sites: &["maleri"],
    },
];

/// An invented candidate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub key: &'static str,
    pub given: &'static str,
    pub family: &'static str,
    pub alias: &'static str,
    pub is_protected: bool,
    pub caseworker: &'static str,
    pub wants: &'static str,
}

const fn person(
    key: &'static str,
    given: &'static str,
    family: &'static str,
    alias: &'static str,
    caseworker: &'static str,
    wants: &'static str,
) -> Person {
    Person {
        key,
        given,
        family,
        alias,
        is_protected: false,
        caseworker,
        wants,
    }
}

pub(super) const CANDIDATES: &[Person] = &[
    person(
        "amina",
        "Amina",
        "Kadir",
        "Praktikant 1",
        "handlaggare",
        "Snickeri",
    ),
    person(
        "josef",
        "Josef",
        "Tesfay",
        "Praktikant 2",
        "handlaggare",
        "Målning",
    ),
    person(
        "leyla",
        "Leyla",
        "Sahin",
        "Praktikant 3",
        "handlaggare",
        "Lokalvård",
    ),
    person(
        "erik",
        "Erik",
        "Norberg",
        "Praktikant 4",
        "handlaggare",
        "Lager",
    ),
    Person {
        is_protected: true,
        ..person(
            "sjuan",
            "Vera",
            "Testsson",
            "Praktikant 7",
            "handlaggare",
            "Förråd",
        )
    },
    person(
        "omar",
        "Omar",
        "Haddad",
        "Praktikant 8",
        "handlaggare2",
        "Lokalvård",
    ),
    person(
        "ida",
        "Ida",
        "Björk",
        "Praktikant 9",
        "handlaggare2",
        "Lokalvård, kök",
    ),
    person(
        "samira",
        "Samira",
        "Yusuf",
        "Praktikant 10",
        "handlaggare2",
        "Markarbete",
    ),
    person(
        "tomas",
        "Tomas",
        "Åkesson",
        "Praktikant 11",
        "handlaggare",
        "Bygg, mark",
    ),
    person(
        "noor",
        "Noor",
        "Rahimi",
        "Praktikant 12",
        "handlaggare",
        "Kök",
    ),
];
