-- Meetings, tasks and contacts, for reporting tools: when and of what kind, never what was said, by whom or about whom.
create view v_meeting as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.placement' as placement_id,
    facts ->> '$.contract' as contract_id,
    facts ->> '$.site' as site_id,
    facts ->> '$.kind' as meeting_kind,
    facts ->> '$.state' as state,
    facts ->> '$.on' as meeting_day
from entity
where kind = 'meeting';

create view v_task as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.placement' as placement_id,
    facts ->> '$.due' as due,
    facts ->> '$.state' as state
from entity
where kind = 'task';

create view v_contact as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.organisation' as organisation_id
from entity
where kind = 'contact';
