-- The dimensions that a rule set's differences between schools belong to: those of the indicators it compares.
select distinct rules.school_year, rules.standard_id, indicators.dimension_id
from {{ ref('balance_indicator_in_force') }} as rules
inner join {{ ref('indicators') }} as indicators
    on rules.indicator_id = indicators.indicator_id
