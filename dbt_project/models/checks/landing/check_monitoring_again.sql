-- Results of a subject and year of monitoring that this year's filing and last year's both state.
select
    filed.school_year,
    filed.county_code,
    'monitoring' as relation,
    filed.subject,
    filed.monitored_year,
    filed.level,
    cast(filed.between_school_variation as double) as between_school_variation,
    earlier.level as earlier_level,
    cast(earlier.between_school_variation as double) as earlier_variation,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    case
        when filed.level <> earlier.level or filed.between_school_variation <> earlier.between_school_variation
            then 'otherwise'
        else 'same'
    end as stated
from {{ ref('filed_monitoring') }} as filed
inner join {{ ref('filed_monitoring') }} as earlier
    on filed.school_year = earlier.school_year + 1
    and filed.county_code = earlier.county_code
    and filed.subject_id = earlier.subject_id
    and filed.monitored_year = earlier.monitored_year
