select a.id, a.person
from json_each($2) as wanted
cross join person_alias as a on a.tenant = $1 and a.id = unhex(wanted.value)
order by a.id
