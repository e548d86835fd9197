select id, person from person_alias
where tenant = $1 and id = any($2)
order by id
