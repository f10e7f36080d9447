-- Q4 教师培训经费: training budget of every school but special ones, in percent of its public-funds budget.
select
    schools.school_year,
    schools.county_code,
    'school' as entity_type,
    schools.school_code as entity_id,
    'all' as stage,
    'Q4' as indicator_id,
    'value' as part_id,
    cast(schools.training_budget_yuan as double) as numerator,
    cast(schools.public_funds_budget_yuan as double) as denominator,
    case when schools.public_funds_budget_yuan > 0
        then indicators.multiplier * cast(schools.training_budget_yuan as double)
            / cast(schools.public_funds_budget_yuan as double)
    end as value,
    case
        when schools.training_budget_yuan is null or schools.public_funds_budget_yuan is null then 'INPUT_MISSING'
        when schools.public_funds_budget_yuan = 0 then 'ZERO_DENOMINATOR'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('judged_school') }} as schools
inner join {{ ref('indicators') }} as indicators
    on indicators.indicator_id = 'Q4'
where not schools.is_special
