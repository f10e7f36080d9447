-- compliance_school with what its own counts and indicator_result say about it.
with results as (
    select school_year, standard_id, county_code, entity_id as school_code, stage,
        count(*) as results,
        count(case when status = 'FAIL' and not is_at_floor then 1 end) as results_below_floor
    from indicator_result
    where entity_type = 'section'
    group by school_year, standard_id, county_code, entity_id, stage
),
owed as (
    select standard_id, stage, count(distinct indicator_id) as indicators
    from registry_thresholds
    group by standard_id, stage
)
select schools.*,
    schools.status in ('FAIL', 'INSUFFICIENT_DATA', 'NOT_APPLICABLE') and schools.reason_code is null as reason_lacking,
    case when schools.status in ('PASS', 'FAIL') then
        schools.indicators_met + schools.indicators_at_floor + schools.indicators_below_floor
        + schools.indicators_missing - owed.indicators end as indicators_difference,
    case when schools.status <> 'NOT_APPLICABLE' and schools.stage <> 'all'
        then coalesce(results.results, 0) - owed.indicators end as results_difference,
    case when schools.status = 'PASS' then coalesce(results.results_below_floor, 0) end as below_floor_in_pass
from compliance_school as schools
left join results
    on results.school_year = schools.school_year and results.standard_id = schools.standard_id
    and results.county_code = schools.county_code and results.school_code = schools.school_code
    and results.stage = schools.stage
left join owed on owed.standard_id = schools.standard_id and owed.stage = schools.stage
