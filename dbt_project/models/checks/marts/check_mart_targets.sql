-- Each target with what its status and its progress say of each other; and planned schools that have no row.
with targets as (
    select
        school_year,
        standard_id,
        region_code,
        target_type,
        target_id,
        status,
        progress,
        actual,
        -- a target without a year is due every year
        coalesce(target_year, 0) as due_year
    from {{ ref('target_progress') }}
),

planned as (
    select
        verdicts.school_year,
        verdicts.standard_id,
        roadmap.county_code,
        roadmap.county_code || ' ' || cast(roadmap.published_order as varchar) as target_id
    from {{ ref('roadmap') }} as roadmap
    inner join {{ ref('compliance_county') }} as verdicts
        on roadmap.standard_id = verdicts.standard_id
        and roadmap.county_code = verdicts.county_code
)

select
    school_year,
    standard_id,
    region_code as county_code,
    target_type,
    target_id,
    status,
    progress,
    'yes' as listed,
    case target_type when 'target' then null when 'indicator' then actual else coalesce(actual, 0) end
        as share_reached,
    case
        when status = 'PASS' and progress in ('AHEAD', 'ON_TIME') and (progress = 'AHEAD') = (school_year < due_year)
            then 'consistent'
        when status = 'FAIL' and progress = 'LATE' and school_year >= due_year then 'consistent'
        when status <> 'PASS' and progress = 'NOT_DUE' and school_year < due_year then 'consistent'
        when status in ('INSUFFICIENT_DATA', 'SCHOOL_NOT_FILED') and progress = 'DUE_UNDECIDED'
            and school_year >= due_year then 'consistent'
        when status = 'NAME_NOT_MATCHED' and progress = 'UNMATCHED' then 'consistent'
        when status = 'NOT_APPLICABLE' and progress = 'NOT_APPLICABLE' then 'consistent'
        else 'contradictory'
    end as progress_and_status
from targets
union all
select
    planned.school_year,
    planned.standard_id,
    planned.county_code,
    'school' as target_type,
    planned.target_id,
    null as status,
    null as progress,
    'no' as listed,
    null as share_reached,
    null as progress_and_status
from planned
left join targets
    on planned.school_year = targets.school_year
    and planned.standard_id = targets.standard_id
    and planned.target_id = targets.target_id
    and targets.target_type = 'school'
where targets.target_id is null
