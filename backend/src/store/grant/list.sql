select member, scope, from_day, to_day from scope_grant
where tenant = $1 and kind = $2 and entity = $3
order by n
