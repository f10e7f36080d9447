-- S1 社会认可度: satisfied of the valid questionnaires, in percent. A sample that is too small, or of too few parents,
-- says nothing of the county.
with sums as (
    {{ county_sums({'satisfied': {'S1.satisfied': 1}, 'valid': {'S1.valid': 1}}) }}
)

select
    sums.school_year,
    sums.county_code,
    'county' as entity_type,
    sums.county_code as entity_id,
    'all' as stage,
    'S1' as indicator_id,
    'value' as part_id,
    sums.satisfied as numerator,
    sums.valid as denominator,
    case
        when sums.valid <> 0 and not coalesce(samples.is_too_small or samples.has_too_few_parents, false)
            then indicators.multiplier * sums.satisfied / sums.valid
    end as value,
    case
        when sums.valid = 0 then 'ZERO_DENOMINATOR'
        when sums.valid is null or sums.satisfied is null then 'INPUT_MISSING'
        when samples.is_too_small then 'SAMPLE_TOO_SMALL'
        when samples.has_too_few_parents then 'SAMPLE_OF_TOO_FEW_PARENTS'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from sums
inner join {{ ref('indicators') }} as indicators
    on indicators.indicator_id = 'S1'
left join {{ ref('survey_sample') }} as samples
    on sums.school_year = samples.school_year
    and sums.county_code = samples.county_code
