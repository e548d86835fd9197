select e.tenant, e.kind, e.id, e.parent, e.ver, e.person, e.facts, e.body
from json_each($2) as wanted
cross join entity as e on e.tenant = $1 and e.kind = wanted.value ->> 0 and e.id = unhex(wanted.value ->> 1)
order by wanted.key
