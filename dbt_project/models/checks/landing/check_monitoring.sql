-- Filed results of the national monitoring: is the subject known, what lacks, is the year of monitoring a possible one.
-- A row that says nothing but its subject is no result; on a form without the year, one of a judged subject lacks it.
with filed as (
    select
        filed.*,
        subjects.is_judged,
        subjects.cycle_year,
        filed.level is not null or filed.between_school_variation is not null as says_something
    from {{ ref('filed_monitoring') }} as filed
    left join {{ ref('monitoring_subjects') }} as subjects
        on filed.subject_id = subjects.subject_id
)

select
    filed.school_year,
    filed.county_code,
    'monitoring' as relation,
    filed.subject,
    filed.level,
    cast(filed.between_school_variation as double) as between_school_variation,
    filed.monitored_year,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    case when filed.subject is not null then case when filed.subject_id is null then 'unknown' else 'known' end end
        as subject_known,
    case
        when filed.level is not null then 'filed'
        when filed.between_school_variation is not null then 'missing'
        when filed.is_year_asked then case when filed.monitored_year is not null then 'missing' end
        when coalesce(filed.is_judged, true) then 'missing'
    end as level_filed,
    case when filed.says_something then case when filed.monitored_year is null then 'missing' else 'filed' end end
        as year_filed,
    case when filed.monitored_year > filed.school_year then 'to come' when filed.monitored_year is not null then 'past' end
        as year_past,
    case
        when not filed.says_something or filed.monitored_year is null then null
        when filed.monitored_year > filed.school_year - cycles.cycle_years then 'in'
        else 'before'
    end as year_in_cycle,
    filed.school_year - cycles.cycle_years + 1 as cycle_from,
    -- which subject is monitored when is told of years that a form asks for
    case
        when not filed.is_year_asked or filed.cycle_year is null or filed.monitored_year is null
            or filed.monitored_year < cycles.first_year then null
        when (filed.monitored_year - cycles.first_year) % cycles.cycle_years + 1 = filed.cycle_year then 'its year'
        else 'another year'
    end as year_of_subject
from filed
inner join {{ ref('monitoring_cycles') }} as cycles
    on {{ in_force('filed.school_year', 'cycles.valid_from_year', 'cycles.valid_to_year') }}
