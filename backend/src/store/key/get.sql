select wrapped, erased_at from person_key where tenant = $1 and person = $2
