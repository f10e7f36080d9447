-- Q9 国家义务教育质量监测: per subject the level (Ⅲ or above) and the between-school variation.
with subjects as (
    select
        counties.school_year,
        counties.county_code,
        subjects.subject_id,
        cast(levels.rank as double) as level_rank,
        cast(monitoring.between_school_variation as double) as variation
    from {{ ref('expected_county') }} as counties
    cross join {{ ref('monitoring_subjects') }} as subjects
    left join {{ ref('monitoring') }} as monitoring
        on subjects.name_zh = monitoring.subject
        and counties.school_year = monitoring.school_year
        and counties.county_code = monitoring.county_code
    left join {{ ref('monitoring_levels') }} as levels
        on monitoring.level = levels.level
),

parts as (
    select school_year, county_code, subject_id || '_level' as part_id, level_rank as value
    from subjects
    union all
    select school_year, county_code, subject_id || '_variation' as part_id, variation as value
    from subjects
)

select
    school_year,
    county_code,
    'county' as entity_type,
    county_code as entity_id,
    'all' as stage,
    'Q9' as indicator_id,
    part_id,
    value as numerator,
    cast(null as double) as denominator,
    value,
    case when value is null then 'INPUT_MISSING' end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from parts
