//! What a malicious, broken or careless provider may answer: each in one way off a sign-in that goes well, each refused by its code
//! and without a session.

use anyhow::Result;
use serde_json::{Value, json};
use tests::provider::{Plan, Signed, TokenAnswer, with};

use crate::stage::{Bend, Stage, refusal, session};

const IDENTITY: &str = "identity_refused";
const UNAVAILABLE: &str = "issuer_unavailable";

type Variant = (&'static str, fn(&mut Plan), &'static str);

fn claims(plan: &mut Plan, members: Value) {
    plan.claims = with(members);
}

/// Seconds around the test's first moment.
fn at(seconds: i64) -> Value {
    json!(tests::world::START / 1000 + seconds)
}

const VARIANTS: &[Variant] = &[
    ("unsigned and says so", |p| p.signed = Signed::No, IDENTITY),
    (
        "unsigned and says it is",
        |p| p.signed = Signed::Empty,
        IDENTITY,
    ),
    (
        "HMAC with the public key",
        |p| p.signed = Signed::HmacOfPublicKey,
        IDENTITY,
    ),
    (
        "HMAC with the client secret",
        |p| p.signed = Signed::HmacOfSecret,
        IDENTITY,
    ),
    (
        "a key name that is not published",
        |p| p.signed = Signed::UnknownName,
        IDENTITY,
    ),
    (
        "another key under a published name",
        |p| p.signed = Signed::WrongKey,
        IDENTITY,
    ),
    (
        "a key of its own in the head",
        |p| p.signed = Signed::KeyInHead,
        IDENTITY,
    ),
    (
        "changed after it was signed",
        |p| p.signed = Signed::ChangedAfter,
        IDENTITY,
    ),
    (
        "the other key's algorithm",
        |p| p.signed = Signed::OtherAlgorithm,
        IDENTITY,
    ),
    (
        "an algorithm that nobody allowed",
        |p| p.head = with(json!({"alg": "ES512"})),
        IDENTITY,
    ),
    (
        "an algorithm in other letters",
        |p| p.head = with(json!({"alg": "es256"})),
        IDENTITY,
    ),
    (
        "no algorithm",
        |p| p.head = with(json!({"alg": null})),
        IDENTITY,
    ),
    (
        "an extension that must be known",
        |p| p.head = with(json!({"crit": ["x"], "x": 1})),
        IDENTITY,
    ),
    (
        "a logout token's type",
        |p| p.head = with(json!({"typ": "logout+jwt"})),
        IDENTITY,
    ),
    (
        "another nonce",
        |p| claims(p, json!({"nonce": "x"})),
        IDENTITY,
    ),
    ("no nonce", |p| claims(p, json!({"nonce": null})), IDENTITY),
    (
        "an empty nonce",
        |p| claims(p, json!({"nonce": ""})),
        IDENTITY,
    ),
    (
        "another issuer",
        |p| claims(p, json!({"iss": "https://evil.example"})),
        IDENTITY,
    ),
    (
        "the issuer with a slash",
        |p| {
            let issuer = p.names_itself.clone().unwrap_or_default();
            claims(p, json!({"iss": format!("{issuer}/")}));
        },
        IDENTITY,
    ),
    ("no issuer", |p| claims(p, json!({"iss": null})), IDENTITY),
    (
        "another audience",
        |p| claims(p, json!({"aud": "other"})),
        IDENTITY,
    ),
    ("no audience", |p| claims(p, json!({"aud": null})), IDENTITY),
    (
        "an empty audience",
        |p| claims(p, json!({"aud": []})),
        IDENTITY,
    ),
    (
        "several audiences without a party",
        |p| claims(p, json!({"aud": ["fotfaste", "other"]})),
        IDENTITY,
    ),
    (
        "several audiences and another party",
        |p| {
            claims(p, json!({"aud": ["fotfaste", "other"], "azp": "other"}));
        },
        IDENTITY,
    ),
    (
        "one audience and another party",
        |p| claims(p, json!({"azp": "other"})),
        IDENTITY,
    ),
    ("expired", |p| claims(p, json!({"exp": at(-61)})), IDENTITY),
    ("no end", |p| claims(p, json!({"exp": null})), IDENTITY),
    (
        "an end that is a text",
        |p| claims(p, json!({"exp": "9999999999"})),
        IDENTITY,
    ),
    (
        "not yet valid",
        |p| claims(p, json!({"nbf": at(120)})),
        IDENTITY,
    ),
    (
        "made long ago",
        |p| claims(p, json!({"iat": at(-3600)})),
        IDENTITY,
    ),
    (
        "made in the future",
        |p| claims(p, json!({"iat": at(3600)})),
        IDENTITY,
    ),
    (
        "no moment of making",
        |p| claims(p, json!({"iat": null})),
        IDENTITY,
    ),
    ("no subject", |p| claims(p, json!({"sub": null})), IDENTITY),
    (
        "an empty subject",
        |p| claims(p, json!({"sub": ""})),
        IDENTITY,
    ),
    (
        "a subject that is a number",
        |p| claims(p, json!({"sub": 4711})),
        IDENTITY,
    ),
    (
        "a subject that is too long",
        |p| claims(p, json!({"sub": "x".repeat(256)})),
        IDENTITY,
    ),
    (
        "a token that is too long",
        |p| claims(p, json!({"x": "x".repeat(40_000)})),
        IDENTITY,
    ),
    ("no ID token", |p| p.token = TokenAnswer::NoToken, IDENTITY),
    (
        "an error of the token endpoint",
        |p| p.token = TokenAnswer::Error,
        IDENTITY,
    ),
    (
        "a broken token endpoint",
        |p| p.token = TokenAnswer::Broken,
        UNAVAILABLE,
    ),
    (
        "a page instead of a token",
        |p| p.token = TokenAnswer::Html,
        UNAVAILABLE,
    ),
    (
        "ten megabytes",
        |p| p.token = TokenAnswer::Huge,
        UNAVAILABLE,
    ),
    (
        "a minute's silence",
        |p| p.token = TokenAnswer::Slow,
        UNAVAILABLE,
    ),
    (
        "a redirect to a good token",
        |p| p.token = TokenAnswer::Redirect,
        UNAVAILABLE,
    ),
    (
        "an answer in another's name",
        |p| {
            p.names_itself = Some("https://other.example".to_owned());
        },
        IDENTITY,
    ),
    (
        "an answer without the name that it promised",
        |p| p.names_itself = None,
        IDENTITY,
    ),
    (
        "a group that no rule names",
        |p| p.person["groups"] = json!(["alla"]),
        "role_missing",
    ),
    (
        "no group",
        |p| p.person["groups"] = json!([]),
        "role_missing",
    ),
    (
        "no claim",
        |p| drop(p.person.as_object_mut().and_then(|o| o.remove("groups"))),
        "role_missing",
    ),
    (
        "a claim that is an object",
        |p| {
            p.person["groups"] = json!({crate::stage::CASEWORKERS: true});
        },
        "role_missing",
    ),
    (
        "a claim that is true",
        |p| p.person["groups"] = json!(true),
        "role_missing",
    ),
    (
        "a claim that is a list in a text",
        |p| {
            p.person["groups"] = json!(format!("alla,{}", crate::stage::CASEWORKERS));
        },
        "role_missing",
    ),
];

