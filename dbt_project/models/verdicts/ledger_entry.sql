-- Entries of the rectification ledger (整改台账) as the data tell them: one opens when an item fails and is borne out
-- only by a later year's data that meet the requirement. A year without data neither opens nor closes; failing again reopens.
-- Schools and counties stand under the codes they have today: an entry opened under an older one goes on.
with decided as (
    select
        *,
        lag(status) over (
            partition by standard_id, county_code, item_type, school_code, stage, indicator_id order by school_year
        ) as status_before
    from {{ ref('ledger_followed') }}
),

runs as (
    select
        *,
        sum(case when status = 'FAIL' and coalesce(status_before, 'PASS') = 'PASS' then 1 else 0 end) over (
            partition by standard_id, county_code, item_type, school_code, stage, indicator_id order by school_year
        ) as opening
    from decided
),

entries as (
    select
        standard_id,
        county_code,
        item_type,
        school_code,
        stage,
        indicator_id,
        opening,
        min(school_year) as opened_year,
        max(case when status = 'FAIL' then school_year end) as last_failing_year,
        max(school_year) as last_decided_year,
        min(case when status = 'PASS' then school_year end) as closed_year
    from runs
    where opening > 0
    group by standard_id, county_code, item_type, school_code, stage, indicator_id, opening
),

targets as (
    select
        plans.standard_id,
        milestones.indicator_id,
        plans.applies_to_code_prefix,
        min(milestones.target_year) as planned_year,
        max(milestones.responsible_department) as department
    from {{ ref('milestones') }} as milestones
    inner join {{ ref('plans') }} as plans
        on milestones.plan_id = plans.plan_id
    where milestones.indicator_id is not null
    group by plans.standard_id, milestones.indicator_id, plans.applies_to_code_prefix
)

select
    {{ ledger_item_id('entries.indicator_id', 'entries.item_type', 'entries.school_code', 'entries.stage') }} as item_id,
    entries.standard_id,
    entries.county_code,
    entries.item_type,
    entries.school_code,
    entries.stage,
    entries.indicator_id,
    cast(entries.opened_year as integer) as opened_year,
    cast(entries.opening as integer) as opening,
    entries.opening > 1 as is_reopened,
    opened.filed_school_code as opened_school_code,
    opened.measure as measure_at_opening,
    latest.measure as measure_latest,
    latest.required as required_latest,
    cast(entries.last_decided_year as integer) as latest_year,
    cast(entries.last_failing_year as integer) as last_failing_year,
    case when entries.closed_year is null then 'OPEN' else 'CLOSED' end as state,
    cast(entries.closed_year as integer) as closed_year,
    cast(targets.planned_year as integer) as planned_year,
    coalesce(targets.department, indicators.responsible_department) as responsible_department
from entries
inner join decided as opened
    on entries.standard_id = opened.standard_id
    and entries.county_code = opened.county_code
    and entries.item_type = opened.item_type
    and entries.school_code = opened.school_code
    and entries.stage = opened.stage
    and entries.indicator_id = opened.indicator_id
    and entries.opened_year = opened.school_year
inner join decided as latest
    on entries.standard_id = latest.standard_id
    and entries.county_code = latest.county_code
    and entries.item_type = latest.item_type
    and entries.school_code = latest.school_code
    and entries.stage = latest.stage
    and entries.indicator_id = latest.indicator_id
    and coalesce(entries.closed_year, entries.last_decided_year) = latest.school_year
left join targets
    on entries.standard_id = targets.standard_id
    and entries.county_code like targets.applies_to_code_prefix || '%'
    and entries.indicator_id = targets.indicator_id
left join {{ ref('indicators') }} as indicators
    on entries.indicator_id = indicators.indicator_id
