//! The views for people and BI tools: one per kind, the same columns on both databases.

use crate::*;
use serde_json::json;
use shared::model::{Body, Kind, facts};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

/// Kinds that are only made for a reader; a span is stored too where its person is erased, and stands among the placements.
const PROJECTIONS: [Kind; 3] = [Kind::TraineeCard, Kind::Span, Kind::MeetingCard];

fn stored_kinds() -> impl Iterator<Item = Kind> {
    Kind::ALL
        .iter()
        .copied()
        .filter(|kind| !PROJECTIONS.contains(kind))
}

async fn sqlite_file() -> (Arc<SqliteStore>, TempDir, SqliteConnection) {
    let (store, folder) = sqlite().await;
    prepare(&*store).await;
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let conn = SqliteConnection::connect(&url).await.unwrap();
    (store, folder, conn)
}

#[tokio::test]
async fn every_stored_kind_has_a_view_of_the_same_columns_on_both_databases() {
    let (_store, _folder, mut file) = sqlite_file().await;
    let postgres = tests::postgres::database().await;
    for kind in stored_kinds() {
        let view = format!("v_{}", kind.as_str());
        let sql = AssertSqlSafe(format!(
            "select name from pragma_table_info('{view}') order by cid"
        ));
        let rows = sqlx::query(sql).fetch_all(&mut file).await.unwrap();
        let columns: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert!(columns.len() > 3, "{view} {columns:?}");
        let personal = [
            "person",
            "candidate",
            "candidate_id",
            "user_id",
            "given_name",
            "family_name",
            "body",
        ];
        assert!(
            columns
                .iter()
                .all(|column| !personal.contains(&column.as_str())),
            "{view} {columns:?}"
        );
        sqlx::query(AssertSqlSafe(format!("select * from {view}")))
            .fetch_all(&mut file)
            .await
            .unwrap();
        if let Some(url) = &postgres {
            let mut conn = PgConnection::connect(url).await.unwrap();
            let sql = "select column_name::text from information_schema.columns where table_name = $1 order by ordinal_position";
            let rows = sqlx::query(sql)
                .bind(&view)
                .fetch_all(&mut conn)
                .await
                .unwrap();
            let same: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
            assert_eq!(same, columns, "{view}");
            sqlx::query(AssertSqlSafe(format!("select * from {view}")))
                .fetch_all(&mut conn)
                .await
                .unwrap();
        }
    }
}

