-- What has left a scope is forgotten some time after, oldest first.
create index scope_row_gone on scope_row (tenant, seq, scope, t, id) where not live;
