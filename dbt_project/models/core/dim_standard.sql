-- The rule sets: what each rests on and from when to when it applies.
select
    standard_id,
    name_zh,
    name_en,
    inherits_standard_id,
    document,
    decides_on,
    applies_to_code_prefix,
    valid_from_year,
    valid_to_year,
    citation
from {{ ref('rule_sets') }}
