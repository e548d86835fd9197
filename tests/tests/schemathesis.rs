//! The real server with the demo's data, tried by schemathesis as every role and as nobody: no server error, no answer that the
//! description does not have. The endless `/sync/v1/events` is tried in `events.rs`, the issuers'
//! way back, which redirects out of the API whatever comes, in `oidc`. What ends sessions runs last, and until then every session
//! is open: a fuzzer that was signed out would try nothing but refusals.
//!
//! `FOTFASTE_SCHEMATHESIS` names the tool; `cargo verify api` installs it. Without it one line says so.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use backend::cli::demo::{ACCOUNTS, PASSWORD};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;
use tests::server::{Launch, Server};
use tokio::process::Command;

/// What counts as a fault.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,unsupported_method";
/// Cases an operation in the fuzzing phase; the coverage phase adds its own.
const EXAMPLES: &str = "20";
/// Roles tried side by side.
const AT_ONCE: usize = 3;

/// Operations that may end the session that asks, or another's. The fuzzer sends what it was told elsewhere: the ids of users and
/// sessions, and the accounts and the password of the demo, with which it signs in; a new session ends the one before it.
/// They come last.
const ENDING: [&str; 7] = [
    "login",
    "password",
    "logout",
    "sessions_end",
    "member_sessions",
    "member_state",
    "member_reset",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_as_described_to_every_role() -> Result<()> {
    let Some(tool) = std::env::var_os("FOTFASTE_SCHEMATHESIS") else {
        eprintln!("skipped: FOTFASTE_SCHEMATHESIS is not set; cargo verify api installs it");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, lifted().to_string())?;
    let server = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &settings.to_string_lossy())
        .start()
        .await?;
    let tool = Path::new(&tool);
    let mut sessions = vec![None];
    let mut roles = BTreeSet::new();
    for account in ACCOUNTS.iter().filter(|account| roles.insert(account.role)) {
        sessions.push(Some((
            account.login,
            sign_in(&server, account.login).await?,
        )));
    }
    let (server, folder) = (&server, folder.path());
    for (operations, is_open_after) in [
        ("--exclude-operation-id", true),
        ("--include-operation-id", false),
    ] {
        futures::stream::iter(&sessions)
            .map(|session| run(tool, server, folder, session.as_ref(), operations))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        for (login, cookie) in sessions.iter().flatten() {
            let is_open = is_open(server, cookie).await?;
            ensure!(
                is_open == is_open_after,
                "{login}: the session is open: {is_open}"
            );
        }
    }
    Ok(())
}

async fn is_open(server: &Server, cookie: &str) -> Result<bool> {
    let request = reqwest::Client::new()
        .get(server.url("/auth/v1/session"))
        .header("cookie", cookie);
    Ok(request.send().await?.status() == 200)
}

/// Limits that a fuzzer does not meet; they have tests of their own.
fn lifted() -> serde_json::Value {
    json!({"limits": {
        "login_per_address_minute": 1_000_000, "login_per_account_five_minutes": 1_000_000,
        "enrol_per_address_hour": 1_000_000, "feedback_per_address_hour": 1_000_000, "sync_per_user_minute": 1_000_000, "api_per_user_minute": 1_000_000,
        "import_per_user_hour": 1_000_000, "public_per_address_minute": 1_000_000, "hello_per_address_minute": 1_000_000,
    }})
}

async fn sign_in(server: &Server, login: &str) -> Result<String> {
    let answer = reqwest::Client::new()
        .post(server.url("/auth/v1/login"))
        .header("origin", server.url(""))
        .json(&json!({"login": login, "password": PASSWORD}))
        .send()
        .await?;
    ensure!(
        answer.status() == 200,
        "{login} cannot sign in: {}",
        answer.status()
    );
    let cookie = answer
        .headers()
        .get("set-cookie")
        .context("no cookie")?
        .to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn run(
    tool: &Path,
    server: &Server,
    folder: &Path,
    session: Option<&(&str, String)>,
    flag: &str,
) -> Result<()> {
    let operations: Vec<&str> = ENDING.iter().flat_map(|id| [flag, id]).collect();
    let mut command = Command::new(tool);
    command
        .current_dir(folder)
        .args([
            "run",
            &server.url("/api/openapi.json"),
            "--checks",
            CHECKS,
            "--max-examples",
            EXAMPLES,
        ])
        .args([
            "--phases",
            "examples,coverage,fuzzing",
            "--seed",
            "1",
            "--warnings",
            "off",
            "--no-color",
        ])
        .args([
            "--request-timeout",
            "20",
            "--exclude-operation-id",
            "events",
            "--exclude-operation-id",
            "oidc_callback",
        ])
        .args(&operations)
        .args(["--header", &format!("Origin: {}", server.url(""))])
        .stdin(Stdio::null());
    if let Some((_, cookie)) = session {
        command.args(["--header", &format!("Cookie: {cookie}")]);
    }
    let output = command
        .output()
        .await
        .context("schemathesis does not start")?;
    let who = session.map_or("nobody", |(login, _)| login);
    let text = String::from_utf8_lossy(&output.stdout);
    let cases = text
        .lines()
        .rev()
        .find(|line| line.contains("generated"))
        .unwrap_or_default()
        .trim();
    eprintln!("{who} {}: {cases}", operations.join(" "));
    let log = server.log();
    let wrong: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    ensure!(
        output.status.success(),
        "as {who}:\n{text}\n{}\n{}",
        String::from_utf8_lossy(&output.stderr),
        wrong.join("\n")
    );
    Ok(())
}
