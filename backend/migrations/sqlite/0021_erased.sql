-- A placement of a person who is erased stays without them: what a contract was given is still counted.
drop view v_placement;

create view v_placement as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.slot' as slot_id,
    facts ->> '$.contract' as contract_id,
    facts ->> '$.site' as site_id,
    facts ->> '$.planned_start' as planned_start,
    facts ->> '$.planned_end' as planned_end,
    facts ->> '$.state' as state
from entity
where kind in ('placement', 'span');
