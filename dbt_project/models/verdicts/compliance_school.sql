-- Every school and stage: the school rule (so many indicators met, the rest at their floor) of the dimension that has
-- one. Section indicators of other dimensions are no part of it: there every section meets all (section_verdict).
-- What is out of scope is listed too, NOT_APPLICABLE with its reason.
with judging as (
    select distinct school_year, standard_id, dimension_id from {{ ref('school_rule_in_force') }}
),

results as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        results.entity_id as school_code,
        results.stage,
        count(case when results.status = 'PASS' then 1 end) as indicators_met,
        count(case when results.is_at_floor then 1 end) as indicators_at_floor,
        count(case when results.status = 'FAIL' and not results.is_at_floor then 1 end) as indicators_below_floor,
        count(case when results.status = 'INSUFFICIENT_DATA' then 1 end) as indicators_missing
    from {{ ref('indicator_result') }} as results
    inner join {{ ref('indicators') }} as indicators
        on results.indicator_id = indicators.indicator_id
    inner join judging
        on results.school_year = judging.school_year
        and results.standard_id = judging.standard_id
        and indicators.dimension_id = judging.dimension_id
    where results.entity_type = 'section'
    group by results.school_year, results.standard_id, results.county_code, results.entity_id, results.stage
),

sections as (
    select
        scope.school_year,
        scope.standard_id,
        scope.county_code,
        scope.school_code,
        scope.stage,
        scope.students,
        scope.scope,
        scope.reason_code as scope_reason_code,
        coalesce(results.indicators_met, 0) as indicators_met,
        coalesce(results.indicators_at_floor, 0) as indicators_at_floor,
        coalesce(results.indicators_below_floor, 0) as indicators_below_floor,
        coalesce(results.indicators_missing, 0) as indicators_missing,
        coalesce(results.indicators_below_floor, 0) > 0 as is_below_floor,
        coalesce(results.indicators_met, 0) + coalesce(results.indicators_missing, 0)
            < rules.indicators_required as is_short_at_best
    from {{ ref('section_scope') }} as scope
    left join results
        on scope.school_year = results.school_year
        and scope.standard_id = results.standard_id
        and scope.county_code = results.county_code
        and scope.school_code = results.school_code
        and scope.stage = results.stage
    inner join judging
        on scope.school_year = judging.school_year
        and scope.standard_id = judging.standard_id
    left join {{ ref('school_rule_in_force') }} as rules
        on scope.school_year = rules.school_year
        and scope.standard_id = rules.standard_id
        and scope.stage = rules.stage
),

judged as (
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        stage,
        students,
        indicators_met,
        indicators_at_floor,
        indicators_below_floor,
        indicators_missing,
        case
            when scope = 'out' then 'NOT_APPLICABLE'
            when scope = 'unknown' then 'INSUFFICIENT_DATA'
            when is_below_floor or is_short_at_best then 'FAIL'
            when indicators_missing > 0 then 'INSUFFICIENT_DATA'
            else 'PASS'
        end as status,
        case
            when scope <> 'in' then scope_reason_code
            when is_below_floor then 'BELOW_FLOOR'
            when is_short_at_best then 'TOO_FEW_MET'
            when indicators_missing > 0 then 'INDICATOR_MISSING'
        end as reason_code
    from sections
),

rows_of_all as (
    select * from judged
    union all
    select
        others.school_year,
        others.standard_id,
        others.county_code,
        others.school_code,
        'all' as stage,
        cast(null as bigint) as students,
        0 as indicators_met,
        0 as indicators_at_floor,
        0 as indicators_below_floor,
        0 as indicators_missing,
        case others.scope when 'unknown' then 'INSUFFICIENT_DATA' else 'NOT_APPLICABLE' end as status,
        others.reason_code
    from {{ ref('school_without_section') }} as others
    inner join judging
        on others.school_year = judging.school_year
        and others.standard_id = judging.standard_id
)

select
    rows_of_all.school_year,
    rows_of_all.standard_id,
    rows_of_all.county_code,
    rows_of_all.school_code,
    rows_of_all.stage,
    coalesce(schools.school_name, last_year.school_name) as school_name,
    rows_of_all.students,
    cast(rows_of_all.indicators_met as integer) as indicators_met,
    cast(rows_of_all.indicators_at_floor as integer) as indicators_at_floor,
    cast(rows_of_all.indicators_below_floor as integer) as indicators_below_floor,
    cast(rows_of_all.indicators_missing as integer) as indicators_missing,
    rows_of_all.status,
    rows_of_all.reason_code,
    {{ key_of(['rows_of_all.county_code', 'rows_of_all.school_year']) }} as county_key,
    {{ key_of(['rows_of_all.school_code', 'rows_of_all.school_year']) }} as school_key
from rows_of_all
left join {{ ref('school') }} as schools
    on rows_of_all.school_year = schools.school_year
    and rows_of_all.county_code = schools.county_code
    and rows_of_all.school_code = schools.school_code
left join {{ ref('school') }} as last_year
    on rows_of_all.reason_code = 'SCHOOL_NOT_FILED'
    and rows_of_all.school_year = last_year.school_year + 1
    and rows_of_all.county_code = last_year.county_code
    and rows_of_all.school_code = last_year.school_code
