{# The shapes of county indicators: ratios and figures of collection-sheet items, and attested conclusions. #}

{% macro county_sums(sums) %}
{#- One row per expected county with sums of filed items, null where one is not filed: {column: {item code: coefficient}}. -#}
select
    counties.school_year,
    counties.county_code,
    {% for column, terms in sums.items() -%}
    {%- set filed = {} -%}
    {%- for code, coefficient in terms.items() -%}
    {%- do filed.update({"cast(max(case when facts.item_code = '" ~ code ~ "' then facts.value end) as double)": coefficient}) -%}
    {%- endfor -%}
    {{ linear(filed) }} as {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('expected_county') }} as counties
left join {{ ref('county_facts') }} as facts
    on counties.school_year = facts.school_year
    and counties.county_code = facts.county_code
group by counties.school_year, counties.county_code
{%- endmacro %}

{% macro note_county_inputs(indicator_id, part_id, sums) %}
{#- sums: {role: {item code: coefficient}}. -#}
{%- set inputs = [] -%}
{%- for role, terms in sums.items() -%}
{%- for code, coefficient in terms.items() -%}
{%- do inputs.append([role, 'county_facts.' ~ code, coefficient]) -%}
{%- endfor -%}
{%- endfor -%}
{{- note_inputs(indicator_id, part_id, inputs) -}}
{%- endmacro %}

{% macro county_ratio(
    indicator_id, numerator, denominator, part_id='value', numerator_divisor={}, denominator_divisor={}, none_concerned=false
) %}
{#-
  A part: multiplier · numerator / denominator, each {item code: coefficient}, and each divided by its divisor
  where it has one. none_concerned: a zero denominator means that nobody is concerned, which does not block;
  else a zero denominator leaves the value unknown.
-#}
{%- set sums = {'numerator': numerator} -%}
{%- if numerator_divisor %}{% do sums.update({'numerator_divisor': numerator_divisor}) %}{% endif -%}
{%- do sums.update({'denominator': denominator}) -%}
{%- if denominator_divisor %}{% do sums.update({'denominator_divisor': denominator_divisor}) %}{% endif -%}
{{- note_county_inputs(indicator_id, part_id, sums) -}}
select
    ratios.school_year,
    ratios.county_code,
    'county' as entity_type,
    ratios.county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    '{{ part_id }}' as part_id,
    ratios.numerator,
    ratios.denominator,
    case when ratios.denominator <> 0 then indicators.multiplier * ratios.numerator / ratios.denominator end as value,
    case
        -- with nobody concerned it does not matter how many of them
        {% if none_concerned -%}
        when ratios.denominator = 0 then 'NOBODY_CONCERNED'
        {%- else -%}
        when ratios.denominator = 0 then 'ZERO_DENOMINATOR'
        {%- endif %}
        when ratios.denominator is null or ratios.numerator is null then 'INPUT_MISSING'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from (
    select
        school_year,
        county_code,
        {% for side in ('numerator', 'denominator') -%}
        {{ side }}{% if side ~ '_divisor' in sums %} / nullif({{ side }}_divisor, 0){% endif %} as {{ side }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from ({{ county_sums(sums) }}) as items
) as ratios
inner join {{ ref('indicators') }} as indicators
    on indicators.indicator_id = '{{ indicator_id }}'
{%- endmacro %}

{% macro county_figure(indicator_id, item, part_id='value') %}
{#- A part that is one filed figure. -#}
{{- note_county_inputs(indicator_id, part_id, {'numerator': {item: 1}}) -}}
select
    school_year,
    county_code,
    'county' as entity_type,
    county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    '{{ part_id }}' as part_id,
    figure as numerator,
    cast(null as double) as denominator,
    figure as value,
    case when figure is null then 'INPUT_MISSING' end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from ({{ county_sums({'figure': {item: 1}}) }}) as items
{%- endmacro %}

{% macro beside(indicator_id, figure_id, stage) %}
{#-
  A figure that is shown beside (beside_figures), as an indicator that a plan may set a limit for. Not known while it
  is not of every school that has students of the stage.
-#}
select
    counties.school_year,
    counties.county_code,
    'county' as entity_type,
    counties.county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    'value' as part_id,
    {% for column in ['numerator', 'denominator', 'value'] -%}
    case when figures.schools >= teaching.schools then figures.{{ column }} end as {{ column }},
    {% endfor -%}
    case
        when figures.denominator = 0 then 'ZERO_DENOMINATOR'
        when figures.value is null or teaching.schools is null or figures.schools < teaching.schools then 'INPUT_MISSING'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('expected_county') }} as counties
left join {{ ref('beside_figure') }} as figures
    on counties.school_year = figures.school_year
    and counties.county_code = figures.county_code
    and figures.figure_id = '{{ figure_id }}'
left join (
    select school_year, county_code, count(distinct school_code) as schools
    from {{ ref('section_students') }}
    where stage = '{{ stage }}' and students > 0
    group by school_year, county_code
) as teaching
    on counties.school_year = teaching.school_year
    and counties.county_code = teaching.county_code
{%- endmacro %}

{% macro figures_decide(figures, counted=none) %}
{#-
  A part that decides in the place of what is attested, wherever it has a value. `counted`: a relation of the counties
  whose figures count, where not every county's do.
-#}
select
    figures.school_year,
    figures.county_code,
    figures.entity_type,
    figures.entity_id,
    figures.stage,
    figures.indicator_id,
    figures.part_id,
    {% for column in ['numerator', 'denominator', 'value'] -%}
    case when {{ 'counted.county_code is not null and ' if counted }}figures.value is not null then figures.{{ column }} end as {{ column }},
    {% endfor -%}
    case when {{ 'counted.county_code is null or ' if counted }}figures.value is null then 'DECIDED_BY_ATTESTATION' end as reason_code,
    figures.transition_rule_id,
    figures.value_without_transition,
    figures.threshold_with_transition
from ({{ figures }}) as figures
{%- if counted %}
left join {{ counted }} as counted
    on {{ same('figures', 'counted', ['school_year', 'county_code']) }}
{%- endif %}
{%- endmacro %}

{% macro attested(indicator_id, unless=none) %}
{#-
  1 where the conclusion says so, 0 where it says not; unknown without a document that has number, date,
  filer and a reviewer other than the filer. `unless`: a part of `figures_decide`, which
  decides in its place where it has a value; what a county admits as not met stands all the same.
-#}
{%- set inputs = [['conclusion', 'attestations.conclusion']] -%}
{%- for column in ('document', 'document_number', 'document_date', 'filer', 'reviewer') -%}
{%- do inputs.append(['condition', 'attestations.' ~ column]) -%}
{%- endfor -%}
{{- note_inputs(indicator_id, 'attested', inputs) -}}
select
    counties.school_year,
    counties.county_code,
    'county' as entity_type,
    counties.county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    'attested' as part_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    case
        {% if unless -%}
        when decided.county_code is not null and coalesce(conclusions.is_met, true) then null
        {% endif -%}
        when conclusions.is_met is null then null
        when attestations.document is null or attestations.document_number is null
            or attestations.document_date is null or attestations.filer is null
            or attestations.reviewer is null or attestations.filer = attestations.reviewer then null
        when conclusions.is_met then cast(1 as double)
        else cast(0 as double)
    end as value,
    case
        {% if unless -%}
        when decided.county_code is not null and coalesce(conclusions.is_met, true) then 'DECIDED_BY_DATA'
        {% endif -%}
        when attestations.conclusion is null then 'ATTESTATION_MISSING'
        when conclusions.is_met is null then 'CONCLUSION_UNKNOWN'
        when attestations.document is null or attestations.document_number is null
            or attestations.document_date is null or attestations.filer is null
            or attestations.reviewer is null or attestations.filer = attestations.reviewer
            then 'ATTESTATION_INCOMPLETE'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('expected_county') }} as counties
left join {{ ref('attestations') }} as attestations
    on attestations.indicator_id = '{{ indicator_id }}'
    and counties.school_year = attestations.school_year
    and counties.county_code = attestations.county_code
left join {{ ref('conclusions') }} as conclusions
    on attestations.conclusion = conclusions.conclusion
{%- if unless %}
left join {{ unless }} as decided
    on counties.school_year = decided.school_year
    and counties.county_code = decided.county_code
    and decided.value is not null
{%- endif %}
{%- endmacro %}
