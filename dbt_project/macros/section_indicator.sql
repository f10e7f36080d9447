{# The one shape of a section indicator: what differs between them is the numerator alone. #}

{% macro section_indicator(indicator_id, numerator, is_shared) %}
{#-
  numerator: an expression over int_sections, null where an input is missing.
  is_shared: true where the school's stages use the thing together, so that the section has a share of it.
-#}
with inputs as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        students,
        share,
        {% if is_shared -%}
        cast({{ numerator }} as double) * share as numerator
        {%- else -%}
        cast({{ numerator }} as double) as numerator
        {%- endif %}
    from {{ ref('int_sections') }}
    where stage in ('primary', 'junior')
)

select
    inputs.school_year,
    inputs.county_code,
    'section' as entity_type,
    inputs.school_code as entity_id,
    inputs.stage,
    indicators.indicator_id,
    inputs.numerator,
    cast(inputs.students as double) as denominator,
    case when inputs.students > 0
        then indicators.multiplier * inputs.numerator / inputs.students
    end as value,
    case
        when inputs.students is null then 'STUDENTS_MISSING'
        when inputs.students = 0 then 'NO_STUDENTS'
        {% if is_shared -%}
        when inputs.share is null then 'SPLIT_STUDENTS_MISSING'
        {% endif -%}
        when inputs.numerator is null then 'INPUT_MISSING'
    end as reason_code
from inputs
cross join {{ ref('indicators') }} as indicators
where indicators.indicator_id = '{{ indicator_id }}'
{%- endmacro %}
