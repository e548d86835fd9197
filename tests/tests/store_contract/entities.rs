//! Entities: found by tenant, kind and id, listed in pages whatever their size.

use crate::*;

fn ids(rows: &[EntityRow]) -> Vec<u128> {
    rows.iter().map(|row| row.id.as_u128()).collect()
}

contract! {
    async fn entity_is_found_by_tenant_kind_and_id(store) {
        change!(store, tx => tx.put_entity(&entity("site", 1, None)).await?).unwrap();
        let found = look!(store, tx => [
            tx.entity(ours(), "site", id(1)).await?.is_some(),
            tx.entity(theirs(), "site", id(1)).await?.is_some(),
            tx.entity(ours(), "slot", id(1)).await?.is_some(),
            tx.entity(ours(), "site", id(2)).await?.is_some(),
        ]).unwrap();
        assert_eq!(found, [true, false, false, false]);
    }

    async fn entities_come_as_asked_for_without_the_missing(store) {
        change!(store, tx => for n in 1..=3 {
            tx.put_entity(&entity("site", n, None)).await?;
            tx.put_entity(&entity("slot", n, None)).await?;
        }).unwrap();
        let rows = look!(store, tx => {
            let keys = [("slot", 3), ("site", 1), ("site", 9), ("slot", 1), ("site", 1)];
            let keys = keys.map(|(kind, n)| (kind.to_owned(), id(n)));
            tx.entities(ours(), &keys).await?
        }).unwrap();
        let got: Vec<_> = rows.iter().map(|row| (row.kind.as_str(), row.id.as_u128())).collect();
        assert_eq!(got, [("slot", 3), ("site", 1), ("slot", 1), ("site", 1)]);
        let none = look!(store, tx => tx.entities(ours(), &[]).await?).unwrap();
        assert_eq!(none, []);
        let other = look!(store, tx => tx.entities(theirs(), &[("slot".into(), id(3))]).await?).unwrap();
        assert_eq!(other, []);
    }

    async fn children_are_those_of_the_parent_now(store) {
        change!(store, tx => {
            for n in [3, 1, 2] {
                tx.put_entity(&entity("slot", n, Some(100))).await?;
            }
            tx.put_entity(&entity("site", 4, Some(100))).await?;
            tx.put_entity(&entity("slot", 5, Some(101))).await?;
            tx.put_entity(&entity("slot", 6, None)).await?
        }).unwrap();
        let rows = look!(store, tx => tx.children(ours(), "slot", id(100)).await?).unwrap();
        assert_eq!(ids(&rows), [1, 2, 3]);
        change!(store, tx => {
            tx.put_entity(&entity("slot", 1, Some(101))).await?;
            tx.put_entity(&entity("slot", 2, None)).await?
        }).unwrap();
        let rows = look!(store, tx => (
            tx.children(ours(), "slot", id(100)).await?,
            tx.children(ours(), "slot", id(101)).await?,
            tx.children(theirs(), "slot", id(100)).await?,
        )).unwrap();
        assert_eq!((ids(&rows.0), ids(&rows.1), ids(&rows.2)), (vec![3], vec![1, 5], vec![]));
    }

    async fn list_comes_in_pages_of_every_size(store) {
        change!(store, tx => {
            for n in (1..=5).rev() {
                tx.put_entity(&entity("site", n, None)).await?;
            }
            tx.put_entity(&entity("sitf", 9, None)).await?;
            tx.put_entity(&EntityRow { tenant: theirs(), ..entity("site", 7, None) }).await?
        }).unwrap();
        for limit in 1..=6 {
            let mut seen = Vec::new();
            let mut after = None;
            loop {
                let rows = look!(store, tx => tx.list(ours(), "site", after, limit).await?).unwrap();
                assert!(rows.len() as i64 <= limit);
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                seen.extend(ids(&rows));
            }
            assert_eq!(seen, [1, 2, 3, 4, 5], "limit {limit}");
        }
        let none = look!(store, tx => tx.list(ours(), "site", None, 0).await?).unwrap();
        assert_eq!(none, []);
    }

    async fn put_entity_replaces_every_field_by_key(store) {
        fn latest() -> EntityRow {
            EntityRow {
                ver: i64::MAX,
                person: Some(Uuid::max()),
                facts: "{\"title\":\"Å, ä \\\"ö\\\"\"}".into(),
                body: (0..=255).collect(),
                ..entity("site", 1, Some(2))
            }
        }
        change!(store, tx => {
            tx.put_entity(&entity("site", 1, None)).await?;
            tx.put_entity(&latest()).await?
        }).unwrap();
        let row = look!(store, tx => tx.entity(ours(), "site", id(1)).await?).unwrap();
        assert_eq!(row, Some(latest()));
        change!(store, tx => tx.put_entity(&entity("site", 1, None)).await?).unwrap();
        let row = look!(store, tx => tx.entity(ours(), "site", id(1)).await?).unwrap();
        assert_eq!(row, Some(entity("site", 1, None)));
    }

    async fn entities_of_person_are_those_under_the_persons_key(store) {
        let of = |kind, n, person| EntityRow { person: Some(id(person)), ..entity(kind, n, None) };
        change!(store, tx => {
            for row in [of("site", 2, 7), of("candidate", 7, 7), of("site", 1, 7), of("site", 3, 8)] {
                tx.put_entity(&row).await?;
            }
            tx.put_entity(&entity("site", 4, None)).await?;
            tx.put_entity(&EntityRow { tenant: theirs(), ..of("site", 5, 7) }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.entities_of_person(ours(), id(7)).await?).unwrap();
        assert_eq!(ids(&rows), [7, 1, 2]);
        let none = look!(store, tx => tx.entities_of_person(ours(), id(9)).await?).unwrap();
        assert_eq!(none, []);
    }

    async fn drop_entity_takes_one_row_and_its_place_under_its_parent(store) {
        change!(store, tx => for n in 1..=2 {
            tx.put_entity(&entity("slot", n, Some(100))).await?;
            tx.put_entity(&entity("site", n, Some(100))).await?;
        }).unwrap();
        change!(store, tx => {
            tx.drop_entity(ours(), "slot", id(1)).await?;
            tx.drop_entity(ours(), "slot", id(9)).await?;
            tx.drop_entity(theirs(), "slot", id(2)).await?
        }).unwrap();
        let (slots, sites) = look!(store, tx => (
            tx.children(ours(), "slot", id(100)).await?,
            tx.children(ours(), "site", id(100)).await?,
        )).unwrap();
        assert_eq!((ids(&slots), ids(&sites)), (vec![2], vec![1, 2]));
        let gone = look!(store, tx => tx.entity(ours(), "slot", id(1)).await?).unwrap();
        assert_eq!(gone, None);
    }
}
