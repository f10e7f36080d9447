-- A school and stage in a year under a rule set, with names, words, what fails and last year's verdict beside.
-- What it says is said by compliance_school and indicator_result; nothing is judged here.
with failing as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        results.entity_id as school_code,
        results.stage,
        {{ text_list(
            "case when results.status = 'FAIL' then results.indicator_id end", "results.indicator_id", ', '
        ) }} as failed_indicators,
        min(results.margin / nullif(results.threshold, 0)) as least_margin
    from {{ ref('indicator_result') }} as results
    where results.entity_type = 'section'
    group by results.school_year, results.standard_id, results.county_code, results.entity_id, results.stage
)

select
    -- two counties may list one school
    {{ key_of([
        'verdicts.standard_id', 'verdicts.county_code', 'verdicts.school_code', 'verdicts.stage', 'verdicts.school_year'
    ]) }} as school_year_key,
    {{ key_of(['verdicts.school_code', 'verdicts.school_year']) }} as school_key,
    {{ key_of(['verdicts.county_code', 'verdicts.school_year']) }} as county_key,
    verdicts.school_year,
    years.starts_on as school_year_start,
    years.label as school_year_label,
    years.is_latest as is_latest_year,
    verdicts.standard_id,
    standards.name_zh as standard_zh,
    standards.name_en as standard_en,
    counties.city_name,
    verdicts.county_code,
    counties.county_name,
    verdicts.school_code,
    verdicts.school_name,
    verdicts.stage,
    {{ in_words('verdicts.stage', 'stage', 'stage') }},
    schools.school_type_name_zh as school_type_zh,
    schools.school_type_name_en as school_type_en,
    schools.sponsor_name,
    schools.urban_rural_code,
    verdicts.students,
    verdicts.indicators_met,
    verdicts.indicators_at_floor,
    verdicts.indicators_below_floor,
    verdicts.indicators_missing,
    failing.failed_indicators,
    failing.least_margin,
    verdicts.status,
    {{ in_words('verdicts.status', 'status', 'status') }},
    verdicts.reason_code,
    reasons.name_zh as reason_zh,
    reasons.name_en as reason_en,
    last_year.status as status_last_year,
    {{ change_since('verdicts.status', 'last_year.status') }} as status_change,
    {{ in_words(change_since('verdicts.status', 'last_year.status'), 'change', 'status_change') }}
from {{ ref('compliance_school') }} as verdicts
inner join {{ ref('dim_school_year') }} as years
    on verdicts.school_year = years.school_year
inner join {{ ref('dim_standard') }} as standards
    on verdicts.standard_id = standards.standard_id
inner join {{ ref('dim_county') }} as counties
    on verdicts.school_year = counties.school_year
    and verdicts.county_code = counties.county_code
left join {{ ref('dim_school') }} as schools
    on verdicts.school_year = schools.school_year
    and verdicts.school_code = schools.school_code
left join failing
    on verdicts.school_year = failing.school_year
    and verdicts.standard_id = failing.standard_id
    and verdicts.county_code = failing.county_code
    and verdicts.school_code = failing.school_code
    and verdicts.stage = failing.stage
left join {{ ref('dim_reason') }} as reasons
    on verdicts.reason_code = reasons.reason_code
left join {{ ref('compliance_school') }} as last_year
    on verdicts.school_year = last_year.school_year + 1
    and verdicts.standard_id = last_year.standard_id
    and verdicts.county_code = last_year.county_code
    and verdicts.school_code = last_year.school_code
    and verdicts.stage = last_year.stage
