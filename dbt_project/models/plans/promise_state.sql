-- Milestones and targets against the data of each county whose plan it is.
-- One without an operator promises that the indicator's own requirement holds: planned is its limit where the county has
-- one figure, else the whole, 1. One with a value, or relative to the mean of the city's counties, asks for a figure.
with promises as (
    select
        'milestone' as target_type,
        milestone_id as target_id,
        plan_id,
        indicator_id,
        cast(null as varchar) as part_id,
        measure_id,
        name_zh,
        name_en,
        operator,
        value,
        cast(null as varchar) as relative_to,
        cast(null as integer) as baseline_year,
        cast(null as double) as baseline,
        target_year,
        cast(null as varchar) as counted_standard_id,
        responsible_department,
        citation
    from {{ ref('milestones') }}
    union all
    select
        'target' as target_type,
        target_id,
        plan_id,
        indicator_id,
        part_id,
        measure_id,
        name_zh,
        name_en,
        operator,
        value,
        relative_to,
        baseline_year,
        baseline,
        target_year,
        counted_standard_id,
        responsible_department,
        citation
    from {{ ref('plan_targets') }}
),

figures as (
    select
        school_year, county_code, '' as indicator_id, '' as part_id, measure_id,
        value, reason_code
    from {{ ref('plan_figure') }}
    union all
    select
        school_year, county_code, indicator_id, part_id, '' as measure_id, value, reason_code
    from {{ ref('part_value') }}
    where entity_type = 'county'
),

-- of those counties of the city that have the figure; one alone is no mean
means as (
    select
        figures.school_year,
        counties.city_code,
        figures.indicator_id,
        figures.part_id,
        figures.measure_id,
        avg(figures.value) as mean
    from figures
    inner join {{ ref('dim_county') }} as counties
        on figures.school_year = counties.school_year
        and figures.county_code = counties.county_code
    where figures.value is not null
    group by
        figures.school_year, counties.city_code, figures.indicator_id, figures.part_id, figures.measure_id
    having count(*) > 1
),

promised as (
    select
        promises.*,
        plans.school_year,
        plans.county_code,
        plans.has_filed,
        plans.has_directory,
        coalesce(promises.counted_standard_id, plans.standard_id) as standard_id,
        counties.city_code
    from promises
    inner join {{ ref('plan_county') }} as plans
        on promises.plan_id = plans.plan_id
    inner join {{ ref('dim_county') }} as counties
        on plans.school_year = counties.school_year
        and plans.county_code = counties.county_code
),

measured as (
    select
        promised.*,
        promised.operator is null as is_own_requirement,
        case when states.limit_of_figure is null then states.share else states.figure end as reached,
        coalesce(states.limit_of_figure, 1) as own_limit,
        not coalesce(states.is_of_county and states.limit_of_figure is null, false) as moves,
        states.status as state,
        figures.value as figure,
        figures.reason_code as figure_reason_code,
        coalesce(reasons.kind, '') = 'not_applicable' as is_not_concerned,
        case when promised.relative_to is null then promised.value else means.mean end as asked
    from promised
    left join {{ ref('requirement_state') }} as states
        on promised.operator is null
        and promised.school_year = states.school_year
        and promised.standard_id = states.standard_id
        and promised.county_code = states.county_code
        and promised.indicator_id = states.indicator_id
    left join figures
        on promised.operator is not null
        and promised.school_year = figures.school_year
        and promised.county_code = figures.county_code
        and coalesce(promised.measure_id, '') = figures.measure_id
        and coalesce(promised.indicator_id, '') = figures.indicator_id
        and coalesce(promised.part_id, '') = figures.part_id
    left join means
        on promised.relative_to is not null
        and promised.school_year = means.school_year
        and promised.city_code = means.city_code
        and coalesce(promised.measure_id, '') = means.measure_id
        and coalesce(promised.indicator_id, '') = means.indicator_id
        and coalesce(promised.part_id, '') = means.part_id
    left join {{ ref('reason_codes') }} as reasons
        on figures.reason_code = reasons.reason_code
),

decided as (
    select
        *,
        case when is_own_requirement then own_limit else asked end as planned,
        case when is_own_requirement then reached when has_filed then figure end as actual
    from measured
)

select
    school_year,
    plan_id,
    standard_id,
    target_type,
    county_code as region_code,
    target_id,
    indicator_id,
    measure_id,
    name_zh,
    name_en,
    cast(target_year as integer) as target_year,
    cast(baseline_year as integer) as baseline_year,
    baseline,
    planned,
    actual,
    case
        when is_own_requirement and state is not null then state
        when is_own_requirement and has_filed and has_directory then 'NOT_APPLICABLE'
        when is_own_requirement then 'INSUFFICIENT_DATA'
        when is_not_concerned then 'NOT_APPLICABLE'
        when actual is null or planned is null then 'INSUFFICIENT_DATA'
        when {{ meets('actual', 'operator', 'planned') }} then 'PASS'
        else 'FAIL'
    end as status,
    case
        when not has_filed then 'NOT_FILED'
        when is_own_requirement and state = 'INSUFFICIENT_DATA' then 'INPUT_MISSING'
        when is_own_requirement and state is null and not has_directory then 'DIRECTORY_NOT_FILED'
        when is_own_requirement and coalesce(state, 'NOT_APPLICABLE') = 'NOT_APPLICABLE' then 'NO_SCHOOLS_CONCERNED'
        when is_own_requirement then null
        when actual is null then coalesce(figure_reason_code, 'INPUT_MISSING')
        when planned is null then 'MEAN_NOT_KNOWN'
    end as reason_code,
    -- a county's requirement of several parts is met or not: it has no pace
    moves,
    responsible_department,
    citation
from decided
