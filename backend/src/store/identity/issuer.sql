select issuer, document, keys, fetched_at from issuer
where issuer = $1
