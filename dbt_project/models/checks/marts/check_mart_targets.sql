-- Each promise with what its status and its progress say of each other; and planned schools that have no row.
with targets as (
    select
        school_year,
        plan_id,
        region_code,
        target_type,
        target_id,
        status,
        progress,
        actual,
        reason_code,
        -- what has no year is due every year
        coalesce(target_year, 0) as due_year
    from {{ ref('target_progress') }}
),

planned as (
    select
        plans.school_year,
        roadmap.plan_id,
        roadmap.county_code,
        roadmap.county_code || ' ' || cast(roadmap.published_order as varchar) as target_id
    from {{ ref('roadmap') }} as roadmap
    inner join {{ ref('plan') }} as plans
        on roadmap.plan_id = plans.plan_id
        and roadmap.county_code = plans.county_code
)

select
    school_year,
    plan_id,
    region_code as county_code,
    target_type,
    target_id,
    status,
    progress,
    'yes' as listed,
    -- milestones and targets have units of their own
    case when target_type in ('school', 'county', 'city', 'province', 'schools') then coalesce(actual, 0) end
        as share_reached,
    case
        when progress = 'MET' and status = 'PASS' then 'consistent'
        when progress = 'MISSED' and status = 'FAIL' and school_year >= due_year then 'consistent'
        when progress in ('NOT_DUE', 'ON_THE_WAY') and status in ('FAIL', 'INSUFFICIENT_DATA') and school_year < due_year
            then 'consistent'
        when progress = 'NOT_MEASURABLE' and status in ('NOT_APPLICABLE', 'INSUFFICIENT_DATA') and reason_code is not null
            then 'consistent'
        else 'contradictory'
    end as progress_and_status
from targets
union all
select
    planned.school_year,
    planned.plan_id,
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
    and planned.plan_id = targets.plan_id
    and planned.target_id = targets.target_id
    and targets.target_type = 'school'
where targets.target_id is null
