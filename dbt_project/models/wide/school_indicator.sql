-- The values of every school and stage, with names, unit and words beside. A view: the values stand once, in
-- indicator_result.
{{ config(materialized='view') }}
select
    {{ key_of(['results.entity_id', 'results.school_year']) }} as school_key,
    {{ key_of(['results.county_code', 'results.school_year']) }} as county_key,
    results.school_year,
    years.starts_on as school_year_start,
    years.label as school_year_label,
    years.is_latest as is_latest_year,
    results.standard_id,
    counties.city_name,
    results.county_code,
    counties.county_name,
    results.entity_id as school_code,
    schools.school_name,
    results.stage,
    {{ in_words('results.stage', 'stage', 'stage') }},
    results.indicator_id,
    indicators.name_zh as indicator_zh,
    indicators.name_en as indicator_en,
    results.value,
    indicators.unit_zh,
    indicators.unit_en,
    results.operator,
    results.threshold,
    results.floor,
    results.margin,
    results.margin / nullif(results.threshold, 0) as margin_share,
    results.is_at_floor,
    results.status,
    {{ in_words('results.status', 'status', 'status') }},
    results.reason_code,
    shares.students,
    shares.variance_share
from {{ ref('indicator_result') }} as results
inner join {{ ref('dim_school_year') }} as years
    on results.school_year = years.school_year
inner join {{ ref('dim_county') }} as counties
    on results.school_year = counties.school_year
    and results.county_code = counties.county_code
inner join {{ ref('dim_indicator') }} as indicators
    on results.indicator_id = indicators.indicator_id
left join {{ ref('dim_school') }} as schools
    on results.school_year = schools.school_year
    and results.entity_id = schools.school_code
left join {{ ref('balance_share') }} as shares
    on results.school_year = shares.school_year
    and results.standard_id = shares.standard_id
    and results.county_code = shares.county_code
    and results.entity_id = shares.school_code
    and results.stage = shares.stage
    and results.indicator_id = shares.indicator_id
where results.entity_type = 'section'
