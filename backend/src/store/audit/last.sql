select seq, hash from audit where tenant = $1
order by seq desc
limit 1
