-- Every entry of a published roadmap: whether the school complies, each year of the plan.
-- A roadmap names schools and counties as they were when it was published; they are looked for under every code
-- they were given since.
with county_codes as (
    select county_code, county_code as later_code from {{ ref('counties') }}
    union
    select county_code, later_code from {{ ref('county_lineage') }}
),

school_codes as (
    select school_code, school_code as later_code from {{ ref('school_name_crosswalk') }}
    union
    select school_code, later_code from {{ ref('school_lineage') }}
),

followed_states as (
    select
        states.school_year,
        states.standard_id,
        states.county_code,
        school_codes.school_code,
        {{ all_must_pass(
            "count(case when states.status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when states.status = 'FAIL' then 1 end)",
            "count(case when states.status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status
    from school_codes
    inner join {{ ref('school_state') }} as states
        on school_codes.later_code = states.school_code
    group by states.school_year, states.standard_id, states.county_code, school_codes.school_code
)

select
    plans.school_year,
    plans.plan_id,
    plans.standard_id,
    'school' as target_type,
    plans.county_code as region_code,
    roadmap.county_code || ' ' || cast(roadmap.published_order as varchar) as target_id,
    coalesce(crosswalk.school_code, '') as school_code,
    roadmap.school_name_as_published as name_zh,
    cast(roadmap.target_year as integer) as target_year,
    cast(1 as double) as planned,
    case states.status when 'PASS' then cast(1 as double) when 'FAIL' then cast(0 as double) end as actual,
    case
        when crosswalk.school_code is null then 'INSUFFICIENT_DATA'
        else coalesce(states.status, 'INSUFFICIENT_DATA')
    end as status,
    case
        when crosswalk.school_code is null then 'NAME_NOT_MATCHED'
        when states.status is null then 'SCHOOL_NOT_FILED'
        when states.status = 'INSUFFICIENT_DATA' then 'INPUT_MISSING'
        when states.status = 'NOT_APPLICABLE' then 'NO_SECTIONS'
    end as reason_code,
    roadmap.citation
from {{ ref('roadmap') }} as roadmap
inner join county_codes
    on roadmap.county_code = county_codes.county_code
inner join {{ ref('plan_county') }} as plans
    on roadmap.plan_id = plans.plan_id
    and county_codes.later_code = plans.county_code
left join {{ ref('school_name_crosswalk') }} as crosswalk
    on roadmap.county_code = crosswalk.county_code
    and roadmap.school_name_as_published = crosswalk.school_name_as_published
    and {{ in_force('plans.school_year', 'crosswalk.valid_from_year', 'crosswalk.valid_to_year') }}
left join followed_states as states
    on plans.school_year = states.school_year
    and plans.standard_id = states.standard_id
    and plans.county_code = states.county_code
    and crosswalk.school_code = states.school_code
