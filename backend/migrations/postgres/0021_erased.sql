-- A placement of a person who is erased stays without them: what a contract was given is still counted.
create or replace view v_placement as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'slot')::uuid as slot_id,
    (facts::jsonb ->> 'contract')::uuid as contract_id,
    (facts::jsonb ->> 'site')::uuid as site_id,
    facts::jsonb ->> 'planned_start' as planned_start,
    facts::jsonb ->> 'planned_end' as planned_end,
    facts::jsonb ->> 'state' as state
from entity
where kind in ('placement', 'span');
