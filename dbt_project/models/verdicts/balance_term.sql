-- Each section's part of the squared difference: (P_i/ΣP)(X_i/X̄ − 1)².
-- The distance is relative to the mean, so that sums keep their digits at any scale. Null where a section
-- of the county has no value, or the mean is 0.
{{ config(materialized='view') }}
select
    section_values.school_year,
    section_values.standard_id,
    section_values.county_code,
    section_values.stage,
    section_values.indicator_id,
    section_values.school_code,
    section_values.denominator as students,
    section_values.value,
    case
        when means.sections = means.sections_measured and means.mean <> 0
            then section_values.denominator / means.students * power(section_values.value / means.mean - 1, 2)
    end as relative_variance_term
from {{ ref('judged_section_value') }} as section_values
inner join {{ ref('balance_mean') }} as means
    on section_values.school_year = means.school_year
    and section_values.standard_id = means.standard_id
    and section_values.county_code = means.county_code
    and section_values.stage = means.stage
    and section_values.indicator_id = means.indicator_id
