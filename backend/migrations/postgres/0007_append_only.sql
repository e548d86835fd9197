-- Custody and audit only grow: the database itself refuses what a fault in the code would do to them.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append only', tg_table_name;
end
$$;

create trigger intake_stays before delete or truncate on intake
    for each statement execute function refuse_change();

create trigger intake_is_final before update of tenant, replica, cmd_no, hash, user_id, received_at, person, bytes on intake
    for each statement execute function refuse_change();

create trigger audit_is_final before update or delete or truncate on audit
    for each statement execute function refuse_change();
