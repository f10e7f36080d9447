-- The parts of school and county requirements: value, limit, status of each.
-- A part without a limit is shown and decides nothing. One that the forms of a year do not yet ask for (asked_from)
-- is judged where it is filed.
with applicable as (
    select reason_code from {{ ref('reason_codes') }} where kind = 'not_applicable'
),

expected as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        applies.decides_on,
        applies.has_filed,
        indicators.indicator_id,
        indicators.entity_type,
        indicators.judged_on,
        indicators.decimals_published,
        thresholds.part_id,
        thresholds.operator,
        thresholds.threshold,
        coalesce(applies.school_year < asked.asked_from_year, false) as is_not_yet_asked
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('threshold_in_force') }} as thresholds
        on applies.school_year = thresholds.school_year
        and applies.standard_id = thresholds.standard_id
        and thresholds.stage = 'all'
    inner join {{ ref('indicators') }} as indicators
        on thresholds.indicator_id = indicators.indicator_id
        and indicators.entity_type in ('school', 'county')
    left join {{ ref('asked_from') }} as asked
        on thresholds.stated_by_standard_id = asked.standard_id
        and thresholds.indicator_id = asked.indicator_id
        and thresholds.part_id = asked.part_id
),

measured as (
    select
        expected.*,
        part_values.entity_id,
        part_values.numerator,
        part_values.denominator,
        part_values.value,
        case
            when expected.operator is null then 'DECIDES_NOTHING'
            when expected.is_not_yet_asked and part_values.reason_code in ('INPUT_MISSING', 'ATTESTATION_MISSING')
                then 'NOT_ASKED'
            when not expected.has_filed then 'NOT_FILED'
            else part_values.reason_code
        end as value_reason_code,
        part_values.transition_rule_id,
        part_values.value_without_transition,
        part_values.threshold_with_transition
    from expected
    inner join {{ ref('part_value') }} as part_values
        on expected.school_year = part_values.school_year
        and expected.county_code = part_values.county_code
        and expected.indicator_id = part_values.indicator_id
        and expected.part_id = part_values.part_id
        and expected.entity_type = part_values.entity_type
    left join {{ ref('school_in_scope') }} as schools_in_scope
        on expected.school_year = schools_in_scope.school_year
        and expected.standard_id = schools_in_scope.standard_id
        and expected.county_code = schools_in_scope.county_code
        and part_values.entity_id = schools_in_scope.school_code
    -- a school without place has a result, but nothing of it can be measured
    left join {{ ref('unplaced_school') }} as unplaced
        on expected.school_year = unplaced.school_year
        and expected.standard_id = unplaced.standard_id
        and expected.county_code = unplaced.county_code
        and part_values.entity_id = unplaced.school_code
    where
        (expected.judged_on <> 'schools_in_scope' or schools_in_scope.school_code is not null)
        and not (expected.entity_type = 'school' and coalesce(unplaced.is_without_place, false))
),

judged as (
    select
        measured.school_year,
        measured.standard_id,
        measured.county_code,
        measured.entity_type,
        measured.entity_id,
        measured.indicator_id,
        measured.part_id,
        measured.numerator,
        measured.denominator,
        measured.value,
        measured.operator,
        coalesce(measured.threshold_with_transition, measured.threshold) as threshold,
        measured.value_reason_code,
        {{ status_columns('value', 'operator', 'threshold', 'applicable.reason_code is null') }}
    from measured
    left join applicable
        on measured.value_reason_code = applicable.reason_code
)

select
    school_year,
    standard_id,
    county_code,
    entity_type,
    entity_id,
    'all' as stage,
    indicator_id,
    part_id,
    numerator,
    denominator,
    value,
    operator,
    threshold,
    {{ margin('value', 'operator', 'threshold') }} as margin,
    status,
    case
        when status in ('NOT_APPLICABLE', 'INSUFFICIENT_DATA') then coalesce(value_reason_code, 'INPUT_MISSING')
        when status = 'FAIL' and part_id = 'attested' then 'ATTESTED_NOT_MET'
        when status = 'FAIL' then 'NOT_MET'
    end as reason_code,
    rounding_matters,
    transition_rule_id
from judged
