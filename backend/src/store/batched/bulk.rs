//! How rows are sent: one statement for many, made of the statement for one by repeating its values.

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, query};
use uuid::Uuid;

use super::tables::Place;
use crate::store::sql::on_both;
use crate::store::{
    AuditRow, Digest, EntityRow, IntakeRow, ReplicaRow, ScopeRow, StoreError, TenantId, VerdictRow,
};

type Result<T> = std::result::Result<T, StoreError>;

/// Rows of a statement: few different numbers, so that the statements stay prepared.
const SIZES: [usize; 4] = [64, 16, 4, 1];

/// What a database does for many rows at once. Where a row may be refused by what is there, the number of those taken is told.
#[async_trait]
pub(in crate::store) trait BulkTx {
    async fn set_seqs(&mut self, seqs: &[(&TenantId, &i64)]) -> Result<()>;
    async fn put_entities(&mut self, rows: &[&EntityRow]) -> Result<()>;
    async fn put_scope_rows(&mut self, rows: &[&ScopeRow]) -> Result<()>;
    async fn put_digests(&mut self, rows: &[(&(TenantId, String), &Digest)]) -> Result<()>;
    async fn put_intakes(&mut self, rows: &[&IntakeRow]) -> Result<u64>;
    async fn mark_all_judged(&mut self, places: &[(&Place, &())]) -> Result<()>;
    async fn put_replicas(&mut self, rows: &[&ReplicaRow]) -> Result<u64>;
    async fn put_verdicts(&mut self, rows: &[&VerdictRow]) -> Result<()>;
    async fn put_audits(&mut self, rows: &[&AuditRow]) -> Result<u64>;
    async fn put_aliases(&mut self, rows: &[(&(TenantId, Uuid), &Uuid)]) -> Result<()>;
    /// The highest number of a chain in custody; 0 before the first.
    async fn last_intake(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64>;
    /// A savepoint of this depth; going back to it, and leaving it.
    async fn mark(&mut self, depth: usize) -> Result<()>;
    async fn back_to(&mut self, depth: usize) -> Result<()>;
    async fn release(&mut self, depth: usize) -> Result<()>;
}

/// The rows in parts of these sizes.
fn parts<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (part, rest) = rows.split_at(size);
        rows = rest;
        Some(part)
    })
}

/// A statement for one row as one for so many: `values ($1, $2)` becomes `values ($1, $2), ($3, $4)`.
fn many(sql: &str, rows: usize) -> AssertSqlSafe<String> {
    let (before, rest) = sql.split_once("values (").unwrap_or((sql, ""));
    let (values, after) = rest.split_once(')').unwrap_or((rest, ""));
    let columns = values.split(',').count();
    let mut text = format!("{before}values ");
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            let sign = if column == 1 { "" } else { ", " };
            text.push_str(&format!("{sign}${}", row * columns + column));
        }
        text.push(')');
    }
    text.push_str(after);
    AssertSqlSafe(text)
}

/// Chains with the runs of their numbers: first and last.
fn runs(places: &[(&Place, &())]) -> Vec<(TenantId, Uuid, i64, i64)> {
    let mut runs: Vec<(TenantId, Uuid, i64, i64)> = Vec::new();
    for ((tenant, replica, no), ()) in places {
        match runs.last_mut() {
            Some((of, chain, _, last)) if of == tenant && chain == replica && *last + 1 == *no => {
                *last = *no;
            }
            _ => runs.push((*tenant, *replica, *no, *no)),
        }
    }
    runs
}

macro_rules! send {
    ($self:ident, $file:literal, $rows:ident, |$row:pat_param| $($value:expr),+ $(,)?) => {{
        let mut taken = 0;
        for part in parts($rows) {
            let mut sql = query(many(include_str!($file), part.len()));
            for $row in part {
                sql = sql$(.bind($value))+;
            }
            taken += $self.run(sql).await?;
        }
        taken
    }};
}

