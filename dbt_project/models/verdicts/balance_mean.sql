-- Student-weighted mean per county, stage and indicator: Σx / ΣP.
select
    section_values.school_year,
    section_values.standard_id,
    section_values.county_code,
    section_values.stage,
    section_values.indicator_id,
    count(*) as sections,
    count(section_values.value) as sections_measured,
    {{ exact_sum('section_values.denominator', 0) }} as students,
    max(indicators.multiplier) * {{ exact_sum('section_values.numerator', 15) }}
        / {{ exact_sum('section_values.denominator', 0) }} as mean
from {{ ref('judged_section_value') }} as section_values
inner join {{ ref('balance_indicator_in_force') }} as compared
    on section_values.school_year = compared.school_year
    and section_values.standard_id = compared.standard_id
    and section_values.indicator_id = compared.indicator_id
inner join {{ ref('indicators') }} as indicators
    on section_values.indicator_id = indicators.indicator_id
group by
    section_values.school_year, section_values.standard_id, section_values.county_code, section_values.stage,
    section_values.indicator_id
