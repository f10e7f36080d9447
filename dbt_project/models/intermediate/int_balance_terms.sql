-- Student-weighted mean per county, stage and indicator, and each section's distance from it.
-- Mean = Σx / ΣP; the distance is relative to the mean, so that sums keep their digits at any scale.
with values_in_scope as (
    select
        section_values.school_year,
        section_values.standard_id,
        section_values.county_code,
        section_values.stage,
        section_values.indicator_id,
        section_values.school_code,
        section_values.numerator,
        section_values.denominator as students,
        section_values.value
    from {{ ref('int_judged_section_values') }} as section_values
    inner join {{ ref('int_rules_balance_indicators') }} as compared
        on section_values.school_year = compared.school_year
        and section_values.standard_id = compared.standard_id
        and section_values.indicator_id = compared.indicator_id
),

means as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        count(*) as sections,
        count(value) as sections_measured,
        {{ exact_sum('numerator', 15) }} as numerator,
        {{ exact_sum('students', 0) }} as students
    from values_in_scope
    group by school_year, standard_id, county_code, stage, indicator_id
)

select
    values_in_scope.school_year,
    values_in_scope.standard_id,
    values_in_scope.county_code,
    values_in_scope.stage,
    values_in_scope.indicator_id,
    values_in_scope.school_code,
    values_in_scope.students,
    values_in_scope.value,
    means.sections,
    means.sections_measured,
    means.students as county_students,
    indicators.multiplier * means.numerator / means.students as mean,
    case
        when means.sections = means.sections_measured and means.numerator <> 0
            then values_in_scope.students / means.students * power(
                values_in_scope.value / (indicators.multiplier * means.numerator / means.students) - 1, 2
            )
    end as relative_variance_term
from values_in_scope
inner join means
    on values_in_scope.school_year = means.school_year
    and values_in_scope.standard_id = means.standard_id
    and values_in_scope.county_code = means.county_code
    and values_in_scope.stage = means.stage
    and values_in_scope.indicator_id = means.indicator_id
inner join {{ ref('indicators') }} as indicators
    on values_in_scope.indicator_id = indicators.indicator_id
