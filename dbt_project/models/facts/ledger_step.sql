-- Each dated step of each record of a ledger, beside what has to come before it and what has to be filed with it.
-- A step by which an item begins has a row though no date is filed.
{%- set days = ['opened_on', 'planned_on', 'started_on', 'claimed_on', 'verified_on', 'closed_on'] %}
{%- set words = ['action', 'department', 'deadline', 'approver_post', 'subject', 'school_code'] %}
with steps as (
    select distinct kind, told_by, after, needs, from_state is null as is_beginning
    from {{ ref('ledger_transitions') }}
    where told_by <> 'data'
),

taken as (
    select
        records.school_year,
        records.county_code,
        records.school_code,
        records.kind,
        records.item_id,
        records.path,
        records.src_sha256,
        records.src_sheet,
        records.src_row,
        records.told_on,
        records.opened_on,
        steps.told_by as step,
        steps.after as step_before,
        {{ ledger_value('records', 'steps.told_by', days) }} as step_on,
        {{ ledger_value('records', 'steps.after', days) }} as before_on,
        case
            {%- for word in words %}
            when ' ' || steps.needs || ' ' like '% {{ word }} %' and records.{{ word }} is null then '{{ word }}'
            {%- endfor %}
            when ' ' || steps.needs || ' ' like '% quantity %' and records.quantity is null then 'quantity'
        end as lacking,
        steps.is_beginning
    from {{ ref('filed_ledger_records') }} as records
    inner join steps
        on records.kind = steps.kind
)

select
    school_year,
    county_code,
    school_code,
    kind,
    item_id,
    path,
    src_sha256,
    src_sheet,
    src_row,
    told_on,
    opened_on,
    step,
    step_on,
    step_before,
    before_on,
    case when step_on is null then step else lacking end as lacking
from taken
where step_on is not null or is_beginning
