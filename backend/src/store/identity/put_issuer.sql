insert into issuer (issuer, document, keys, fetched_at)
values ($1, $2, $3, $4)
on conflict (issuer) do update set
    document = excluded.document,
    keys = excluded.keys,
    fetched_at = excluded.fetched_at
