-- What each judged section comes to in each dimension that judges sections: by the school rule where the dimension
-- has one, else it must meet every section indicator of the dimension. A school that cannot be placed is undecided.
{{ config(materialized='view') }}
with ruled as (
    select school_year, standard_id, dimension_id from {{ ref('section_dimension') }} where has_school_rule
),

unruled as (
    select school_year, standard_id, dimension_id from {{ ref('section_dimension') }} where not has_school_rule
)

select
    schools.school_year,
    schools.standard_id,
    schools.county_code,
    ruled.dimension_id,
    schools.school_code,
    schools.stage,
    schools.status
from {{ ref('compliance_school') }} as schools
inner join ruled
    on schools.school_year = ruled.school_year
    and schools.standard_id = ruled.standard_id
where schools.status <> 'NOT_APPLICABLE'
union all
select
    results.school_year,
    results.standard_id,
    results.county_code,
    unruled.dimension_id,
    results.entity_id as school_code,
    results.stage,
    {{ all_must_pass(
        'count(*)',
        "count(case when results.status = 'FAIL' then 1 end)",
        "count(case when results.status = 'INSUFFICIENT_DATA' then 1 end)"
    ) }} as status
from {{ ref('indicator_result') }} as results
inner join {{ ref('indicators') }} as indicators
    on results.indicator_id = indicators.indicator_id
inner join unruled
    on results.school_year = unruled.school_year
    and results.standard_id = unruled.standard_id
    and indicators.dimension_id = unruled.dimension_id
where results.entity_type = 'section'
group by
    results.school_year, results.standard_id, results.county_code, unruled.dimension_id, results.entity_id,
    results.stage
union all
select
    schools.school_year,
    schools.standard_id,
    schools.county_code,
    unruled.dimension_id,
    schools.school_code,
    'all' as stage,
    'INSUFFICIENT_DATA' as status
from {{ ref('school_without_section') }} as schools
inner join unruled
    on schools.school_year = unruled.school_year
    and schools.standard_id = unruled.standard_id
where schools.scope = 'unknown'
