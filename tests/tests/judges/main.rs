//! Judges that nobody here wrote, over the app as it is sent: Lighthouse (accessibility and best practices are 100 on the
//! main screens) and csp_evaluator (nothing above low in the content policy).
//!
//! `FOTFASTE_JUDGES` names their `node_modules` (the lane `judges` installs them); without it the tests say so and are skipped.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use serde_json::{Value, json};
use tests::browser;
use tests::program;
use tests::server::Launch;
use tokio::process::Command;

/// csp_evaluator's own scale: smaller is worse. From here on it says "perhaps": its web page shows these as low.
const LOW: u64 = 50;

fn judges() -> Option<PathBuf> {
    let found = std::env::var_os("FOTFASTE_JUDGES").map(PathBuf::from);
    if found.is_none() {
        eprintln!("skipped: FOTFASTE_JUDGES names no folder with lighthouse and csp_evaluator");
    }
    found
}

async fn node(script: &str, judges: &Path, arguments: &[&str]) -> Result<Vec<Value>> {
    let script = program::root().join("tests/tests/judges").join(script);
    let output = Command::new("node")
        .arg(script)
        .args(arguments)
        .env("FOTFASTE_JUDGES", judges)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(output.status.success(), "node ended with {}", output.status);
    let text = String::from_utf8(output.stdout)?;
    text.lines()
        .map(|line| serde_json::from_str(line).context("no JSON"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_policy_holds_nothing_above_low() -> Result<()> {
    let Some(judges) = judges() else {
        return Ok(());
    };
    program::site()?;
    let server = Launch::temporary()?.start().await?;
    // The page, a file, an answer of the API and a refusal: one policy for all.
    for path in [
        "/",
        "/manifest.webmanifest",
        "/api/openapi.json",
        "/api/none",
    ] {
        let answer = reqwest::get(server.url(path)).await?;
        let policy = answer.headers().get("content-security-policy");
        let policy = policy.with_context(|| format!("{path} has no policy"))?;
        ensure!(
            policy
                .to_str()?
                .contains("require-trusted-types-for 'script'"),
            "{path} asks for no Trusted Types"
        );
        let found = node("policy.mjs", &judges, &[policy.to_str()?]).await?;
        let found = found.first().and_then(Value::as_array).context("no list")?;
        let bad = found
            .iter()
            .filter(|finding| finding["severity"].as_u64().is_none_or(|level| level < LOW));
        let bad: Vec<&Value> = bad.collect();
        ensure!(bad.is_empty(), "{path}: {bad:#?}");
        if path == "/" {
            println!(
                "the content policy: {} of low weight: {found:?}",
                found.len()
            );
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn lighthouse_gives_the_main_screens_a_hundred() -> Result<()> {
    let Some(judges) = judges() else {
        return Ok(());
    };
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let chromium = browser::chromium().context("no chromium")?;
    let screen = |path: &str, form: &str| json!({ "path": path, "form": form });
    let linked =
        |path: &str, link: &str, form: &str| json!({ "path": path, "link": link, "form": form });
    let person = |login: Value, screens: Value| json!({ "login": login, "password": PASSWORD, "screens": screens });
    let people = json!([
        person(Value::Null, json!([screen("/sign-in", "mobile")])),
        person(
            json!("malare"),
            json!([screen("/", "mobile"), screen("/device", "mobile")])
        ),
        person(
            json!("handlaggare"),
            json!([
                screen("/cases", "mobile"),
                linked("/cases", "main a[href^='/placements/']", "mobile"),
            ])
        ),
        person(
            json!("avtal"),
            json!([
                screen("/", "desktop"),
                screen("/tenders", "desktop"),
                screen("/contracts", "desktop"),
                linked("/contracts", "main a[href^='/contracts/']", "desktop"),
            ])
        ),
        person(json!("matchning"), json!([screen("/matching", "desktop")])),
        person(json!("admin"), json!([screen("/people", "desktop")])),
    ]);
    let wanted: usize = people
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|person| person["screens"].as_array())
        .map(Vec::len)
        .sum();
    let arguments = [
        &*chromium.to_string_lossy(),
        &server.url(""),
        &people.to_string(),
    ];
    let seen = node("lighthouse.mjs", &judges, &arguments).await?;
    ensure!(seen.len() == wanted, "{} of {wanted} screens", seen.len());
    let mut bad = Vec::new();
    for screen in &seen {
        println!(
            "{} {} {}: accessibility {}, best practices {}",
            screen["login"],
            screen["path"],
            screen["form"],
            screen["accessibility"],
            screen["practices"]
        );
        if screen["accessibility"] != json!(100) || screen["practices"] != json!(100) {
            bad.push(screen);
        }
    }
    ensure!(bad.is_empty(), "{bad:#?}");
    Ok(())
}
