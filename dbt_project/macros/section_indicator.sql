{# The one shape of a section indicator: its terms alone differ. #}

{% macro section_items() %}
{#- Filed items that a section indicator may add up, and their columns in `section`. -#}
{
    "premises.teaching_auxiliary_area": "teaching_auxiliary_area_m2",
    "premises.indoor_sports_area": "indoor_sports_area_m2",
    "premises.sports_ground_area": "sports_ground_area_m2",
    "premises.land_area": "land_area_m2",
    "premises.equipment_value": "equipment_value_yuan",
    "premises.multimedia_classrooms": "multimedia_classrooms",
    "premises.computers": "computers",
    "premises.books": "books",
    "premises.rooftop_underground_area": "rooftop_underground_area_m2",
    "premises.leased_venue_area": "leased_venue_area_m2",
    "teachers.all.all": "teachers",
    "teachers.above_required": "teachers_above_required",
    "teachers.backbone.county_or_above": "backbone_teachers",
    "teachers.subject.pe": "pe_teachers",
    "teachers.subject.arts": "arts_teachers",
    "teachers.title.intermediate_or_above": "intermediate_title_teachers",
    "teachers.subject_shared.pe_arts": "shared_pe_arts_teachers"
}
{% endmacro %}

{% macro transition_items() %}
{#- Those of them that count under a transition rule only: nobody owes them, and what is not filed adds nothing. -#}
{
    "teachers.subject_shared.pe_arts": "T1",
    "premises.rooftop_underground_area": "T2",
    "premises.leased_venue_area": "T2"
}
{% endmacro %}

{% macro section_columns(relation) %}
{#- The columns of `section` that come of a relation: {item within the relation: column}, as JSON. -#}
{%- set columns = {} -%}
{%- for item, column in fromjson(section_items()).items() if item.startswith(relation ~ '.') -%}
{%- do columns.update({item[relation | length + 1:]: column}) -%}
{%- endfor -%}
{{ tojson(columns) }}
{%- endmacro %}

{% macro section_indicator(indicator_id, numerator) %}
{#-
  numerator: {item: coefficient}, of one relation. Premises are used by a school's stages together: the section
  has its share of them. What a transition rule lets count besides is null in `section` where it does not apply.
-#}
{%- set columns = fromjson(section_items()) -%}
{%- set rules = fromjson(transition_items()) -%}
{%- set owed, besides = {}, {} -%}
{%- set inputs = [] -%}
{%- for item, coefficient in numerator.items() -%}
{%- do (besides if item in rules else owed).update({columns[item]: coefficient}) -%}
{%- do inputs.append(['numerator', item, coefficient, rules.get(item)]) -%}
{%- endfor -%}
{%- set is_shared = (numerator | first).startswith('premises.') -%}
{%- do inputs.append(['denominator', 'enrolment.all.all']) -%}
{%- if is_shared %}{% do inputs.append(['split', 'enrolment.all.all']) %}{% endif -%}
{%- do inputs.extend([['scope', 'schools.school_type_code'], ['scope', 'schools.parent_school_code']]) -%}
{{- note_inputs(indicator_id, 'value', inputs) -}}
with inputs as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        students,
        share,
        {% if besides -%}
        case when coalesce({{ besides.keys() | join(', ') }}) is not null
            then cast({{ linear(besides, missing_is_zero=true) }} as double)
        end as extra,
        {% endif -%}
        cast({{ linear(owed) }} as double) as whole
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
        {% if besides and is_shared -%}
        (whole + coalesce(extra, 0)) * share as numerator
        {%- elif besides -%}
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
    {% if besides -%}
    case when shared.extra is not null then '{{ rules[numerator | select('in', rules) | first] }}' end as transition_rule_id,
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
