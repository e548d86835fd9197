//! Supervisors' PINs: a start code is used once, by its own person, on a tablet of their site; the PIN itself is never sent.
use anyhow::Result;
use axum::http::StatusCode;
use serde_json::{Value, json};
use shared::testing::cast::{id, user};
use tests::crew::Crew;
use uuid::Uuid;

fn pin(rounds: u32) -> Value {
    json!({ "salt": "00".repeat(16), "rounds": rounds, "verifier": "ab".repeat(32) })
}

fn choose(who: &Value, code: &Value) -> Value {
    json!({ "user": who, "code": code, "pin": pin(600_000) })
}

#[tokio::test]
async fn a_supervisor_by_name_chooses_a_pin_with_the_start_code_once() -> Result<()> {
    let crew = Crew::new().await?;
    let tablet = crew.tablet("Nora", "Norr").await?;
    let body = json!({ "site": id::<Uuid>("Norr"), "name": "Maria Lind" });
    let made = crew.post("Nora", "/api/v1/supervisors", &body).await?;
    assert_eq!(made.status, StatusCode::OK, "{}", made.code());
    let (who, code) = (made.json()["user"].clone(), made.json()["code"].clone());
    let people = tablet.get(&crew.world, "/device/v1/people").await?.json();
    let names: Vec<&str> = people["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|person| person["name"].as_str())
        .collect();
    assert_eq!(names, ["Maria Lind", "Sara", "Stig"]);
    let path = "/device/v1/pin";
    let weak = json!({ "user": who, "code": code, "pin": pin(599_999) });
    assert_eq!(
        tablet.post(&crew.world, path, &weak).await?.code(),
        "value_refused"
    );
    let of_sara = choose(&json!(user("Sara")), &code);
    assert_eq!(
        tablet.post(&crew.world, path, &of_sara).await?.code(),
        "code_unknown"
    );
    let right = choose(&who, &code);
    assert_eq!(
        tablet.post(&crew.world, path, &right).await?.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        tablet.post(&crew.world, path, &right).await?.code(),
        "code_unknown"
    );
    let people = tablet.get(&crew.world, "/device/v1/people").await?.json();
    assert_eq!(people["items"][0]["pin"], pin(600_000));
    assert_eq!(people["items"][1]["pin"], Value::Null);
    // The person is a member without an account name.
    let members = crew.get("Nora", "/api/v1/members").await?.json();
    let maria = members["items"].as_array().into_iter().flatten();
    let maria = maria
        .filter(|member| member["name"] == "Maria Lind")
        .count();
    assert_eq!(maria, 1);
    Ok(())
}

#[tokio::test]
async fn a_start_code_is_for_the_site_in_time_and_the_last_one_counts() -> Result<()> {
    let crew = Crew::new().await?;
    let (norr, mark) = (
        crew.tablet("Nora", "Norr").await?,
        crew.tablet("Nora", "Mark").await?,
    );
    let body = json!({ "site": id::<Uuid>("Norr"), "user": user("Stig") });
    let code = async || {
        let made = crew.post("Nora", "/api/v1/start_codes", &body).await;
        made.map(|made| made.json()["code"].clone())
    };
    let (first, second) = (code().await?, code().await?);
    let who = json!(user("Stig"));
    let path = "/device/v1/pin";
    let old = norr.post(&crew.world, path, &choose(&who, &first)).await?;
    assert_eq!(old.code(), "code_unknown");
    let elsewhere = mark.post(&crew.world, path, &choose(&who, &second)).await?;
    assert_eq!(elsewhere.code(), "code_unknown");
    crew.world.pass(23 * 60 + 59);
    let right = norr.post(&crew.world, path, &choose(&who, &second)).await?;
    assert_eq!(right.status, StatusCode::NO_CONTENT);
    let late = code().await?;
    crew.world.pass(24 * 60);
    let mut norr = norr;
    norr.sign_in(&crew.world).await?;
    let late = norr.post(&crew.world, path, &choose(&who, &late)).await?;
    assert_eq!(late.code(), "code_unknown");
    // Nobody of another site or authority gets one made.
    let of_ulla = json!({ "site": id::<Uuid>("Norr"), "user": user("Ulla") });
    let answer = crew.post("Nora", "/api/v1/start_codes", &of_ulla).await?;
    assert_eq!(answer.code(), "not_found");
    let answer = crew.post("Olle", "/api/v1/start_codes", &body).await?;
    assert_eq!(answer.code(), "not_found");
    Ok(())
}

#[tokio::test]
async fn only_a_tablet_sets_and_reads_pins_and_tells_of_wrong_ones() -> Result<()> {
    let crew = Crew::new().await?;
    let tablet = crew.tablet("Nora", "Norr").await?;
    for who in ["Stig", "Nora", "Agda"] {
        assert_eq!(
            crew.get(who, "/device/v1/people").await?.code(),
            "not_permitted"
        );
        let body = choose(&json!(user("Stig")), &json!("01AHJ-MZ0ZT"));
        assert_eq!(
            crew.post(who, "/device/v1/pin", &body).await?.code(),
            "not_permitted"
        );
    }
    for _ in 0..2 {
        let told = tablet
            .post(&crew.world, "/device/v1/misses", &json!({ "count": 3 }))
            .await?;
        assert_eq!(told.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(
        crew.listed("Nora", tablet.device()?).await?["wrong_pins"],
        6
    );
    // A tablet administers nothing.
    for path in [
        "/api/v1/devices",
        "/api/v1/members",
        "/api/v1/inbox",
        "/api/v1/audit",
    ] {
        assert_eq!(
            tablet.get(&crew.world, path).await?.code(),
            "not_permitted",
            "{path}"
        );
    }
    Ok(())
}
