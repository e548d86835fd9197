select membership, tenant, user_id, issuer from issued_right
where user_id = $1
order by membership
