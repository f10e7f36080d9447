-- Every section indicator in the one long shape; a new one is one more line here.
{% set indicators = [
    'r1',
    'r2',
    'r3',
    'r4',
    'r5',
    'r6',
    'r7',
    'b1',
    'b2',
    'b3',
    'b4',
    'b5',
    'b6',
    'b7',
    'b8',
] %}
{% for indicator in indicators %}
select
    school_year, county_code, entity_type, entity_id, stage, indicator_id, part_id, numerator, denominator, value,
    reason_code, transition_rule_id, value_without_transition, threshold_with_transition
from {{ ref('indicator_' ~ indicator) }}
{% if not loop.last %}union all{% endif %}
{% endfor %}
