-- The rectification ledger, and every failure that no entry of it covers.
-- The failures are taken from the marts that publish them, not from the items the ledger is made of.
with failures as (
    select
        school_year, standard_id, county_code, 'section_indicator' as item_type, entity_id as school_code, stage,
        indicator_id
    from {{ ref('indicator_result') }}
    where entity_type = 'section' and status = 'FAIL'
    union all
    select
        school_year,
        standard_id,
        county_code,
        case entity_type when 'school' then 'school_requirement' else 'county_requirement' end as item_type,
        case entity_type when 'school' then entity_id else '' end as school_code,
        part_id as stage,
        indicator_id
    from {{ ref('indicator_part') }}
    where status = 'FAIL'
    union all
    select school_year, standard_id, county_code, 'difference' as item_type, '' as school_code, stage, indicator_id
    from {{ ref('balance') }}
    where status = 'FAIL'
),

-- an entry goes on under the codes that school and county have today
followed as (
    select
        failures.school_year,
        failures.standard_id,
        coalesce(counties.later_code, failures.county_code) as county_code,
        failures.item_type,
        coalesce(heirs.heir_code, failures.school_code) as school_code,
        failures.stage,
        failures.indicator_id
    from failures
    left join {{ ref('county_lineage') }} as counties
        on failures.county_code = counties.county_code and counties.is_last
    left join {{ ref('school_heir') }} as heirs
        on failures.school_code = heirs.school_code and failures.school_year < heirs.from_year
),

uncovered as (
    select
        followed.school_year, followed.standard_id, followed.county_code, followed.item_type, followed.school_code,
        followed.stage, followed.indicator_id
    from followed
    left join {{ ref('ledger') }} as entries
        on followed.standard_id = entries.standard_id
        and followed.county_code = entries.county_code
        and followed.item_type = entries.item_type
        and followed.school_code = entries.school_code
        and followed.stage = entries.stage
        and followed.indicator_id = entries.indicator_id
        and followed.school_year >= entries.opened_year
        and (entries.closed_year is null or followed.school_year < entries.closed_year)
    where entries.standard_id is null
)

select
    opened_year as school_year,
    standard_id,
    county_code,
    item_type,
    school_code,
    stage,
    indicator_id,
    opening,
    state,
    'yes' as entered,
    case
        when state = 'CLOSED' and closed_year is null then 'closed without year'
        when state = 'OPEN' and closed_year is not null then 'open with year of closing'
        else 'consistent'
    end as state_and_year,
    coalesce(closed_year, latest_year + 1) - opened_year as years_after_opening,
    case when is_reopened = (opening > 1) then 'consistent' else 'contradictory' end as reopening
from {{ ref('ledger') }}
union all
select
    school_year,
    standard_id,
    county_code,
    item_type,
    school_code,
    stage,
    indicator_id,
    null as opening,
    null as state,
    'no' as entered,
    null as state_and_year,
    null as years_after_opening,
    null as reopening
from uncovered
