-- What is judged in a county, a row per indicator, stage and way of measuring: requirements of the county, how many of
-- its schools and stages meet each indicator, and the differences between them. Own step of indicator_trend.
with results as (
    select
        school_year,
        standard_id,
        county_code,
        entity_type,
        stage,
        indicator_id,
        count(case when status <> 'NOT_APPLICABLE' then 1 end) as judged,
        count(case when status = 'PASS' then 1 end) as judged_passing,
        count(case when status = 'FAIL' then 1 end) as judged_failing,
        count(case when status = 'FAIL' and not is_at_floor then 1 end) as judged_below_floor,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as judged_undecided
    from {{ ref('indicator_result') }}
    where entity_type <> 'county'
    group by school_year, standard_id, county_code, entity_type, stage, indicator_id
),

requirements as (
    select
        county.school_year,
        county.standard_id,
        county.county_code,
        'requirement' as measured,
        county.stage,
        county.indicator_id,
        county.value,
        county.operator,
        county.threshold,
        county.margin,
        cast(null as double) as mean,
        county.status,
        county.reason_code,
        results.judged,
        results.judged_passing,
        results.judged_failing
    from {{ ref('indicator_result') }} as county
    left join results
        on results.entity_type = 'school'
        and county.school_year = results.school_year
        and county.standard_id = results.standard_id
        and county.county_code = results.county_code
        and county.indicator_id = results.indicator_id
    where county.entity_type = 'county'
),

-- as regions count what fails most: an indicator fails in a county where a school is below its floor
sections as (
    select
        school_year,
        standard_id,
        county_code,
        'sections' as measured,
        stage,
        indicator_id,
        cast(judged_passing as double) / nullif(judged, 0) as value,
        cast(null as varchar) as operator,
        cast(null as double) as threshold,
        cast(null as double) as margin,
        cast(null as double) as mean,
        {{ all_must_pass('judged', 'judged_below_floor', 'judged_undecided') }} as status,
        cast(null as varchar) as reason_code,
        judged,
        judged_passing,
        judged_failing
    from results
    where entity_type = 'section'
),

differences as (
    select
        balance.school_year,
        balance.standard_id,
        balance.county_code,
        'difference' as measured,
        balance.stage,
        balance.indicator_id,
        balance.cv as value,
        balance.operator,
        balance.cv_limit as threshold,
        {{ margin('balance.cv', 'balance.operator', 'balance.cv_limit') }} as margin,
        balance.mean,
        balance.status,
        balance.reason_code,
        results.judged,
        results.judged_passing,
        results.judged_failing
    from {{ ref('balance') }} as balance
    left join results
        on results.entity_type = 'section'
        and balance.school_year = results.school_year
        and balance.standard_id = results.standard_id
        and balance.county_code = results.county_code
        and balance.stage = results.stage
        and balance.indicator_id = results.indicator_id
)

select requirements.*, margin as standing from requirements
union all
select sections.*, value as standing from sections
union all
select differences.*, margin as standing from differences
