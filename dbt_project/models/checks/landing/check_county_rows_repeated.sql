-- County-level rows (items, monitoring, attestations, vetoes) that share their key with another row.
with filed as (
    select
        school_year, county_code, 'county_facts' as relation, item_code as subject,
        coalesce(cast(cast(value as double) as varchar), '') as content, 'value' as src_field,
        src_sha256, src_sheet, src_row
    from {{ ref('filed_county_facts') }}
    union all
    -- a subject has a row for every year of monitoring, by whichever of its names
    select
        monitoring.school_year, monitoring.county_code, 'monitoring' as relation,
        coalesce(subjects.name_zh, monitoring.subject)
            || case when monitoring.is_year_asked then coalesce(' ' || cast(monitoring.monitored_year as varchar), '') else '' end
            as subject,
        concat_ws(
            ' ',
            coalesce(monitoring.level, ''),
            coalesce(cast(cast(monitoring.between_school_variation as double) as varchar), '')
        ) as content,
        'level' as src_field, monitoring.src_sha256, monitoring.src_sheet, monitoring.src_row
    from {{ ref('filed_monitoring') }} as monitoring
    left join {{ ref('monitoring_subjects') }} as subjects
        on monitoring.subject_id = subjects.subject_id
    union all
    select
        school_year, county_code, 'attestations' as relation, indicator_id as subject,
        coalesce(conclusion, '') as content, 'conclusion' as src_field, src_sha256, src_sheet, src_row
    from {{ ref('filed_attestations') }}
    union all
    select
        school_year, county_code, 'vetoes' as relation, item as subject,
        coalesce(cast(occurred as varchar), '') as content, 'occurred' as src_field, src_sha256, src_sheet, src_row
    from {{ ref('filed_vetoes') }}
),

repeated as (
    select school_year, county_code, relation, subject, count(distinct content) as different_contents
    from filed
    where subject is not null
    group by school_year, county_code, relation, subject
    having count(*) > 1
)

select
    filed.school_year,
    filed.county_code,
    filed.relation,
    filed.subject,
    filed.content,
    filed.src_field,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    repeated.different_contents
from filed
inner join repeated
    on {{ same('filed', 'repeated', ['school_year', 'county_code', 'relation', 'subject']) }}
