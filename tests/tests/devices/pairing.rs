//! A code is used once, in time, by one tablet, and is nothing before both screens showed the same words.
use anyhow::Result;
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::id::DeviceId;
use shared::pairing::Purpose;
use shared::testing::cast::id;
use tests::crew::{Crew, Tablet};
use tests::world::Answer;
use uuid::Uuid;

fn said(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

fn no(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

const YES: u16 = 200;

#[tokio::test]
async fn a_tablet_is_connected_by_code_words_and_key() -> Result<()> {
    let crew = Crew::new().await?;
    let tablet = crew.tablet("Nora", "Norr").await?;
    let session = tablet.get(&crew.world, "/auth/v1/session").await?.json();
    assert_eq!(session["roles"], json!(["tablet"]));
    assert_eq!(session["device"]["site"], json!(id::<Uuid>("Norr")));
    assert_eq!(session["login"], "");
    let listed = crew.listed("Nora", tablet.device()?).await?;
    assert_eq!(
        (&listed["state"], &listed["words"]),
        (&json!("active"), &Value::Null)
    );
    // It is nobody's colleague.
    let members = crew
        .get("Nora", "/api/v1/members")
        .await?
        .json()
        .to_string();
    assert!(!members.contains("Surfplatta"), "{members}");
    Ok(())
}

#[tokio::test]
async fn who_answers_for_a_site_connects_and_others_do_not_find_it() -> Result<()> {
    let crew = Crew::new().await?;
    for (who, site) in [
        ("Nora", "Norr"),
        ("Nora", "Mark"),
        ("Karin", "Mark"),
        ("Agda", "Ost"),
    ] {
        crew.tablet(who, site).await?;
    }
    let body = json!({ "site": id::<Uuid>("Norr"), "name": "X" });
    let other = crew.post("Olle", "/api/v1/devices", &body).await?;
    assert_eq!(said(&other), no(404, "not_found"));
    let nowhere = json!({ "site": id::<Uuid>("Nowhere"), "name": "X" });
    let nowhere = crew.post("Nora", "/api/v1/devices", &nowhere).await?;
    assert_eq!(other.body, nowhere.body);
    for who in ["Stig", "Hanna", "Per"] {
        let answer = crew.post(who, "/api/v1/devices", &body).await?;
        assert_eq!(said(&answer), no(403, "not_permitted"), "{who}");
    }
    let stranger = crew.stranger().await?;
    let answer = crew
        .world
        .post("/api/v1/devices", Some(&stranger), &body)
        .await?;
    assert_eq!(said(&answer), no(404, "not_found"));
    Ok(())
}

#[tokio::test]
async fn a_code_is_used_once_and_in_time() -> Result<()> {
    let crew = Crew::new().await?;
    let code = crew.code("Nora", "Norr").await?;
    let (mut first, mut second) = (Tablet::new()?, Tablet::new()?);
    assert_eq!(
        first.pair(&crew.world, &code.to_lowercase()).await?.status,
        YES
    );
    assert_eq!(
        said(&second.pair(&crew.world, &code).await?),
        no(404, "code_unknown")
    );
    assert_eq!(
        said(&first.pair(&crew.world, &code).await?),
        no(404, "code_unknown")
    );
    let late = crew.code("Nora", "Norr").await?;
    crew.world.pass(10);
    assert_eq!(
        said(&second.pair(&crew.world, &late).await?),
        no(404, "code_unknown")
    );
    // The first tablet's words were not compared in time either.
    let decided = crew.decide("Nora", first.device()?, true).await?;
    assert_eq!(said(&decided), no(404, "code_unknown"));
    assert_eq!(
        said(&first.sign_in(&crew.world).await?),
        no(403, "device_revoked")
    );
    Ok(())
}

#[tokio::test]
async fn five_wrong_tries_end_a_code_and_its_words_are_the_tablets_own() -> Result<()> {
    let crew = Crew::new().await?;
    let code = crew.code("Nora", "Norr").await?;
    let mut tablet = Tablet::new()?;
    for last in 0..5 {
        let end = if code.ends_with('0') { '1' } else { '0' };
        let wrong = format!("{}{end}", &code[..10]);
        let answer = tablet.pair(&crew.world, &wrong).await?;
        assert_eq!(said(&answer), no(404, "code_unknown"), "{last}");
    }
    assert_eq!(
        said(&tablet.pair(&crew.world, &code).await?),
        no(404, "code_unknown")
    );
    // Four leave it alive.
    let code = crew.code("Nora", "Norr").await?;
    for _ in 0..4 {
        let end = if code.ends_with('0') { '1' } else { '0' };
        tablet
            .pair(&crew.world, &format!("{}{end}", &code[..10]))
            .await?;
    }
    assert_eq!(tablet.pair(&crew.world, &code).await?.status, YES);
    let device = tablet.device()?;
    let shown = crew.listed("Nora", device).await?["words"].clone();
    assert_eq!(shown, json!(tablet.words(&code)?));
    let mut in_between = Tablet::new()?;
    in_between
        .pair(&crew.world, &crew.code("Nora", "Norr").await?)
        .await?;
    assert_ne!(shown, json!(in_between.words(&code)?));
    Ok(())
}

#[tokio::test]
async fn guesses_from_one_address_are_counted() -> Result<()> {
    let world =
        tests::world::World::with(|settings| settings.limits.enrol_per_address_hour = 20).await?;
    let tablet = Tablet::new()?;
    let mut refused = 0;
    for guess in 0..40_u32 {
        let body = json!({ "code": format!("ABCDE{guess:05}"), "public_key": tablet.public_key() });
        let answer = world.post("/device/v1/pair", None, &body).await?;
        refused += u32::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 20);
    Ok(())
}

#[tokio::test]
async fn of_two_tablets_with_one_code_one_is_too_late() -> Result<()> {
    let crew = Crew::new().await?;
    for _ in 0..10 {
        let code = crew.code("Nora", "Norr").await?;
        let (mut one, mut two) = (Tablet::new()?, Tablet::new()?);
        let (a, b) = futures::join!(one.pair(&crew.world, &code), two.pair(&crew.world, &code));
        let mut said = [a?.status.as_u16(), b?.status.as_u16()];
        said.sort_unstable();
        assert_eq!(said, [200, 404]);
        for tablet in [&one, &two]
            .iter()
            .filter_map(|tablet| tablet.device().ok())
        {
            crew.decide("Nora", tablet, false).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_unconfirmed_or_refused_tablet_gets_nothing() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = Tablet::new()?;
    let code = crew.code("Nora", "Norr").await?;
    tablet.pair(&crew.world, &code).await?;
    assert_eq!(
        said(&tablet.sign_in(&crew.world).await?),
        no(409, "device_pending")
    );
    assert_eq!(tablet.session, None);
    // Only who answers for the site decides.
    let device = tablet.device()?;
    assert_eq!(
        said(&crew.decide("Olle", device, true).await?),
        no(404, "not_found")
    );
    assert_eq!(
        said(&crew.decide("Stig", device, true).await?),
        no(403, "not_permitted")
    );
    assert_eq!(
        crew.decide("Nora", device, false).await?.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        said(&tablet.sign_in(&crew.world).await?),
        no(403, "device_revoked")
    );
    assert_eq!(
        said(&crew.decide("Nora", device, true).await?),
        no(404, "code_unknown")
    );
    Ok(())
}

#[tokio::test]
async fn a_nonce_is_signed_once_by_the_right_key_for_the_right_purpose() -> Result<()> {
    let crew = Crew::new().await?;
    let (mut tablet, other) = (
        crew.tablet("Nora", "Norr").await?,
        crew.tablet("Karin", "Mark").await?,
    );
    let world = &crew.world;
    let refused = no(401, "credentials_refused");
    let proof = tablet.proof(world, Purpose::Session).await?;
    assert_eq!(
        world.post("/device/v1/session", None, &proof).await?.status,
        YES
    );
    assert_eq!(
        said(&world.post("/device/v1/session", None, &proof).await?),
        refused,
        "replayed"
    );
    // Another tablet's signature, another purpose, a flipped bit, a late one, an unknown tablet.
    let mut forged = other.proof(world, Purpose::Session).await?;
    forged["device"] = json!(tablet.device()?);
    let hand_over = tablet.proof(world, Purpose::HandOver).await?;
    for wrong in [forged, hand_over] {
        assert_eq!(
            said(&world.post("/device/v1/session", None, &wrong).await?),
            refused
        );
    }
    let mut flipped = tablet.proof(world, Purpose::Session).await?;
    let mut text = flipped["signature"].as_str().unwrap_or_default().to_owned();
    let last = if text.pop() == Some('0') { '1' } else { '0' };
    text.push(last);
    flipped["signature"] = json!(text);
    assert_eq!(
        said(&world.post("/device/v1/session", None, &flipped).await?),
        refused
    );
    let late = tablet.proof(world, Purpose::Session).await?;
    world.pass(1);
    assert_eq!(
        said(&world.post("/device/v1/session", None, &late).await?),
        refused
    );
    let mut unknown = tablet.proof(world, Purpose::Session).await?;
    unknown["device"] = json!(DeviceId::from(Uuid::from_u128(7)));
    assert_eq!(
        said(&world.post("/device/v1/session", None, &unknown).await?),
        refused
    );
    // A newer nonce makes the one before void; the right one still works.
    let first = tablet.proof(world, Purpose::Session).await?;
    let second = tablet.proof(world, Purpose::Session).await?;
    assert_eq!(
        said(&world.post("/device/v1/session", None, &first).await?),
        refused
    );
    assert_eq!(
        said(&world.post("/device/v1/session", None, &second).await?),
        refused,
        "used up"
    );
    assert_eq!(tablet.sign_in(world).await?.status, YES);
    Ok(())
}

#[tokio::test]
async fn a_tablets_session_outlasts_a_shift_and_its_key_renews_it() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Nora", "Norr").await?;
    crew.world.pass(11 * 60);
    assert_eq!(
        tablet.get(&crew.world, "/auth/v1/session").await?.status,
        YES
    );
    crew.world.pass(14 * 60);
    let answer = tablet.get(&crew.world, "/auth/v1/session").await?;
    assert_eq!(said(&answer), no(401, "session_missing"));
    assert_eq!(tablet.sign_in(&crew.world).await?.status, YES);
    assert_eq!(
        tablet.get(&crew.world, "/auth/v1/session").await?.status,
        YES
    );
    Ok(())
}

#[tokio::test]
async fn a_disconnected_tablet_is_out_at_once_and_only_its_people_do_it() -> Result<()> {
    let crew = Crew::new().await?;
    let mut tablet = crew.tablet("Karin", "Mark").await?;
    let device = tablet.device()?;
    let body = json!({ "device": device });
    let stranger = crew.stranger().await?;
    let path = "/api/v1/devices/revoke";
    let answer = crew.world.post(path, Some(&stranger), &body).await?;
    assert_eq!(said(&answer), no(404, "not_found"), "another authority");
    let listed = crew.world.get("/api/v1/devices", Some(&stranger)).await?;
    assert_eq!(listed.json()["items"], json!([]));
    assert_eq!(
        said(&crew.post("Olle", path, &body).await?),
        no(404, "not_found")
    );
    assert_eq!(
        tablet.get(&crew.world, "/auth/v1/session").await?.status,
        YES
    );
    assert_eq!(
        crew.post("Nora", path, &body).await?.status,
        StatusCode::NO_CONTENT
    );
    let gone = no(401, "session_missing");
    assert_eq!(
        said(&tablet.get(&crew.world, "/auth/v1/session").await?),
        gone
    );
    assert_eq!(
        said(&tablet.get(&crew.world, "/device/v1/people").await?),
        gone
    );
    assert_eq!(
        said(&tablet.sign_in(&crew.world).await?),
        no(403, "device_revoked")
    );
    assert_eq!(crew.listed("Nora", device).await?["state"], "revoked");
    // Saying it twice is no fault.
    assert_eq!(
        crew.post("Nora", path, &body).await?.status,
        StatusCode::NO_CONTENT
    );
    Ok(())
}
