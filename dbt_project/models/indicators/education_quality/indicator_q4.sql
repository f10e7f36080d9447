-- Q4 教师培训经费: training budget of every school but special ones, in percent of its public-funds budget.
select
    school_year,
    county_code,
    'school' as entity_type,
    school_code as entity_id,
    'all' as stage,
    'Q4' as indicator_id,
    'value' as part_id,
    cast(training_budget_yuan as double) as numerator,
    cast(public_funds_budget_yuan as double) as denominator,
    case when public_funds_budget_yuan > 0
        then 100 * cast(training_budget_yuan as double) / cast(public_funds_budget_yuan as double) end as value,
    case
        when training_budget_yuan is null or public_funds_budget_yuan is null then 'INPUT_MISSING'
        when public_funds_budget_yuan = 0 then 'ZERO_DENOMINATOR'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('int_schools') }}
where not is_special
