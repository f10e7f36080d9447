-- Every indicator with a limit × county it applies to: how many must have a result, and how many have none.
-- Who must is told from the members and the scope, not from the results: an indicator whose model gives no row of a
-- county, or of some of its schools, would be held by nobody and failed by nobody.
with limited as (
    select distinct
        thresholds.school_year,
        thresholds.standard_id,
        thresholds.indicator_id,
        indicators.entity_type,
        indicators.judged_on,
        case when indicators.entity_type = 'county' then thresholds.part_id else '' end as part_id,
        thresholds.stage
    from {{ ref('threshold_in_force') }} as thresholds
    inner join {{ ref('indicators') }} as indicators
        on thresholds.indicator_id = indicators.indicator_id
),

-- whom each indicator asks
asked as (
    select
        limited.school_year,
        limited.standard_id,
        applies.county_code,
        limited.indicator_id,
        limited.entity_type,
        applies.county_code as entity_id,
        limited.part_id,
        'all' as stage
    from limited
    inner join {{ ref('county_standard') }} as applies
        on limited.school_year = applies.school_year
        and limited.standard_id = applies.standard_id
    where limited.entity_type = 'county'
    union all
    select distinct
        limited.school_year,
        limited.standard_id,
        applies.county_code,
        limited.indicator_id,
        limited.entity_type,
        schools.entity_id,
        limited.part_id,
        'all' as stage
    from limited
    inner join {{ ref('county_standard') }} as applies
        on limited.school_year = applies.school_year
        and limited.standard_id = applies.standard_id
    inner join {{ ref('judged_member') }} as schools
        on applies.school_year = schools.school_year
        and applies.county_code = schools.county_code
        and limited.judged_on = schools.judged_on
    left join (
        select distinct school_year, standard_id, county_code, school_code
        from {{ ref('section_scope') }}
        where is_judged_for_sure
    ) as in_scope
        on applies.school_year = in_scope.school_year
        and applies.standard_id = in_scope.standard_id
        and applies.county_code = in_scope.county_code
        and schools.entity_id = in_scope.school_code
    where
        limited.entity_type = 'school'
        and (limited.judged_on <> 'schools_in_scope' or in_scope.school_code is not null)
    union all
    select
        limited.school_year,
        limited.standard_id,
        sections.county_code,
        limited.indicator_id,
        limited.entity_type,
        sections.school_code as entity_id,
        limited.part_id,
        sections.stage
    from limited
    inner join {{ ref('section_scope') }} as sections
        on limited.school_year = sections.school_year
        and limited.standard_id = sections.standard_id
        and limited.stage = sections.stage
        and sections.scope = 'in'
    where limited.entity_type = 'section'
),

answered as (
    select distinct
        school_year, standard_id, county_code, indicator_id, entity_type, entity_id, '' as part_id, stage
    from {{ ref('indicator_result') }}
    where entity_type <> 'county'
    union all
    select distinct
        school_year, standard_id, county_code, indicator_id, entity_type, entity_id, part_id, 'all' as stage
    from {{ ref('indicator_part') }}
    where entity_type = 'county'
),

compared as (
    select
        rules.school_year,
        rules.standard_id,
        sections.county_code,
        rules.indicator_id,
        sections.stage,
        count(*) as asked
    from {{ ref('balance_indicator_in_force') }} as rules
    inner join {{ ref('section_scope') }} as sections
        on rules.school_year = sections.school_year
        and rules.standard_id = sections.standard_id
        and sections.scope in ('in', 'unknown')
    group by rules.school_year, rules.standard_id, sections.county_code, rules.indicator_id, sections.stage
),

counted as (
    select
        asked.school_year,
        asked.standard_id,
        asked.county_code,
        asked.indicator_id,
        count(*) as asked,
        count(case when answered.entity_id is null then 1 end) as unanswered
    from asked
    left join answered
        on asked.school_year = answered.school_year
        and asked.standard_id = answered.standard_id
        and asked.county_code = answered.county_code
        and asked.indicator_id = answered.indicator_id
        and asked.entity_type = answered.entity_type
        and asked.entity_id = answered.entity_id
        and asked.part_id = answered.part_id
        and asked.stage = answered.stage
    group by asked.school_year, asked.standard_id, asked.county_code, asked.indicator_id
    union all
    select
        compared.school_year,
        compared.standard_id,
        compared.county_code,
        compared.indicator_id,
        compared.asked,
        greatest(compared.asked - coalesce(balance.sections, 0), 0) as unanswered
    from compared
    left join {{ ref('balance') }} as balance
        on compared.school_year = balance.school_year
        and compared.standard_id = balance.standard_id
        and compared.county_code = balance.county_code
        and compared.indicator_id = balance.indicator_id
        and compared.stage = balance.stage
)

select
    school_year,
    standard_id,
    county_code,
    indicator_id,
    cast(sum(asked) as bigint) as asked,
    cast(sum(unanswered) as bigint) as unanswered
from counted
group by school_year, standard_id, county_code, indicator_id
