-- Meetings, tasks and contacts, for reporting tools: when and of what kind, never what was said, by whom or about whom.
create view v_meeting as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'placement')::uuid as placement_id,
    (facts::jsonb ->> 'contract')::uuid as contract_id,
    (facts::jsonb ->> 'site')::uuid as site_id,
    facts::jsonb ->> 'kind' as meeting_kind,
    facts::jsonb ->> 'state' as state,
    facts::jsonb ->> 'on' as meeting_day
from entity
where kind = 'meeting';

create view v_task as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'placement')::uuid as placement_id,
    facts::jsonb ->> 'due' as due,
    facts::jsonb ->> 'state' as state
from entity
where kind = 'task';

create view v_contact as
select
    tenant as tenant_id,
    id,
    ver as version,
    (facts::jsonb ->> 'organisation')::uuid as organisation_id
from entity
where kind = 'contact';
