delete from health where tenant = $1 and replica = $2 and user_id = $3
