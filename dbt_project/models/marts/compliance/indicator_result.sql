-- Every judged entity × every indicator with a threshold: value, limit, status.
-- An entity that cannot be placed (scope unknown) has its rows too, without a value.
with thresholds as (
    select
        standard_id,
        indicator_id,
        stage,
        operator,
        threshold,
        threshold * floor_share as floor,
        valid_from_year,
        valid_to_year
    from {{ ref('thresholds') }}
),

expected as (
    select
        scope.school_year,
        scope.standard_id,
        scope.county_code,
        'section' as entity_type,
        scope.school_code as entity_id,
        scope.stage,
        thresholds.indicator_id,
        thresholds.operator,
        thresholds.threshold,
        thresholds.floor,
        scope.scope = 'in' as is_placed,
        scope.reason_code
    from {{ ref('int_section_scope') }} as scope
    inner join thresholds
        on scope.standard_id = thresholds.standard_id
        and scope.stage = thresholds.stage
        and {{ in_force('scope.school_year', 'thresholds.valid_from_year', 'thresholds.valid_to_year') }}
    where scope.scope <> 'out'
),

measured as (
    select
        expected.*,
        case when expected.is_placed then indicator_values.numerator end as numerator,
        case when expected.is_placed then indicator_values.denominator end as denominator,
        case when expected.is_placed then indicator_values.value end as value,
        indicator_values.reason_code as value_reason_code
    from expected
    left join {{ ref('int_indicator_values') }} as indicator_values
        on expected.school_year = indicator_values.school_year
        and expected.county_code = indicator_values.county_code
        and expected.entity_type = indicator_values.entity_type
        and expected.entity_id = indicator_values.entity_id
        and expected.stage = indicator_values.stage
        and expected.indicator_id = indicator_values.indicator_id
),

compared as (
    select
        *,
        {{ meets('value', 'operator', 'threshold') }} as is_met,
        {{ meets('value', 'operator', 'floor') }} as is_at_least_floor
    from measured
)

select
    school_year,
    standard_id,
    county_code,
    entity_type,
    entity_id,
    stage,
    indicator_id,
    numerator,
    denominator,
    value,
    operator,
    threshold,
    floor,
    {{ margin('value', 'operator', 'threshold') }} as margin,
    case
        when value is null then 'INSUFFICIENT_DATA'
        when is_met then 'PASS'
        else 'FAIL'
    end as status,
    coalesce(not is_met and is_at_least_floor, false) as is_at_floor,
    case
        when value is not null and not is_met and is_at_least_floor then 'AT_FLOOR'
        when value is not null and not is_met then 'BELOW_FLOOR'
        when value is null then coalesce(reason_code, value_reason_code, 'INPUT_MISSING')
    end as reason_code
from compared