#[tokio::test]
async fn every_variant_is_refused_by_its_code_and_without_a_session() -> Result<()> {
    assert!(VARIANTS.len() >= 30);
    // Side by side, but not so many that a busy machine lets the issuers look slow.
    for some in VARIANTS.chunks(6) {
        let tried = some.iter().map(|variant| refused(variant));
        for result in futures::future::join_all(tried).await {
            result?;
        }
    }
    Ok(())
}

async fn refused((name, bend, code): &Variant) -> Result<()> {
    let stage = Stage::new().await?;
    stage.provider.plan(bend);
    let answer = stage.sign_in().await?;
    assert_eq!(refusal(&answer), *code, "{name}");
    let made = users(&stage).await?;
    let made = made.iter().find(|login| login.starts_with("palmkoping."));
    assert_eq!(made, None, "{name} made an account");
    Ok(())
}

/// All logins of the first authority.
async fn users(stage: &Stage) -> Result<Vec<String>> {
    let tenant = stage.world.here.id;
    let users = backend::store::read::<_, backend::store::StoreError, _>(
        stage.world.app.store.as_ref(),
        move |tx| Box::pin(async move { tx.users(tenant).await }),
    );
    Ok(users.await?.into_iter().map(|user| user.login).collect())
}

/// What differs from the table's rows in one thing only, and is right: so the rows are refused for what they say.
#[tokio::test]
async fn what_is_allowed_goes_well() -> Result<()> {
    let good: &[Bend] = &[
        ("as it is", |_p| {}),
        ("the RSA key", |p| p.signed = Signed::Rs256),
        ("one audience in a list", |p| {
            claims(p, json!({"aud": ["fotfaste"]}))
        }),
        ("several audiences and our party", |p| {
            claims(p, json!({"aud": ["fotfaste", "other"], "azp": "fotfaste"}));
        }),
        ("a clock half a minute off", |p| {
            claims(p, json!({"iat": at(30), "nbf": at(30), "exp": at(-30)}));
        }),
        ("one group that is a text", |p| {
            p.person["groups"] = json!(crate::stage::CASEWORKERS)
        }),
        ("a longest subject", |p| {
            claims(p, json!({"sub": "x".repeat(255)}))
        }),
        ("no auth_time", |p| claims(p, json!({"auth_time": null}))),
    ];
    for (name, bend) in good {
        let stage = Stage::new().await?;
        stage.provider.plan(bend);
        let answer = stage.sign_in().await?;
        assert!(
            session(&answer).is_ok(),
            "{name}: {}",
            crate::stage::landing(&answer)
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_nameless_key_is_taken_only_where_one_fits() -> Result<()> {
    let stage = Stage::new().await?;
    stage.provider.plan(|plan| plan.signed = Signed::Nameless);
    assert!(session(&stage.sign_in().await?).is_ok(), "one elliptic key");
    Ok(())
}
