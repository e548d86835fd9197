-- Who has which scope is answered from the index alone.
drop index scope_grant_member;
create index scope_grant_member on scope_grant (tenant, member, scope, from_day, to_day);
