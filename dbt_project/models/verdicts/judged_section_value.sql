-- Every section indicator of every section a rule set judges; a section that cannot be placed has rows
-- without a value. The values are the large side and are only streamed past the scope.
{{ config(materialized='view') }}
select
    scope.school_year,
    scope.standard_id,
    scope.county_code,
    scope.school_code,
    scope.stage,
    section_values.indicator_id,
    section_values.numerator,
    section_values.denominator,
    section_values.value,
    cast(null as varchar) as scope_reason_code,
    section_values.reason_code as value_reason_code,
    section_values.transition_rule_id,
    section_values.value_without_transition,
    section_values.threshold_with_transition
from {{ ref('section_value') }} as section_values
inner join {{ ref('section_scope') }} as scope
    on scope.scope = 'in'
    and section_values.school_year = scope.school_year
    and section_values.county_code = scope.county_code
    and section_values.entity_id = scope.school_code
    and section_values.stage = scope.stage
union all
select
    scope.school_year,
    scope.standard_id,
    scope.county_code,
    scope.school_code,
    scope.stage,
    indicators.indicator_id,
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    cast(null as double) as value,
    scope.reason_code as scope_reason_code,
    cast(null as varchar) as value_reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('section_scope') }} as scope
cross join {{ ref('indicators') }} as indicators
where scope.scope = 'unknown' and indicators.entity_type = 'section'
