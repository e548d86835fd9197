//! Cursors, parameters and bodies, through the real router with a session: the first byte chooses the route, the second who asks, the
//! rest until a line's end stands in the path and the query, what follows is the body. No answer is a fault of the server, and every
//! refusal has a documented code.
use std::sync::OnceLock;

use axum::body::Body;
use axum::http::{Method, StatusCode, Uri};
use backend::router::{self, Place, ROUTES, Route};
use shared::testing::cast::{PEOPLE, user};

use super::{seeds, wait};
use crate::crew::Crew;

/// Not those that work on a password for a tenth of a second, nor those that end the session that asks.
const ASKED: [&str; 17] = [
    "hello",
    "push",
    "pull",
    "snapshot",
    "inbox",
    "import",
    "list_feedback",
    "settle_feedback",
    "send_feedback",
    "settle_inbox",
    "list_devices",
    "list_replicas",
    "members",
    "device_nonce",
    "device_session",
    "passkey_login",
    "link",
];

struct Asked {
    crew: Crew,
    /// Of everybody.
    sessions: Vec<String>,
}

fn asked() -> &'static Asked {
    static ASKED: OnceLock<Asked> = OnceLock::new();
    ASKED.get_or_init(|| {
        wait(async {
            let crew = Crew::new().await.expect("a server");
            let mut sessions = Vec::new();
            for person in PEOPLE {
                let session = crew.session(user(person.name)).await;
                sessions.push(session.expect("a session"));
            }
            Asked { crew, sessions }
        })
    })
}

fn route(id: &str) -> &'static Route {
    let found = ROUTES.iter().find(|route| route.id == id);
    found.unwrap_or_else(|| panic!("no route {id}"))
}

/// The words in turn in the places of the path, what is left in the query.
fn path(route: &Route, line: &str) -> String {
    let mut words = line.split(' ');
    let mut path = route.path.to_owned();
    for parameter in route
        .parameters
        .iter()
        .filter(|parameter| parameter.place == Place::Path)
    {
        let name = format!("{{{}}}", parameter.name);
        path = path.replacen(&name, words.next().unwrap_or("0"), 1);
    }
    let query: Vec<&str> = words.collect();
    if query.is_empty() {
        path
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

pub fn feed(bytes: &[u8]) -> bool {
    let [which, who, rest @ ..] = bytes else {
        return false;
    };
    let id = ASKED[usize::from(*which) % ASKED.len()];
    let route = route(id);
    let end = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len());
    let (line, body) = rest.split_at(end);
    let Ok(line) = std::str::from_utf8(line) else {
        return false;
    };
    let Ok(uri) = path(route, line).parse::<Uri>() else {
        return false;
    };
    let asked = asked();
    let session = &asked.sessions[usize::from(*who) % asked.sessions.len()];
    let method = match route.method {
        router::Method::Get => Method::GET,
        router::Method::Post => Method::POST,
    };
    let kind = match route.body {
        router::Body::File => "application/octet-stream",
        router::Body::None | router::Body::Json(_) => "application/json",
    };
    let request = asked
        .crew
        .world
        .request(method, &uri.to_string(), Some(session));
    let request = request.header("content-type", kind);
    let body = body.strip_prefix(b"\n").unwrap_or_default().to_vec();
    let Ok(request) = request.body(Body::from(body)) else {
        return false;
    };
    let answer = wait(asked.crew.world.send(request)).expect("an answer");
    assert!(
        !answer.status.is_server_error(),
        "{id} {uri}: {}",
        answer.status
    );
    if answer.status.is_client_error() && answer.status != StatusCode::NOT_FOUND {
        let known = route
            .codes()
            .iter()
            .any(|code| code.code() == answer.code());
        assert!(
            known || answer.code().is_empty(),
            "{id} {uri}: {}",
            answer.code()
        );
    }
    answer.status.is_success()
}

fn seed(id: &str, who: &str, line: &str, body: &[u8]) -> Vec<u8> {
    let place = |found: Option<usize>| u8::try_from(found.expect("in the list")).expect("a byte");
    let which = place(ASKED.iter().position(|asked| *asked == id));
    let who = place(PEOPLE.iter().position(|person| person.name == who));
    [&[which, who], line.as_bytes(), b"\n", body].concat()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let push = seeds::bytes(&serde_json::json!({
        "proto": 1, "replica_id": "00000000-0000-8000-8000-000000000001", "batch": [],
    }));
    let pull = seeds::bytes(&serde_json::json!({
        "proto": 1, "schema": 1, "replica_id": "00000000-0000-8000-8000-000000000002",
        "scopes": {"o": 0, "a": 0}, "takes_whole": true, "need_digest": true,
    }));
    let id = "00000000-0000-8000-8000-000000000001";
    vec![
        seed("hello", "Hanna", "", b""),
        seed("push", "Hanna", "", &push),
        seed("pull", "Agda", "", &pull),
        seed("snapshot", "Agda", "a 0 0", b""),
        seed("snapshot", "Agda", &format!("a 0 organisation.{id}"), b""),
        seed("inbox", "Hanna", "", b""),
        seed(
            "inbox",
            "Hanna",
            &format!("after=1772434800000_{id}_1"),
            b"",
        ),
        seed("import", "Per", "file=a.xml", b"<a/>"),
        seed("list_feedback", "Agda", "", b""),
        seed("list_devices", "Agda", "", b""),
        seed("list_replicas", "Agda", "", b""),
        seed("members", "Agda", "", b""),
    ]
}
