select k.person, k.wrapped, k.erased_at
from json_each($2) as wanted
cross join person_key as k on k.tenant = $1 and k.person = unhex(wanted.value)
order by k.person