on_both! {
    impl BulkTx {
        async fn set_seqs(&mut self, seqs: &[(&TenantId, &i64)]) -> Result<()> {
            for (tenant, seq) in seqs {
                let sql = query(include_str!("../timeline/set_seq.sql"));
                self.run(sql.bind(tenant.uuid()).bind(**seq)).await?;
            }
            Ok(())
        }

        async fn put_entities(&mut self, rows: &[&EntityRow]) -> Result<()> {
            send!(self, "../entity/put.sql", rows, |row|
                row.tenant.uuid(), &row.kind, row.id, row.parent, row.ver, row.person, &row.facts, &row.body);
            Ok(())
        }

        async fn put_scope_rows(&mut self, rows: &[&ScopeRow]) -> Result<()> {
            send!(self, "../scope/put.sql", rows, |row|
                row.tenant.uuid(), &row.scope, &row.t, row.id, row.seq, row.live, &row.why, row.hash);
            Ok(())
        }

        async fn put_digests(&mut self, rows: &[(&(TenantId, String), &Digest)]) -> Result<()> {
            send!(self, "../scope/digest_put.sql", rows, |((tenant, scope), digest)|
                tenant.uuid(), scope, digest.n, digest.h);
            Ok(())
        }

        async fn put_intakes(&mut self, rows: &[&IntakeRow]) -> Result<u64> {
            Ok(send!(self, "../intake/put.sql", rows, |row|
                row.tenant.uuid(), row.replica, row.cmd_no, &row.hash[..], row.user, row.received_at, row.person, row.judged,
                &row.bytes))
        }

        async fn mark_all_judged(&mut self, places: &[(&Place, &())]) -> Result<()> {
            for (tenant, replica, first, last) in runs(places) {
                let sql = query(include_str!("../intake/mark_run.sql"));
                self.run(sql.bind(tenant.uuid()).bind(replica).bind(first).bind(last).bind(true)).await?;
            }
            Ok(())
        }

        async fn put_replicas(&mut self, rows: &[&ReplicaRow]) -> Result<u64> {
            Ok(send!(self, "../replica/put.sql", rows, |row|
                row.tenant.uuid(), row.replica, row.user, row.custody_high, row.durable_high, row.last_hash.map(Vec::from),
                row.last_pull, row.schema, &row.build, row.last_seen))
        }

        async fn put_verdicts(&mut self, rows: &[&VerdictRow]) -> Result<()> {
            send!(self, "../verdict/put.sql", rows, |row|
                row.tenant.uuid(), row.replica, row.cmd_no, row.no, row.seq, &row.state, &row.body);
            Ok(())
        }

        async fn put_audits(&mut self, rows: &[&AuditRow]) -> Result<u64> {
            Ok(send!(self, "../audit/put.sql", rows, |row|
                row.tenant.uuid(), row.seq, row.actor, row.replica, row.cmd_no, &row.kind, &row.cmd_hash[..], row.person,
                &row.body, &row.prev_hash[..], &row.hash[..]))
        }

        async fn put_aliases(&mut self, rows: &[(&(TenantId, Uuid), &Uuid)]) -> Result<()> {
            send!(self, "../key/alias_put.sql", rows, |((tenant, id), person)| tenant.uuid(), *id, **person);
            Ok(())
        }

        async fn last_intake(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64> {
            let sql = query(include_str!("../intake/last_no.sql"));
            Ok(self.one(sql.bind(tenant.uuid()).bind(replica)).await?.unwrap_or(0))
        }

        async fn mark(&mut self, depth: usize) -> Result<()> {
            let sql = if depth == 0 { "savepoint job" } else { "savepoint step" };
            self.run(query(sql)).await.map(|_rows| ())
        }

        async fn back_to(&mut self, depth: usize) -> Result<()> {
            let sql = if depth == 0 { "rollback to savepoint job" } else { "rollback to savepoint step" };
            self.run(query(sql)).await?;
            self.release(depth).await
        }

        async fn release(&mut self, depth: usize) -> Result<()> {
            let sql = if depth == 0 { "release savepoint job" } else { "release savepoint step" };
            self.run(query(sql)).await.map(|_rows| ())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_for_one_row_becomes_one_for_many() {
        let sql = "insert into t (a, b) values ($1, $2)\non conflict (a) do nothing";
        assert_eq!(
            many(sql, 3).0,
            "insert into t (a, b) values ($1, $2), ($3, $4), ($5, $6)\non conflict (a) do nothing"
        );
    }

    #[test]
    fn rows_go_in_parts_of_few_sizes_and_none_is_left_out() {
        let rows: Vec<u32> = (0..87).collect();
        let sizes: Vec<usize> = parts(&rows).map(<[u32]>::len).collect();
        assert_eq!(sizes, [64, 16, 4, 1, 1, 1]);
        let again: Vec<u32> = parts(&rows).flatten().copied().collect();
        assert_eq!(again, rows);
    }

    #[test]
    fn a_run_ends_where_a_number_is_missing_and_where_a_chain_ends() {
        let (tenant, one, other) = (TenantId::from(Uuid::nil()), Uuid::nil(), Uuid::max());
        let places = [(one, 1), (one, 2), (one, 4), (other, 5)];
        let places = places.map(|(replica, no)| (tenant, replica, no));
        let pairs: Vec<(&Place, &())> = places.iter().map(|place| (place, &())).collect();
        let of = |replica, first, last| (tenant, replica, first, last);
        assert_eq!(
            runs(&pairs),
            [of(one, 1, 2), of(one, 4, 4), of(other, 5, 5)]
        );
    }
}
