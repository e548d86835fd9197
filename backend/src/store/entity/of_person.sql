select tenant, kind, id, parent, ver, person, facts, body from entity
where tenant = $1 and person = $2
order by kind, id
