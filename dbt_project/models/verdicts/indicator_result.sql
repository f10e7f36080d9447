-- Every judged entity × every indicator of every rule set that applies to it.
-- Sections: against threshold and floor. Schools and counties: by their parts. Where every school must
-- meet a requirement, the county has a row too, which counts its schools.
-- An entity that cannot be placed (scope unknown) has its rows, without a value.
-- Parts that decide nothing stand beside the others: only where there is none that decides they make the result.
with measured_sections as (
    select
        section_values.*,
        applies.decides_on,
        indicators.decimals_published,
        thresholds.operator,
        thresholds.threshold,
        thresholds.threshold * thresholds.floor_share as floor
    from {{ ref('judged_section_value') }} as section_values
    inner join {{ ref('county_standard') }} as applies
        on section_values.school_year = applies.school_year
        and section_values.standard_id = applies.standard_id
        and section_values.county_code = applies.county_code
    inner join {{ ref('threshold_in_force') }} as thresholds
        on section_values.school_year = thresholds.school_year
        and section_values.standard_id = thresholds.standard_id
        and section_values.stage = thresholds.stage
        and section_values.indicator_id = thresholds.indicator_id
    inner join {{ ref('indicators') }} as indicators
        on section_values.indicator_id = indicators.indicator_id
),

judged_sections as (
    select
        school_year,
        standard_id,
        county_code,
        school_code,
        stage,
        indicator_id,
        numerator,
        denominator,
        value,
        operator,
        threshold,
        floor,
        coalesce(scope_reason_code, value_reason_code) as value_reason_code,
        {{ meets(decided('value', 'decides_on', 'decimals_published'), 'operator', 'floor') }} as is_at_least_floor,
        {{ status_columns('value', 'operator', 'threshold', 'true') }}
    from measured_sections
),

school_rules as (
    select distinct thresholds.school_year, thresholds.standard_id, thresholds.indicator_id, indicators.judged_on
    from {{ ref('threshold_in_force') }} as thresholds
    inner join {{ ref('indicators') }} as indicators
        on thresholds.indicator_id = indicators.indicator_id
    where indicators.entity_type = 'school'
),

weighed as (
    select
        *,
        coalesce(reason_code, '') not in {{ shown_only() }} as decides,
        bool_or(coalesce(reason_code, '') not in {{ shown_only() }}) over (
            partition by school_year, standard_id, county_code, entity_type, entity_id, indicator_id
        ) as any_decides
    from {{ ref('indicator_part') }}
),

entities as (
    select
        school_year,
        standard_id,
        county_code,
        entity_type,
        entity_id,
        indicator_id,
        count(*) as parts,
        {{ all_must_pass(
            "count(case when status <> 'NOT_APPLICABLE' then 1 end)",
            "count(case when status = 'FAIL' then 1 end)",
            "count(case when status = 'INSUFFICIENT_DATA' then 1 end)"
        ) }} as status,
        max(numerator) as numerator,
        max(denominator) as denominator,
        max(value) as value,
        max(operator) as operator,
        max(threshold) as threshold,
        max(margin) as margin,
        max(reason_code) as reason_code,
        bool_or(rounding_matters) as rounding_matters,
        max(transition_rule_id) as transition_rule_id
    from weighed
    where decides or not any_decides
    group by school_year, standard_id, county_code, entity_type, entity_id, indicator_id
    union all
    select
        unplaced.school_year,
        unplaced.standard_id,
        unplaced.county_code,
        'school' as entity_type,
        unplaced.school_code as entity_id,
        rules.indicator_id,
        0 as parts,
        'INSUFFICIENT_DATA' as status,
        cast(null as double) as numerator,
        cast(null as double) as denominator,
        cast(null as double) as value,
        cast(null as varchar) as operator,
        cast(null as double) as threshold,
        cast(null as double) as margin,
        unplaced.reason_code,
        false as rounding_matters,
        cast(null as varchar) as transition_rule_id
    from {{ ref('unplaced_school') }} as unplaced
    inner join school_rules as rules
        on unplaced.school_year = rules.school_year
        and unplaced.standard_id = rules.standard_id
    where
        rules.judged_on = 'schools_in_scope'
        or (
            unplaced.may_be_ordinary
            and (rules.judged_on <> 'schools_with_primary' or unplaced.has_primary)
            and (rules.judged_on <> 'schools_with_senior' or unplaced.has_senior)
        )
),

