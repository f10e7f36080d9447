-- Every subject of the national monitoring beside every expected county: which result counts, of which year of
-- monitoring, in whose year's filing it stands. Of subjects that Q9 does not ask for too.
select
    counties.school_year,
    counties.county_code,
    subjects.subject_id,
    subjects.name_zh,
    subjects.name_en,
    subjects.is_judged,
    cast(results.monitored_year as integer) as monitored_year,
    cast(results.filed_year as integer) as filed_year,
    results.level,
    cast(results.between_school_variation as double) as between_school_variation,
    coalesce(results.is_placed and results.is_in_cycle, false) as is_counted,
    case
        when not results.is_placed then 'MONITORED_YEAR_UNKNOWN'
        when not results.is_in_cycle then 'MONITORED_BEFORE_CYCLE'
        when results.level is null or results.between_school_variation is null then 'INPUT_MISSING'
    end as reason_code
from {{ ref('expected_county') }} as counties
cross join {{ ref('monitoring_subjects') }} as subjects
left join {{ ref('monitoring_result') }} as results
    on counties.school_year = results.school_year
    and counties.county_code = results.county_code
    and subjects.subject_id = results.subject_id
