-- What plans make the duty of departments, townships and counties, with the state of the indicator it shows in.
-- It is the plan's own rule set that judges the indicator where it has it, else another that applies to the county.
with states as (
    select
        plans.plan_id,
        states.school_year,
        states.county_code,
        states.indicator_id,
        states.standard_id,
        states.status,
        row_number() over (
            partition by plans.plan_id, states.school_year, states.county_code, states.indicator_id
            order by case when states.standard_id = plans.standard_id then 0 else 1 end, states.standard_id
        ) as place
    from {{ ref('plan_county') }} as plans
    inner join {{ ref('requirement_state') }} as states
        on plans.school_year = states.school_year
        and plans.county_code = states.county_code
)

select
    plans.school_year,
    plans.plan_id,
    duties.duty_id,
    plans.county_code,
    duties.body,
    duties.body_kind,
    duties.stated_as,
    duties.indicator_id,
    states.standard_id,
    states.status,
    duties.citation
from {{ ref('plan_duties') }} as duties
inner join {{ ref('plan_county') }} as plans
    on duties.plan_id = plans.plan_id
left join states
    on states.place = 1
    and plans.plan_id = states.plan_id
    and plans.school_year = states.school_year
    and plans.county_code = states.county_code
    and duties.indicator_id = states.indicator_id