counted as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        rules.indicator_id,
        applies.has_filed,
        applies.has_directory,
        count(case when entities.status = 'PASS' then 1 end) as schools_passing,
        count(case when entities.status = 'FAIL' then 1 end) as schools_failing,
        count(case when entities.status = 'INSUFFICIENT_DATA' then 1 end) as schools_undecided,
        count(case when entities.reason_code in {{ shown_only() }} then 1 end) as schools_shown,
        coalesce(bool_or(entities.rounding_matters), false) as rounding_matters,
        max(entities.transition_rule_id) as transition_rule_id
    from {{ ref('county_standard') }} as applies
    inner join school_rules as rules
        on applies.school_year = rules.school_year
        and applies.standard_id = rules.standard_id
    left join entities
        on entities.entity_type = 'school'
        and applies.school_year = entities.school_year
        and applies.standard_id = entities.standard_id
        and applies.county_code = entities.county_code
        and rules.indicator_id = entities.indicator_id
    group by
        applies.school_year, applies.standard_id, applies.county_code, rules.indicator_id,
        applies.has_filed, applies.has_directory
),

rows_of_all as (
    select
        school_year,
        standard_id,
        county_code,
        'section' as entity_type,
        school_code as entity_id,
        stage,
        indicator_id,
        numerator,
        denominator,
        value,
        operator,
        threshold,
        floor,
        {{ margin('value', 'operator', 'threshold') }} as margin,
        status,
        status = 'FAIL' and is_at_least_floor as is_at_floor,
        case
            when status = 'FAIL' and is_at_least_floor then 'AT_FLOOR'
            when status = 'FAIL' then 'BELOW_FLOOR'
            when status = 'INSUFFICIENT_DATA' then coalesce(value_reason_code, 'INPUT_MISSING')
        end as reason_code,
        rounding_matters,
        transition_rule_id
    from judged_sections
    union all
    select
        school_year,
        standard_id,
        county_code,
        entity_type,
        entity_id,
        'all' as stage,
        indicator_id,
        case when parts = 1 then numerator end as numerator,
        case when parts = 1 then denominator end as denominator,
        case when parts = 1 then value end as value,
        case when parts = 1 then operator end as operator,
        case when parts = 1 then threshold end as threshold,
        cast(null as double) as floor,
        case when parts = 1 then margin end as margin,
        status,
        false as is_at_floor,
        case
            when parts <= 1 or status = 'NOT_APPLICABLE' then reason_code
            when status = 'FAIL' then 'PART_FAILS'
            when status = 'INSUFFICIENT_DATA' and reason_code = 'NOT_FILED' then 'NOT_FILED'
            when status = 'INSUFFICIENT_DATA' then 'PART_MISSING'
        end as reason_code,
        rounding_matters,
        transition_rule_id
    from entities
    union all
    select
        school_year,
        standard_id,
        county_code,
        'county' as entity_type,
        county_code as entity_id,
        'all' as stage,
        indicator_id,
        cast(schools_passing as double) as numerator,
        cast(schools_passing + schools_failing + schools_undecided as double) as denominator,
        cast(null as double) as value,
        cast(null as varchar) as operator,
        cast(null as double) as threshold,
        cast(null as double) as floor,
        cast(null as double) as margin,
        case
            when not has_filed or not has_directory then 'INSUFFICIENT_DATA'
            else {{ all_must_pass(
                'schools_passing + schools_failing + schools_undecided', 'schools_failing', 'schools_undecided'
            ) }}
        end as status,
        false as is_at_floor,
        case
            when not has_filed then 'NOT_FILED'
            when not has_directory then 'DIRECTORY_NOT_FILED'
            when schools_failing > 0 then 'SCHOOLS_FAIL'
            when schools_undecided > 0 then 'SCHOOL_RESULT_MISSING'
            when schools_passing = 0 and schools_shown > 0 then 'DECIDES_NOTHING'
            when schools_passing = 0 then 'NO_SCHOOLS_CONCERNED'
        end as reason_code,
        rounding_matters,
        transition_rule_id
    from counted
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
    margin,
    status,
    is_at_floor,
    reason_code,
    rounding_matters,
    transition_rule_id,
    {{ key_of(['county_code', 'school_year']) }} as county_key
from rows_of_all
