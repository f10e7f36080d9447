-- Every indicator in the one long shape; a new indicator is one more line here.
{{ config(materialized='view') }}
{% set indicators = [
    'indicator_r1', 'indicator_r2', 'indicator_r3', 'indicator_r4', 'indicator_r5', 'indicator_r6', 'indicator_r7',
] %}
{% for indicator in indicators %}
select
    school_year, county_code, entity_type, entity_id, stage, indicator_id,
    numerator, denominator, value, reason_code
from {{ ref(indicator) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
