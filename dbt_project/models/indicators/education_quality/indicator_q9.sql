-- Q9 国家义务教育质量监测: per judged subject the level (Ⅲ or above) and the between-school variation of the latest
-- result within the cycle.
with subjects as (
    select
        counties.school_year,
        counties.county_code,
        subjects.subject_id,
        case when results.is_placed and results.is_in_cycle then cast(levels.rank as double) end as level_rank,
        case when results.is_placed and results.is_in_cycle then cast(results.between_school_variation as double) end
            as variation,
        case
            when not results.is_placed then 'MONITORED_YEAR_UNKNOWN'
            when not results.is_in_cycle then 'MONITORED_BEFORE_CYCLE'
            else 'INPUT_MISSING'
        end as lacking
    from {{ ref('expected_county') }} as counties
    inner join {{ ref('monitoring_subjects') }} as subjects
        on subjects.is_judged
    left join {{ ref('monitoring_result') }} as results
        on subjects.subject_id = results.subject_id
        and counties.school_year = results.school_year
        and counties.county_code = results.county_code
    left join {{ ref('monitoring_levels') }} as levels
        on results.level = levels.level
),

parts as (
    select school_year, county_code, subject_id || '_level' as part_id, level_rank as value, lacking
    from subjects
    union all
    select school_year, county_code, subject_id || '_variation' as part_id, variation as value, lacking
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
    case when value is null then lacking end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from parts
