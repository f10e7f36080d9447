-- Results of the national monitoring as filed, with the corrections in force. A form without a year of monitoring
-- holds the results of its own year; where a form asks for the year and the cell does not say it, it is not known.
with filed as (
    {{ as_corrected(
        'monitoring',
        columns=['subject', 'monitored_year', 'level', 'between_school_variation'],
        corrected={'monitored_year': 'integer', 'level': 'varchar', 'between_school_variation': 'decimal(20, 6)'}
    ) }}
),

asked as (
    select distinct school_year, county_code, src_sha256, src_sheet
    from {{ ref('field_place') }}
    where relation = 'monitoring' and field = 'monitored_year'
)

select
    filed.school_year,
    filed.county_code,
    filed.subject,
    subjects.subject_id,
    case when asked.src_sha256 is null then filed.school_year else filed.monitored_year end as monitored_year,
    coalesce(case when asked.src_sha256 is null then filed.school_year else filed.monitored_year end, 0) as placed_year,
    asked.src_sha256 is not null as is_year_asked,
    filed.level,
    filed.between_school_variation,
    filed.src_shape,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from filed
left join asked
    on filed.school_year = asked.school_year
    and filed.county_code = asked.county_code
    and filed.src_sha256 = asked.src_sha256
    and filed.src_sheet = asked.src_sheet
left join {{ ref('monitoring_subjects') }} as subjects
    on filed.subject in (subjects.name_zh, subjects.other_name_zh)
