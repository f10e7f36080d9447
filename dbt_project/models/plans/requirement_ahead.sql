-- Requirements that are not due yet, measured against the limit that will hold: what a county reaches before the year.
-- They are no verdict; only milestones and targets of plans read them.
with later as (
    select
        years.school_year,
        lineage.standard_id,
        limits.indicator_id,
        limits.part_id,
        limits.stage,
        limits.operator,
        limits.threshold,
        row_number() over (
            partition by years.school_year, lineage.standard_id, limits.indicator_id, limits.part_id, limits.stage
            order by limits.valid_from_year, lineage.depth
        ) as nearness
    from {{ ref('rule_set_lineage') }} as lineage
    inner join {{ ref('thresholds') }} as limits
        on lineage.ancestor_id = limits.standard_id
    inner join {{ ref('landed_year') }} as years
        on years.school_year < limits.valid_from_year
    left join (
        select distinct school_year, standard_id, indicator_id from {{ ref('threshold_in_force') }}
    ) as holding
        on years.school_year = holding.school_year
        and lineage.standard_id = holding.standard_id
        and limits.indicator_id = holding.indicator_id
    -- an indicator that is judged already stands as judged, whatever is added to it later
    where holding.indicator_id is null and limits.operator is not null
),

reached as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        part_values.entity_type,
        part_values.entity_id,
        later.indicator_id,
        later.operator,
        later.threshold,
        case when applies.has_filed then part_values.value end as value,
        coalesce(reasons.kind, '') = 'not_applicable' as is_not_concerned
    from {{ ref('county_standard') }} as applies
    inner join later
        on later.nearness = 1
        and applies.school_year = later.school_year
        and applies.standard_id = later.standard_id
    inner join {{ ref('indicators') }} as indicators
        on later.indicator_id = indicators.indicator_id
    inner join {{ ref('part_value') }} as part_values
        on applies.school_year = part_values.school_year
        and applies.county_code = part_values.county_code
        and later.indicator_id = part_values.indicator_id
        and later.part_id = part_values.part_id
        and indicators.entity_type = part_values.entity_type
    left join {{ ref('school_in_scope') }} as schools_in_scope
        on applies.school_year = schools_in_scope.school_year
        and applies.standard_id = schools_in_scope.standard_id
        and applies.county_code = schools_in_scope.county_code
        and part_values.entity_id = schools_in_scope.school_code
    left join {{ ref('reason_codes') }} as reasons
        on part_values.reason_code = reasons.reason_code
    where indicators.judged_on <> 'schools_in_scope' or schools_in_scope.school_code is not null
    union all
    select
        section_values.school_year,
        section_values.standard_id,
        section_values.county_code,
        'section' as entity_type,
        section_values.school_code || ' ' || section_values.stage as entity_id,
        later.indicator_id,
        later.operator,
        later.threshold,
        section_values.value,
        false as is_not_concerned
    from {{ ref('judged_section_value') }} as section_values
    inner join later
        on later.nearness = 1
        and section_values.school_year = later.school_year
        and section_values.standard_id = later.standard_id
        and section_values.indicator_id = later.indicator_id
        and section_values.stage = later.stage
)

select
    school_year,
    standard_id,
    county_code,
    entity_type,
    entity_id,
    indicator_id,
    case when count(*) = 1 then max(value) end as value,
    case when count(*) = 1 then max(threshold) end as threshold,
    {{ all_must_pass(
        "count(case when not is_not_concerned then 1 end)",
        "count(case when not is_not_concerned and not " ~ meets('value', 'operator', 'threshold') ~ " then 1 end)",
        "count(case when not is_not_concerned and value is null then 1 end)"
    ) }} as status
from reached
group by school_year, standard_id, county_code, entity_type, entity_id, indicator_id
