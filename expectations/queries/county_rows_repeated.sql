-- County-level rows (items, monitoring, attestations, vetoes) that share their key with another row.
with filed as (
    select school_year, county_code, 'county_facts' as relation, item_code as subject,
        coalesce(cast(cast(value as double) as varchar), '') as content, 'value' as src_field, src_sha256, src_sheet, src_row
    from county_facts
    union all
    select school_year, county_code, 'monitoring', subject,
        concat_ws(' ', coalesce(level, ''), coalesce(cast(cast(between_school_variation as double) as varchar), '')),
        'level', src_sha256, src_sheet, src_row
    from monitoring
    union all
    select school_year, county_code, 'attestations', indicator_id, coalesce(conclusion, ''),
        'conclusion', src_sha256, src_sheet, src_row
    from attestations
    union all
    select school_year, county_code, 'vetoes', item, coalesce(cast(occurred as varchar), ''),
        'occurred', src_sha256, src_sheet, src_row
    from vetoes
),
repeated as (
    select school_year, county_code, relation, subject, count(distinct content) as different_contents
    from filed
    where subject is not null
    group by school_year, county_code, relation, subject
    having count(*) > 1
)
select filed.*, repeated.different_contents
from filed
inner join repeated
    on repeated.school_year = filed.school_year
    and repeated.county_code = filed.county_code
    and repeated.relation = filed.relation
    and repeated.subject = filed.subject
