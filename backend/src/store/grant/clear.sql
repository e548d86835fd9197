delete from scope_grant where tenant = $1 and kind = $2 and entity = $3
