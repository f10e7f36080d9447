{# The one shape of a section indicator: what differs between them is the numerator alone. #}

{% macro section_indicator(indicator_id, numerator, is_shared, transition_rule_id=none, extra=none) %}
{#-
  numerator: an expression over section, null where an input is missing.
  is_shared: true where the school's stages use the thing together, so that the section has a share of it.
  extra: what a transition rule lets count besides (null where it does not apply to the section).
-#}
with inputs as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        students,
        share,
        {% if extra -%}
        cast({{ extra }} as double) as extra,
        {% endif -%}
        cast({{ numerator }} as double) as whole
    from {{ ref('section') }}
    where stage in ('primary', 'junior')
),

shared as (
    select
        *,
        {% if is_shared -%}
        whole * share as own,
        {%- else -%}
        whole as own,
        {%- endif %}
        {% if extra and is_shared -%}
        (whole + coalesce(extra, 0)) * share as numerator
        {%- elif extra -%}
        whole + coalesce(extra, 0) as numerator
        {%- elif is_shared -%}
        whole * share as numerator
        {%- else -%}
        whole as numerator
        {%- endif %}
    from inputs
)

select
    shared.school_year,
    shared.county_code,
    'section' as entity_type,
    shared.school_code as entity_id,
    shared.stage,
    indicators.indicator_id,
    'value' as part_id,
    shared.numerator,
    cast(shared.students as double) as denominator,
    case when shared.students > 0
        then indicators.multiplier * shared.numerator / shared.students
    end as value,
    case
        when shared.students is null then 'STUDENTS_MISSING'
        when shared.students = 0 then 'NO_STUDENTS'
        {% if is_shared -%}
        when shared.share is null then 'SPLIT_STUDENTS_MISSING'
        {% endif -%}
        when shared.numerator is null then 'INPUT_MISSING'
    end as reason_code,
    {% if extra -%}
    case when shared.extra is not null then '{{ transition_rule_id }}' end as transition_rule_id,
    case when shared.extra is not null and shared.students > 0
        then indicators.multiplier * shared.own / shared.students
    end as value_without_transition,
    {%- else -%}
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    {%- endif %}
    cast(null as double) as threshold_with_transition
from shared
cross join {{ ref('indicators') }} as indicators
where indicators.indicator_id = '{{ indicator_id }}'
{%- endmacro %}
