select tenant, kind, id, parent, ver, person, facts, body from entity
where tenant = $1 and kind = $2 and id = $3
