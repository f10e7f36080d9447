-- School codes under which facts were filed and that no directory of the year has, at their first cell per relation.
with filed as (
    -- a return states the code once, above the table: there the fact's own cell is shown
    select
        school_year, county_code, school_code, relation, src_sha256, src_sheet, src_row,
        case when src_shape = 'return' then src_field else 'school_code' end as src_field
    from {{ ref('fact') }}
    union all
    select
        school_year, county_code, school_code, 'rooms' as relation, src_sha256, src_sheet, src_row,
        'school_code' as src_field
    from {{ ref('filed_rooms') }}
),

unlisted as (
    select
        filed.school_year, filed.county_code, filed.school_code, filed.relation,
        filed.src_sha256, filed.src_sheet, filed.src_row, filed.src_field,
        row_number() over (
            partition by filed.school_year, filed.school_code, filed.relation, filed.county_code
            order by filed.src_sha256, filed.src_sheet, filed.src_row, filed.src_field
        ) as place
    from filed
    left join {{ ref('school_owner') }} as owners
        on filed.school_year = owners.school_year and filed.school_code = owners.school_code
    where filed.school_code is not null and owners.school_code is null
)

select
    school_year,
    county_code,
    school_code,
    relation,
    src_sha256,
    src_sheet,
    src_row,
    src_field,
    'no' as in_directory
from unlisted
where place = 1
