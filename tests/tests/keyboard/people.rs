//! What an administrator does.

use anyhow::Result;
use serde_json::json;
use tests::keyboard::Keyboard;
use tests::words::word;

/// A contractor that has not been here before.
pub async fn organisation(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/people").await?;
    keyboard.unfold(&word("people.new_organisation")).await?;
    keyboard.write("org-name", "Tangentbygg AB").await?;
    keyboard.write("org-number", "559999-0057").await?;
    keyboard
        .choose("org-kind", &word("organisation_kind.contractor"))
        .await?;
    keyboard.send().await?;
    keyboard.hear("Tangentbygg AB").await
}

/// The link is shown once.
pub async fn invite(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/people").await?;
    keyboard.write("invite-name", "Nils Ny").await?;
    keyboard.write("invite-login", "nils.ny").await?;
    keyboard.choose("invite-organisation", "Storsjö").await?;
    keyboard
        .choose("invite-role", &word("role.caseworker"))
        .await?;
    keyboard.send().await?;
    keyboard.see("#invite-link").await
}

/// To somebody who has an account.
pub async fn grant(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/people").await?;
    keyboard.see("main details summary").await?;
    keyboard.unfold(&word("people.grant")).await?;
    keyboard.choose("grant-person", "Rolf Sand").await?;
    keyboard.choose("grant-organisation", "Storsjö").await?;
    keyboard
        .choose("grant-role", &word("role.coordinator"))
        .await?;
    keyboard.send().await?;
    keyboard.hear(&word("people.granted")).await
}

/// In two steps; the one that was given.
pub async fn end(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/people").await?;
    let fold = format!(
        "const one = document.activeElement; return one?.matches('summary') === true && one.closest('.list-row')?.textContent.includes({}) === true",
        json!(word("role.coordinator"))
    );
    keyboard.to_that("the role's fold", &fold).await?;
    keyboard.enter().await?;
    keyboard
        .to("details[open] form button[type=submit]")
        .await?;
    keyboard.enter().await?;
    keyboard.hear(&word("people.ended")).await
}
