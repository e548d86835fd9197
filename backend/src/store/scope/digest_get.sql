select n, h from scope_digest where tenant = $1 and scope = $2
