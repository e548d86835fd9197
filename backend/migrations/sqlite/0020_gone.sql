-- What has left a scope is forgotten some time after, oldest first.
create index scope_row_gone on scope_row (tenant, seq, scope, t, id) where not live;

insert into sqlite_stat1 (tbl, idx, stat) values ('scope_row', 'scope_row_gone', '100000 100000 2 1 1 1');
analyze sqlite_schema;
