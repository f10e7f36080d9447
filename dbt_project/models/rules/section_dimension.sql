-- The dimensions in which a rule set judges sections one by one: by the school rule of the dimension, or, where it has
-- none, by every indicator of it.
select distinct
    thresholds.school_year,
    thresholds.standard_id,
    indicators.dimension_id,
    rules.dimension_id is not null as has_school_rule
from {{ ref('threshold_in_force') }} as thresholds
inner join {{ ref('indicators') }} as indicators
    on thresholds.indicator_id = indicators.indicator_id
    and indicators.entity_type = 'section'
left join {{ ref('school_rule_in_force') }} as rules
    on thresholds.school_year = rules.school_year
    and thresholds.standard_id = rules.standard_id
    and indicators.dimension_id = rules.dimension_id
