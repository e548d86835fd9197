delete from session where last_seen < $1
