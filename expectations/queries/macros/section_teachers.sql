-- Full-time teachers of each school and stage with the cell they stand in; the export wins over the return.
select school_year, county_code, school_code, stage, teachers,
    src_sha256, src_sheet, src_row, src_field
from (
    select teachers.*,
        row_number() over (
            partition by teachers.school_year, teachers.school_code, stage
            order by src_shape = 'export' desc, teachers is null, teachers.county_code, src_sha256, src_sheet, src_row
        ) as place
    from teachers
    left join own_counties() as own
        on own.school_year = teachers.school_year and own.school_code = teachers.school_code
    where attribute = 'all' and teachers.school_code is not null
        and teachers.county_code in (coalesce(own.county_code, teachers.county_code), own.other_county_code)
) as ranked
where place = 1
