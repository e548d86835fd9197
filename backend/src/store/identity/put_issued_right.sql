insert into issued_right (membership, tenant, user_id, issuer)
values ($1, $2, $3, $4)
