-- One view a kind, for people and reporting tools: no personal data, days as YYYY-MM-DD, money in öre.
create view v_organisation as
select
    tenant as tenant_id,
    id,
    ver as version,
    facts::jsonb ->> 'name' as name,
    facts::jsonb ->> 'number' as number,
    facts::jsonb ->> 'kind' as organisation_kind
from entity
where kind = 'organisation';

create view v_membership as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'organisation')::uuid as organisation_id,
    facts::jsonb ->> 'role' as role,
    facts::jsonb ->> 'from' as from_day,
    facts::jsonb ->> 'to' as to_day
from entity
where kind = 'membership';

create view v_tender as
select
    tenant as tenant_id,
    id,
    ver as version,
    facts::jsonb ->> 'title' as title,
    facts::jsonb ->> 'reference' as reference,
    facts::jsonb -> 'notice' ->> 'id' as notice_id,
    facts::jsonb -> 'notice' ->> 'format' as notice_format,
    facts::jsonb ->> 'cpv_main' as cpv_main,
    facts::jsonb ->> 'nature' as nature,
    (facts::jsonb ->> 'value')::bigint as value_ore,
    facts::jsonb ->> 'deadline' as deadline,
    facts::jsonb -> 'state' ->> 'state' as state,
    (facts::jsonb -> 'state' ->> 'contractor')::uuid as contractor_id,
    facts::jsonb -> 'state' ->> 'on' as awarded_on
from entity
where kind = 'tender';

create view v_requirement as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'tender')::uuid as tender_id,
    facts::jsonb ->> 'lot' as lot,
    (facts::jsonb -> 'terms' ->> 'places')::bigint as places,
    (facts::jsonb -> 'terms' ->> 'months_each')::bigint as months_each,
    facts::jsonb -> 'terms' ->> 'first_start_by' as first_start_by
from entity
where kind = 'requirement';

create view v_contract as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'tender')::uuid as tender_id,
    (facts::jsonb ->> 'requirement')::uuid as requirement_id,
    (facts::jsonb ->> 'contractor')::uuid as contractor_id,
    facts::jsonb ->> 'title' as title,
    facts::jsonb ->> 'reference' as reference,
    facts::jsonb ->> 'signed_on' as signed_on,
    facts::jsonb ->> 'starts' as starts,
    facts::jsonb ->> 'ends' as ends,
    (facts::jsonb -> 'terms' ->> 'places')::bigint as places,
    (facts::jsonb -> 'terms' ->> 'months_each')::bigint as months_each,
    facts::jsonb -> 'terms' ->> 'first_start_by' as first_start_by
from entity
where kind = 'contract';

create view v_slot as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'contract')::uuid as contract_id,
    (facts::jsonb ->> 'number')::bigint as number,
    facts::jsonb -> 'state' ->> 'state' as state,
    (facts::jsonb -> 'state' ->> 'site')::uuid as site_id,
    facts::jsonb -> 'state' ->> 'trade' as trade,
    facts::jsonb -> 'state' ->> 'from' as offered_from
from entity
where kind = 'slot';

create view v_site as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'contract')::uuid as contract_id,
    facts::jsonb ->> 'name' as name,
    (facts::jsonb ->> 'host')::uuid as host_id
from entity
where kind = 'site';

create view v_candidate as
select
    tenant as tenant_id,
    id,
    ver as version,
    facts::jsonb ->> 'available_from' as available_from
from entity
where kind = 'candidate';

create view v_placement as
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
where kind = 'placement';

create view v_sheet as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'placement')::uuid as placement_id,
    (facts::jsonb ->> 'contract')::uuid as contract_id,
    (facts::jsonb ->> 'site')::uuid as site_id,
    facts::jsonb ->> 'month' as month,
    facts::jsonb ->> 'state' as state
from entity
where kind = 'sheet';
