select person from person_key
where tenant = $1 and person > $2 and wrapped is not null
order by person
limit $3
