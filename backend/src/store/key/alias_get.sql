select person from person_alias where tenant = $1 and id = $2
