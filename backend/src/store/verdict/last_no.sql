select coalesce(max(no), 0) from verdict where tenant = $1 and replica = $2