fn samples() -> Vec<(EntityRow, &'static str, Vec<Option<&'static str>>)> {
    let other = "00000000-0000-0000-0000-0000000000aa";
    let terms = json!({"places": 4, "months_each": 4, "first_start_by": "2026-05-01"});
    let sample = |n: u128, kind: Kind, body: serde_json::Value| {
        let body = Body::from_value(kind, &body).unwrap();
        EntityRow {
            facts: facts(&body).to_string(),
            ..entity(kind.as_str(), n, None)
        }
    };
    vec![
        (
            sample(
                1,
                Kind::Tender,
                json!({
                    "title": "Ombyggnad av Palmcrantz", "reference": "AB 1", "notice": null, "cpv_main": "45000000",
                    "nature": "works", "value": 1_200_000_050_u64, "deadline": "2026-01-31",
                    "state": {"state": "awarded", "contractor": other, "on": "2026-03-01"},
                }),
            ),
            "select title, notice_id, cast(value_ore + 1 as text), deadline, state, cast(contractor_id as text), awarded_on from v_tender",
            vec![
                Some("Ombyggnad av Palmcrantz"),
                None,
                Some("1200000051"),
                Some("2026-01-31"),
                Some("awarded"),
                Some(other),
                Some("2026-03-01"),
            ],
        ),
        (
            sample(
                2,
                Kind::Contract,
                json!({
                    "tender": other, "requirement": other, "contractor": other, "contractor_name": "Bygg AB", "title": "Palmcrantz",
                    "reference": "AB 1", "signed_on": "2026-03-02", "starts": "2026-04-01", "ends": "2027-04-01", "terms": terms,
                    "subcontractors": [], "sites": [],
                }),
            ),
            "select cast(tenant_id as text), cast(id as text), cast(places * months_each as text), first_start_by, cast(tender_id as text) from v_contract",
            vec![
                Some("00000000-0000-0000-0000-000000000001"),
                Some("00000000-0000-0000-0000-000000000002"),
                Some("16"),
                Some("2026-05-01"),
                Some(other),
            ],
        ),
        (
            sample(
                3,
                Kind::Slot,
                json!({
                    "contract": other, "number": 2, "state": {"state": "offered", "site": other, "trade": "Målare", "from": "2026-04-15"},
                }),
            ),
            "select cast(number as text), state, cast(site_id as text), trade, offered_from from v_slot",
            vec![
                Some("2"),
                Some("offered"),
                Some(other),
                Some("Målare"),
                Some("2026-04-15"),
            ],
        ),
        (
            sample(
                5,
                Kind::Meeting,
                json!({
                    "placement": other, "contract": other, "site": other, "candidate": other, "kind": "three_party_meeting",
                    "state": {"state": "held", "on": "2026-04-20"},
                    "notes": [{"on": "2026-04-20", "by": other, "at": 1, "note": {
                        "present": ["trainee"], "trainee": "well", "work": null, "supervision": null, "agreed": [], "text": "Trivs",
                    }}],
                }),
            ),
            "select meeting_kind, state, meeting_day, cast(placement_id as text) from v_meeting",
            vec![
                Some("three_party_meeting"),
                Some("held"),
                Some("2026-04-20"),
                Some(other),
            ],
        ),
        (
            sample(
                6,
                Kind::Task,
                json!({
                    "placement": other, "candidate": other, "title": "Ring", "due": "2026-04-21", "by": other, "state": {"state": "open"},
                }),
            ),
            "select due, state from v_task",
            vec![Some("2026-04-21"), Some("open")],
        ),
        (
            sample(
                4,
                Kind::Placement,
                json!({
                    "slot": other, "contract": other, "site": other, "candidate": other, "planned_start": "2026-04-15",
                    "planned_end": "2026-08-15", "state": {"state": "ended_early", "started": "2026-04-15", "on": "2026-05-01", "reason": "illness"},
                }),
            ),
            "select state, planned_start, planned_end, cast(slot_id as text) from v_placement where state = 'ended_early'",
            vec![
                Some("ended_early"),
                Some("2026-04-15"),
                Some("2026-08-15"),
                Some(other),
            ],
        ),
        (
            sample(
                7,
                Kind::Span,
                json!({
                    "slot": other, "contract": other, "site": other, "planned_start": "2026-04-15",
                    "planned_end": "2026-08-15", "state": {"state": "completed", "started": "2026-04-15", "on": "2026-08-15"},
                }),
            ),
            "select state, planned_start, cast(contract_id as text) from v_placement where state = 'completed'",
            vec![Some("completed"), Some("2026-04-15"), Some(other)],
        ),
    ]
}

async fn put_samples(store: &dyn Store) {
    change!(store, tx => for (row, _, _) in samples() {
        tx.put_entity(&row).await?;
    })
    .unwrap();
}

#[tokio::test]
async fn views_show_the_facts_in_columns_sqlite() {
    let (store, _folder, mut conn) = sqlite_file().await;
    put_samples(&*store).await;
    for (_, sql, wanted) in samples() {
        let row = sqlx::query(sql).fetch_one(&mut conn).await.unwrap();
        let got: Vec<Option<String>> = (0..row.len()).map(|n| row.get(n)).collect();
        assert_eq!(
            got.iter().map(Option::as_deref).collect::<Vec<_>>(),
            wanted,
            "{sql}"
        );
    }
}

#[tokio::test]
async fn views_show_the_facts_in_columns_postgres() {
    let Some(url) = tests::postgres::database().await else {
        return;
    };
    let store = PostgresStore::open(&url).await.unwrap();
    prepare(&store).await;
    put_samples(&store).await;
    let mut conn = PgConnection::connect(&url).await.unwrap();
    for (_, sql, wanted) in samples() {
        let row = sqlx::query(sql).fetch_one(&mut conn).await.unwrap();
        let got: Vec<Option<String>> = (0..row.len()).map(|n| row.get(n)).collect();
        assert_eq!(
            got.iter().map(Option::as_deref).collect::<Vec<_>>(),
            wanted,
            "{sql}"
        );
    }
}
