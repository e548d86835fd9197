-- Custody and audit only grow: the database itself refuses what a fault in the code would do to them.
create trigger intake_stays before delete on intake
begin
    select raise(abort, 'intake is append only');
end;

create trigger audit_stays before delete on audit
begin
    select raise(abort, 'audit is append only');
end;

create trigger audit_is_final before update on audit
begin
    select raise(abort, 'audit is append only');
end;

create trigger intake_is_final before update of tenant, replica, cmd_no, hash, user_id, received_at, person, bytes on intake
begin
    select raise(abort, 'intake is append only');
end;
