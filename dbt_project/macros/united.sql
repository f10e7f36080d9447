{# The indicators put together. #}

{% macro united(indicators) %}
{#-
  The models of some indicators in the one long shape. Which there are says the registry; dbt cannot read a seed
  while it parses, so what starts dbt hands the list over (orchestration/standards/unions.py).
-#}
{% for indicator in indicators.split() -%}
select
    school_year, county_code, entity_type, entity_id, stage, indicator_id, part_id, numerator, denominator, value,
    reason_code, transition_rule_id, value_without_transition, threshold_with_transition
from {{ ref('indicator_' ~ indicator) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
{%- endmacro %}
