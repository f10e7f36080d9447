-- The indicators: definition, unit, multiplier, source.
select
    indicator_id,
    indicator_order,
    dimension_id,
    entity_type,
    name_zh,
    name_en,
    numerator_zh,
    numerator_en,
    denominator_zh,
    denominator_en,
    multiplier,
    unit_zh,
    unit_en,
    decimals_published,
    judged_on,
    responsible_department,
    citation
from {{ ref('indicators') }}
