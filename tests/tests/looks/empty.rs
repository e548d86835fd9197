//! An installation in which nothing has been done yet: its administrator, and one person a role whom they have invited.

use anyhow::{Context, Result, ensure};
use backend::cli::demo::ACCOUNTS;
use serde_json::{Value, json};
use shared::api::{InviteMade, SessionInfo};
use tests::still::{Filling, Still};

/// Of everybody there.
pub const PASSWORD: &str = "kvast lykta groda";

/// Begins one. Whoever needs an organisation of their own (contractors' people) gets the right to none: they sign in as the
/// authority's auditor and open the site's screens by addresses that nobody has.
///
/// # Errors
/// When the server refuses.
pub async fn begin() -> Result<Still> {
    let still = Still::start(Filling::Nothing).await?;
    let here = still.url("");
    let secret = still.founding().await?;
    let http = reqwest::Client::builder().build()?;
    let post = async |path: &str, session: Option<&str>, body: Value| {
        let asked = http
            .post(format!("{here}{path}"))
            .header("origin", &here)
            .json(&body);
        let asked = match session {
            Some(session) => asked.header("cookie", session),
            None => asked,
        };
        let answer = asked.send().await?;
        let status = answer.status();
        let cookie = answer.headers().get("set-cookie");
        let cookie = cookie
            .and_then(|line| line.to_str().ok())
            .and_then(|line| line.split(';').next())
            .map(str::to_owned);
        let text = answer.text().await?;
        ensure!(status.is_success(), "{path} answered {status}: {text}");
        Ok((text, cookie))
    };
    let founder = json!({
        "token": secret, "authority": "Storsjö kommun", "number": "212000-2528", "login": "admin", "name": "Anders Admin",
        "password": PASSWORD,
    });
    let (me, session) = post("/auth/v1/bootstrap", None, founder).await?;
    let me: SessionInfo = serde_json::from_str(&me)?;
    let session = session.context("no session")?;
    let organisation = me.memberships.first().context("no right")?.organisation;
    for account in ACCOUNTS.iter().filter(|account| account.login != "admin") {
        let role = if account.role.is_contractors() {
            json!("auditor")
        } else {
            serde_json::to_value(account.role)?
        };
        let invite = json!({ "login": account.login, "name": account.name, "organisation": organisation, "role": role });
        let (made, _) = post("/api/v1/invites", Some(&session), invite).await?;
        let made: InviteMade = serde_json::from_str(&made)?;
        let (_, token) = made.link.split_once('#').context("no secret")?;
        post(
            "/auth/v1/accept",
            None,
            json!({ "token": token, "password": PASSWORD }),
        )
        .await?;
    }
    Ok(still)
}
