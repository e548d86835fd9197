-- One view a kind, for people and reporting tools: no personal data, days as YYYY-MM-DD, money in öre.
create view v_organisation as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.name' as name,
    facts ->> '$.number' as number,
    facts ->> '$.kind' as organisation_kind
from entity
where kind = 'organisation';

create view v_membership as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.organisation' as organisation_id,
    facts ->> '$.role' as role,
    facts ->> '$.from' as from_day,
    facts ->> '$.to' as to_day
from entity
where kind = 'membership';

create view v_tender as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.title' as title,
    facts ->> '$.reference' as reference,
    facts ->> '$.notice.id' as notice_id,
    facts ->> '$.notice.format' as notice_format,
    facts ->> '$.cpv_main' as cpv_main,
    facts ->> '$.nature' as nature,
    facts ->> '$.value' as value_ore,
    facts ->> '$.deadline' as deadline,
    facts ->> '$.state.state' as state,
    facts ->> '$.state.contractor' as contractor_id,
    facts ->> '$.state.on' as awarded_on
from entity
where kind = 'tender';

create view v_requirement as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.tender' as tender_id,
    facts ->> '$.lot' as lot,
    facts ->> '$.terms.places' as places,
    facts ->> '$.terms.months_each' as months_each,
    facts ->> '$.terms.first_start_by' as first_start_by
from entity
where kind = 'requirement';

create view v_contract as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.tender' as tender_id,
    facts ->> '$.requirement' as requirement_id,
    facts ->> '$.contractor' as contractor_id,
    facts ->> '$.title' as title,
    facts ->> '$.reference' as reference,
    facts ->> '$.signed_on' as signed_on,
    facts ->> '$.starts' as starts,
    facts ->> '$.ends' as ends,
    facts ->> '$.terms.places' as places,
    facts ->> '$.terms.months_each' as months_each,
    facts ->> '$.terms.first_start_by' as first_start_by
from entity
where kind = 'contract';

create view v_slot as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.contract' as contract_id,
    facts ->> '$.number' as number,
    facts ->> '$.state.state' as state,
    facts ->> '$.state.site' as site_id,
    facts ->> '$.state.trade' as trade,
    facts ->> '$.state.from' as offered_from
from entity
where kind = 'slot';

create view v_site as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.contract' as contract_id,
    facts ->> '$.name' as name,
    facts ->> '$.host' as host_id
from entity
where kind = 'site';

create view v_candidate as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.available_from' as available_from
from entity
where kind = 'candidate';

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
where kind = 'placement';

create view v_sheet as
select
    substr(lower(hex(tenant)), 1, 8) || '-' || substr(lower(hex(tenant)), 9, 4) || '-' || substr(lower(hex(tenant)), 13, 4) || '-'
        || substr(lower(hex(tenant)), 17, 4) || '-' || substr(lower(hex(tenant)), 21) as tenant_id,
    substr(lower(hex(id)), 1, 8) || '-' || substr(lower(hex(id)), 9, 4) || '-' || substr(lower(hex(id)), 13, 4) || '-'
        || substr(lower(hex(id)), 17, 4) || '-' || substr(lower(hex(id)), 21) as id,
    ver as version,
    facts ->> '$.placement' as placement_id,
    facts ->> '$.contract' as contract_id,
    facts ->> '$.site' as site_id,
    facts ->> '$.month' as month,
    facts ->> '$.state' as state
from entity
where kind = 'sheet';
