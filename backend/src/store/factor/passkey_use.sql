update passkey set counter = $2, last_used = $3
where id = $1 and (counter < $2 or (counter = 0 and $2 = 0))
