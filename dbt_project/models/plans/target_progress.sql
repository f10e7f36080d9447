-- What plans ask against what the data say, each year: roadmaps, milestones, timetables and targets.
-- Met; on the way, with the pace needed and the pace so far; missed; not due; not measurable, and why.
with promised as (
    select
        school_year, plan_id, standard_id, target_type, region_code, target_id, '' as school_code, indicator_id,
        measure_id, name_zh, name_en, target_year, baseline_year, baseline, planned, actual, status, reason_code,
        moves, responsible_department, citation
    from {{ ref('promise_state') }}
    union all
    select
        school_year, plan_id, standard_id, target_type, region_code, target_id, school_code,
        cast(null as varchar) as indicator_id, cast(null as varchar) as measure_id, name_zh,
        cast(null as varchar) as name_en, target_year, cast(null as integer) as baseline_year,
        cast(null as double) as baseline, planned, actual, status, reason_code, false as moves,
        cast(null as varchar) as responsible_department, citation
    from {{ ref('roadmap_state') }}
    union all
    select
        school_year, plan_id, standard_id, target_type, region_code, target_id, '' as school_code,
        cast(null as varchar) as indicator_id, cast(null as varchar) as measure_id, name_zh,
        cast(null as varchar) as name_en, target_year, cast(null as integer) as baseline_year,
        cast(null as double) as baseline, planned, actual, status, reason_code, target_type <> 'county' as moves,
        cast(null as varchar) as responsible_department, citation
    from {{ ref('timetable_state') }}
),

-- where a plan states no baseline, the first year with a figure is one
first_years as (
    select plan_id, target_type, region_code, target_id, min(school_year) as first_year
    from promised
    where actual is not null
    group by plan_id, target_type, region_code, target_id
),

started as (
    select
        promised.*,
        coalesce(promised.baseline_year, first_years.first_year) as start_year,
        case when promised.baseline_year is null then first_figures.actual else promised.baseline end as start
    from promised
    left join first_years
        on promised.plan_id = first_years.plan_id
        and promised.target_type = first_years.target_type
        and promised.region_code = first_years.region_code
        and promised.target_id = first_years.target_id
    left join promised as first_figures
        on first_years.first_year = first_figures.school_year
        and first_years.plan_id = first_figures.plan_id
        and first_years.target_type = first_figures.target_type
        and first_years.region_code = first_figures.region_code
        and first_years.target_id = first_figures.target_id
),

placed as (
    select
        *,
        case
            when status = 'PASS' then 'MET'
            when status = 'NOT_APPLICABLE' or reason_code = 'NAME_NOT_MATCHED' then 'NOT_MEASURABLE'
            when school_year < target_year and moves and actual is not null and planned is not null then 'ON_THE_WAY'
            when school_year < target_year then 'NOT_DUE'
            when status = 'FAIL' then 'MISSED'
            else 'NOT_MEASURABLE'
        end as progress
    from started
)

select
    school_year,
    plan_id,
    standard_id,
    target_type,
    region_code,
    target_id,
    school_code,
    indicator_id,
    measure_id,
    name_zh,
    name_en,
    target_year,
    case when start_year <= school_year then cast(start_year as integer) end as baseline_year,
    case when start_year <= school_year then start end as baseline,
    planned,
    actual,
    case when progress = 'ON_THE_WAY' then (planned - actual) / (target_year - school_year) end as pace_needed,
    case when moves and school_year > start_year then (actual - start) / (school_year - start_year) end as pace_so_far,
    status,
    progress,
    reason_code,
    responsible_department,
    citation
from placed
