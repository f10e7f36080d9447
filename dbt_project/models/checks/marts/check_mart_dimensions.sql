-- Each dimension's verdict with what the sections and the differences that belong to it say.
with ruled as (
    select distinct school_year, standard_id, dimension_id from {{ ref('school_rule_in_force') }}
),

sections as (
    select
        schools.school_year,
        schools.standard_id,
        schools.county_code,
        ruled.dimension_id,
        count(case when schools.status = 'FAIL' then 1 end) as failed,
        count(case when schools.status = 'INSUFFICIENT_DATA' then 1 end) as insufficient
    from {{ ref('compliance_school') }} as schools
    inner join ruled
        on schools.school_year = ruled.school_year
        and schools.standard_id = ruled.standard_id
    group by schools.school_year, schools.standard_id, schools.county_code, ruled.dimension_id
),

-- where there is no school rule every section indicator must be met
section_indicators as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        indicators.dimension_id,
        count(case when results.status = 'FAIL' then 1 end) as failed,
        count(case when results.status = 'INSUFFICIENT_DATA' then 1 end) as insufficient
    from {{ ref('indicator_result') }} as results
    inner join {{ ref('indicators') }} as indicators
        on results.indicator_id = indicators.indicator_id
    left join ruled
        on results.school_year = ruled.school_year
        and results.standard_id = ruled.standard_id
        and indicators.dimension_id = ruled.dimension_id
    where results.entity_type = 'section' and ruled.dimension_id is null
    group by results.school_year, results.standard_id, results.county_code, indicators.dimension_id
),

differences as (
    select
        balance.school_year,
        balance.standard_id,
        balance.county_code,
        rules.dimension_id,
        count(case when balance.status = 'FAIL' then 1 end) as failed,
        count(case when balance.status = 'INSUFFICIENT_DATA' then 1 end) as insufficient
    from {{ ref('balance') }} as balance
    inner join {{ ref('compared_dimension') }} as rules
        on balance.school_year = rules.school_year
        and balance.standard_id = rules.standard_id
    group by balance.school_year, balance.standard_id, balance.county_code, rules.dimension_id
),

beneath as (
    select
        school_year,
        standard_id,
        county_code,
        dimension_id,
        sum(failed) as failed,
        sum(insufficient) as insufficient
    from (
        select school_year, standard_id, county_code, dimension_id, failed, insufficient from sections
        union all
        select school_year, standard_id, county_code, dimension_id, failed, insufficient from section_indicators
        union all
        select school_year, standard_id, county_code, dimension_id, failed, insufficient from differences
    ) as every_kind
    group by school_year, standard_id, county_code, dimension_id
)

select
    dimensions.school_year,
    dimensions.standard_id,
    dimensions.county_code,
    dimensions.dimension_id,
    dimensions.status,
    dimensions.reason_code,
    case when dimensions.status <> 'PASS' and dimensions.reason_code is null then 'yes' else 'no' end
        as reason_lacking,
    dimensions.requirements - dimensions.requirements_passed - dimensions.requirements_failed
    - dimensions.requirements_missing as requirements_difference,
    case when dimensions.status = 'PASS' then cast(beneath.failed + beneath.insufficient as bigint) end as open_in_pass,
    case when beneath.failed > 0 then dimensions.status end as status_with_failure
from {{ ref('compliance_dimension') }} as dimensions
left join beneath
    on dimensions.school_year = beneath.school_year
    and dimensions.standard_id = beneath.standard_id
    and dimensions.county_code = beneath.county_code
    and dimensions.dimension_id = beneath.dimension_id
