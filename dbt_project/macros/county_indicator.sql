{# The shapes of county indicators: ratios of collection-sheet items, and attested conclusions. #}

{% macro item(code) %}max(case when facts.item_code = '{{ code }}' then facts.value end){% endmacro %}

{% macro items_as(columns) %}
{#- One row per expected county with the named items, null where not filed: {column: item code}. -#}
select
    counties.school_year,
    counties.county_code,
    {% for column, code in columns.items() -%}
    cast({{ item(code) }} as double) as {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('expected_county') }} as counties
left join {{ ref('county_facts') }} as facts
    on counties.school_year = facts.school_year
    and counties.county_code = facts.county_code
group by counties.school_year, counties.county_code
{%- endmacro %}

{% macro county_ratio(indicator_id, part_id, source, numerator, denominator, none_concerned=false, multiplier=none) %}
{#-
  A part: multiplier · numerator / denominator. none_concerned: a zero denominator means that nobody is
  concerned, which does not block; else a zero denominator leaves the value unknown.
-#}
select
    {{ source }}.school_year,
    {{ source }}.county_code,
    'county' as entity_type,
    {{ source }}.county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    '{{ part_id }}' as part_id,
    cast({{ numerator }} as double) as numerator,
    cast({{ denominator }} as double) as denominator,
    case when {{ denominator }} <> 0 then indicators.multiplier * ({{ numerator }}) / ({{ denominator }}) end as value,
    case
        -- with nobody concerned it does not matter how many of them
        {% if none_concerned -%}
        when {{ denominator }} = 0 then 'NOBODY_CONCERNED'
        {%- else -%}
        when {{ denominator }} = 0 then 'ZERO_DENOMINATOR'
        {%- endif %}
        when {{ denominator }} is null or {{ numerator }} is null then 'INPUT_MISSING'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ source }}
inner join {{ ref('indicators') }} as indicators
    on indicators.indicator_id = '{{ indicator_id }}'
{%- endmacro %}

{% macro county_figure(indicator_id, part_id, source, figure) %}
{#- A part that is one filed figure. -#}
select
    {{ source }}.school_year,
    {{ source }}.county_code,
    'county' as entity_type,
    {{ source }}.county_code as entity_id,
    'all' as stage,
    '{{ indicator_id }}' as indicator_id,
    '{{ part_id }}' as part_id,
    cast({{ figure }} as double) as numerator,
    cast(null as double) as denominator,
    cast({{ figure }} as double) as value,
    case when {{ figure }} is null then 'INPUT_MISSING' end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ source }}
{%- endmacro %}

{% macro attested(indicator_id) %}
{#-
  1 where the conclusion says so, 0 where it says not; unknown without a document that has number, date,
  filer and a reviewer other than the filer.
-#}
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
        when conclusions.is_met is null then null
        when attestations.document is null or attestations.document_number is null
            or attestations.document_date is null or attestations.filer is null
            or attestations.reviewer is null or attestations.filer = attestations.reviewer then null
        when conclusions.is_met then cast(1 as double)
        else cast(0 as double)
    end as value,
    case
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
{%- endmacro %}
