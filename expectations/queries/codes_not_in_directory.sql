-- School codes under which facts were filed and that no directory of the year has, at their first cell per relation.
with filed as (
    -- A return states the code once, above the table: there the fact's own cell is shown.
    select school_year, county_code, school_code, relation, src_sha256, src_sheet, src_row,
        case when src_shape = 'return' then src_field else 'school_code' end as src_field
    from facts()
    union all
    select school_year, county_code, school_code, 'rooms', src_sha256, src_sheet, src_row, 'school_code' from rooms
),
first_cells as (
    select *,
        row_number() over (
            partition by school_year, school_code, relation, county_code
            order by src_sha256, src_sheet, src_row, src_field
        ) as place
    from filed
    where school_code is not null
        and not exists (
            select 1 from schools
            where schools.school_year = filed.school_year and schools.school_code = filed.school_code
        )
)
select school_year, county_code, school_code, relation, src_sha256, src_sheet, src_row, src_field,
    'no' as in_directory
from first_cells
where place = 1
