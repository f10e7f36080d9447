-- target_progress with what status and progress say of each other; and planned schools that have no row.
-- A target without a year is due every year.
with targets as (
    select *, coalesce(target_year, 0) as due_year from target_progress
),
planned_schools as (
    select verdicts.school_year, verdicts.standard_id, roadmap.county_code,
        roadmap.county_code || ' ' || roadmap.published_order as target_id
    from registry_roadmap as roadmap
    inner join compliance_county as verdicts
        on verdicts.standard_id = roadmap.standard_id and verdicts.county_code = roadmap.county_code
)
select school_year, standard_id, region_code as county_code, target_type, target_id, status, progress, 'yes' as listed,
    case target_type when 'target' then null when 'indicator' then actual else coalesce(actual, 0) end as share_reached,
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
select planned.school_year, planned.standard_id, planned.county_code, 'school', planned.target_id, null, null, 'no',
    null, null
from planned_schools as planned
where not exists (
    select 1 from target_progress
    where target_progress.school_year = planned.school_year and target_progress.standard_id = planned.standard_id
        and target_progress.target_type = 'school' and target_progress.target_id = planned.target_id
)
