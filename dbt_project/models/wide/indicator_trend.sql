-- Every indicator of a county by year, with names, unit, threshold, words and last year's value beside: what fails most,
-- how far it is to the standard, how it moves. R1–R7 have their rows here, as shares of schools and as differences.
with measured as (
    select
        now.school_year,
        now.standard_id,
        now.county_code,
        now.measured,
        now.stage,
        now.indicator_id,
        now.value,
        now.operator,
        now.threshold,
        now.margin,
        now.mean,
        now.status,
        now.reason_code,
        now.judged,
        now.judged_passing,
        now.judged_failing,
        last_year.value as value_last_year,
        last_year.status as status_last_year,
        {{ trend_of('now.standing', 'last_year.standing') }} as trend
    from {{ ref('county_indicator') }} as now
    left join {{ ref('county_indicator') }} as last_year
        on now.school_year = last_year.school_year + 1
        and now.standard_id = last_year.standard_id
        and now.county_code = last_year.county_code
        and now.measured = last_year.measured
        and now.stage = last_year.stage
        and now.indicator_id = last_year.indicator_id
)

select
    {{ key_of([
        'measured.standard_id', 'measured.county_code', 'measured.indicator_id', 'measured.measured', 'measured.stage',
        'measured.school_year'
    ]) }} as indicator_trend_key,
    {{ key_of(['measured.county_code', 'measured.school_year']) }} as county_key,
    measured.school_year,
    years.starts_on as school_year_start,
    years.label as school_year_label,
    years.is_latest as is_latest_year,
    measured.standard_id,
    standards.name_zh as standard_zh,
    standards.name_en as standard_en,
    counties.city_name,
    measured.county_code,
    counties.county_name,
    measured.indicator_id,
    {{ indicator_names('measured.indicator_id', 'indicators') }},
    indicators.dimension_id,
    measured.measured,
    {{ in_words('measured.measured', 'measured', 'measured') }},
    measured.stage,
    {{ in_words("nullif(measured.stage, 'all')", 'stage', 'stage') }},
    measured.value,
    case when measured.measured = 'requirement' then indicators.unit_zh end as unit_zh,
    case when measured.measured = 'requirement' then indicators.unit_en end as unit_en,
    measured.operator,
    measured.threshold,
    measured.margin,
    measured.mean,
    cast(measured.judged as integer) as judged,
    cast(measured.judged_passing as integer) as judged_passing,
    cast(measured.judged_failing as integer) as judged_failing,
    measured.status,
    {{ in_words('measured.status', 'status', 'status') }},
    measured.reason_code,
    reasons.name_zh as reason_zh,
    reasons.name_en as reason_en,
    measured.value_last_year,
    measured.value - measured.value_last_year as value_change,
    measured.trend,
    {{ in_words('measured.trend', 'trend', 'trend') }},
    measured.status_last_year,
    {{ change_since('measured.status', 'measured.status_last_year') }} as status_change,
    {{ in_words(change_since('measured.status', 'measured.status_last_year'), 'change', 'status_change') }}
from measured
inner join {{ ref('dim_school_year') }} as years
    on measured.school_year = years.school_year
inner join {{ ref('dim_standard') }} as standards
    on measured.standard_id = standards.standard_id
inner join {{ ref('dim_county') }} as counties
    on measured.school_year = counties.school_year
    and measured.county_code = counties.county_code
left join {{ ref('dim_indicator') }} as indicators
    on measured.indicator_id = indicators.indicator_id
left join {{ ref('dim_reason') }} as reasons
    on measured.reason_code = reasons.reason_code
