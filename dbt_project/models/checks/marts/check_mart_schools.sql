-- Each section's verdict with what its own counts, its indicators' results and the rules in force say about it: those
-- of the dimension that has the school rule.
with ruled as (
    select dimensions.school_year, dimensions.standard_id, indicators.indicator_id
    from {{ ref('section_dimension') }} as dimensions
    inner join {{ ref('indicators') }} as indicators
        on dimensions.dimension_id = indicators.dimension_id
    where dimensions.has_school_rule
),

results as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        results.entity_id as school_code,
        results.stage,
        count(*) as results,
        count(case when results.status = 'FAIL' and not results.is_at_floor then 1 end) as below_floor
    from {{ ref('indicator_result') }} as results
    inner join ruled
        on results.school_year = ruled.school_year
        and results.standard_id = ruled.standard_id
        and results.indicator_id = ruled.indicator_id
    where results.entity_type = 'section'
    group by results.school_year, results.standard_id, results.county_code, results.entity_id, results.stage
),

owed as (
    select
        thresholds.school_year, thresholds.standard_id, thresholds.stage,
        count(distinct thresholds.indicator_id) as indicators
    from {{ ref('threshold_in_force') }} as thresholds
    inner join ruled
        on thresholds.school_year = ruled.school_year
        and thresholds.standard_id = ruled.standard_id
        and thresholds.indicator_id = ruled.indicator_id
    group by thresholds.school_year, thresholds.standard_id, thresholds.stage
)

select
    schools.school_year,
    schools.standard_id,
    schools.county_code,
    schools.school_code,
    schools.stage,
    schools.school_name,
    schools.students,
    schools.status,
    schools.reason_code,
    case
        when schools.status in ('FAIL', 'INSUFFICIENT_DATA', 'NOT_APPLICABLE') and schools.reason_code is null
            then 'yes'
        else 'no'
    end as reason_lacking,
    case
        when schools.status in ('PASS', 'FAIL')
            then schools.indicators_met + schools.indicators_at_floor + schools.indicators_below_floor
            + schools.indicators_missing - coalesce(owed.indicators, 0)
    end as indicators_difference,
    case
        when schools.status <> 'NOT_APPLICABLE' and schools.stage <> 'all'
            then coalesce(results.results, 0) - coalesce(owed.indicators, 0)
    end as results_difference,
    case when schools.status = 'PASS' then coalesce(results.below_floor, 0) end as below_floor_in_pass
from {{ ref('compliance_school') }} as schools
left join results
    on schools.school_year = results.school_year
    and schools.standard_id = results.standard_id
    and schools.county_code = results.county_code
    and schools.school_code = results.school_code
    and schools.stage = results.stage
left join owed
    on schools.school_year = owed.school_year
    and schools.standard_id = owed.standard_id
    and schools.stage = owed.stage
