-- County items as filed, and those of the registry that a county which files their sheet left out.
with filing as (
    select school_year, county_code, src_shape, min(src_sha256) as src_sha256, min(src_sheet) as src_sheet
    from {{ ref('filed_county_facts') }}
    group by school_year, county_code, src_shape
),

asked as (
    -- every county is asked for the items of 县级指标, those that file it for those of the 补充采集表
    select item_code, name_zh, case form when 'supplement_county' then 'supplement' else 'collection' end as src_shape
    from {{ ref('county_items') }}
),

-- Figures that only plans ask for are asked of the counties that have such a plan.
of_plans as (
    select item_code, measure_id from {{ ref('plan_measures') }}
    union
    select total_item_code as item_code, measure_id from {{ ref('plan_measures') }}
    where total_item_code is not null
),

asked_by_plan as (
    select distinct of_plans.item_code, plans.applies_to_code_prefix, plans.valid_from_year, plans.valid_to_year
    from of_plans
    inner join (
        select plan_id, measure_id from {{ ref('milestones') }}
        union
        select plan_id, measure_id from {{ ref('plan_targets') }}
    ) as promises
        on of_plans.measure_id = promises.measure_id
    inner join {{ ref('plans') }} as plans
        on promises.plan_id = plans.plan_id
),

not_asked as (
    select distinct filing.school_year, filing.county_code, of_plans.item_code
    from filing
    cross join of_plans
    left join asked_by_plan
        on of_plans.item_code = asked_by_plan.item_code
        and filing.county_code like asked_by_plan.applies_to_code_prefix || '%'
        and {{ in_force('filing.school_year', 'asked_by_plan.valid_from_year', 'asked_by_plan.valid_to_year') }}
    where asked_by_plan.item_code is null
    union
    -- a sheet made before an item came to it lacks nothing without it
    select distinct filing.school_year, filing.county_code, items.item_code
    from filing
    inner join {{ ref('county_items') }} as items
        on filing.school_year < items.asked_from_year
),

left_out as (
    select filing.school_year, filing.county_code, asked.item_code, asked.name_zh, filing.src_sha256, filing.src_sheet
    from filing
    inner join asked
        on filing.src_shape = asked.src_shape
    left join {{ ref('filed_county_facts') }} as filed
        on {{ same('filing', 'filed', ['school_year', 'county_code']) }}
        and asked.item_code = filed.item_code
    left join not_asked
        on {{ same('filing', 'not_asked', ['school_year', 'county_code']) }}
        and asked.item_code = not_asked.item_code
    where filed.item_code is null and not_asked.item_code is null
)

select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    case when known.item_code is null then 'unknown' else 'known' end as item_known,
    case
        when filed.value is not null then 'filed'
        when not_asked.item_code is null then 'blank'
    end as item_filed,
    -- what may fall as well as rise is no error where it is below zero
    case when coalesce(limits.minimum, 0) >= 0 then cast(filed.value as double) end as unsigned_value,
    limits.minimum,
    limits.maximum,
    case
        when filed.value < limits.minimum then 'too small'
        when filed.value > limits.maximum then 'too large'
        when filed.value is not null and limits.item_code is not null then 'plausible'
    end as verdict,
    case
        when filed.value is null or known.item_code is null then null
        when coalesce({{ unit_kind('filed.unit') }}, {{ unit_kind('known.unit_zh') }}) = {{ unit_kind('known.unit_zh') }}
            then 'same'
        else 'other'
    end as unit_kind,
    case
        when {{ unit_kind('known.unit_zh') }} = 'count' and known.unit <> 'points' and filed.value is not null
            then case when filed.value = floor(filed.value) then 'whole' else 'part' end
    end as whole,
    filed.unit as unit_filed,
    known.unit_zh
from {{ ref('filed_county_facts') }} as filed
left join {{ ref('county_items') }} as known
    on filed.item_code = known.item_code
left join {{ ref('county_item_limits') }} as limits
    on filed.item_code = limits.item_code
left join not_asked
    on {{ same('filed', 'not_asked', ['school_year', 'county_code']) }}
    and filed.item_code = not_asked.item_code
union all
select
    school_year,
    county_code,
    'county_facts' as relation,
    item_code,
    name_zh as item_name,
    cast(null as double) as value,
    src_sha256,
    src_sheet,
    cast(null as integer) as src_row,
    cast(null as varchar) as item_known,
    'missing' as item_filed,
    cast(null as double) as unsigned_value,
    cast(null as double) as minimum,
    cast(null as double) as maximum,
    cast(null as varchar) as verdict,
    cast(null as varchar) as unit_kind,
    cast(null as varchar) as whole,
    cast(null as varchar) as unit_filed,
    cast(null as varchar) as unit_zh
from left_out
