select e.tenant, e.kind, e.id, e.parent, e.ver, e.person, e.facts, e.body
from unnest($2::text[], $3::uuid[]) with ordinality as wanted (kind, id, n)
join entity e on e.tenant = $1 and e.kind = wanted.kind collate "C" and e.id = wanted.id
order by wanted.n
