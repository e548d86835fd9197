-- `cross join`: SQLite goes from what is reached to its grants, never the other way round.
with recursive reach (scope, steps) as (
    select g.scope, 1 from scope_grant as g
    where g.tenant = $1 and g.member = $2 and g.from_day <= $3 and (g.to_day is null or g.to_day >= $3)
    union
    select g.scope, reach.steps + 1 from reach
    cross join scope_grant as g
    where g.tenant = $1 and g.member = reach.scope
        and reach.steps < $4 and g.from_day <= $3 and (g.to_day is null or g.to_day >= $3)
)
select distinct scope from reach
order by scope
