select person, wrapped, erased_at from person_key
where tenant = $1 and person = any($2)
order by person
