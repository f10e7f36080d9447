-- Misfiled rows: about a school that the directories give to another county. One row per sheet row.
with filed as (
    {% for relation in ['enrolment', 'class_sizes', 'teachers', 'premises', 'self_assessment'] -%}
    select
        school_year, county_code, school_code, '{{ relation }}' as relation, src_sha256, src_sheet, src_row, src_field,
        is_misfiled
    from {{ ref('filed_' ~ relation) }}
    union all
    {% endfor -%}
    {% for relation in ['school_finance', 'rooms'] -%}
    select
        school_year, county_code, school_code, '{{ relation }}' as relation, src_sha256, src_sheet, src_row,
        'school_code' as src_field, is_misfiled
    from {{ ref('filed_' ~ relation) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    filed.relation,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    min(filed.src_field) as src_field,
    owners.county_code as other_county_code
from filed
inner join {{ ref('school_owner') }} as owners
    on {{ same('filed', 'owners', ['school_year', 'school_code']) }}
where filed.is_misfiled
group by
    filed.school_year, filed.county_code, filed.school_code, filed.relation,
    filed.src_sha256, filed.src_sheet, filed.src_row, owners.county_code
