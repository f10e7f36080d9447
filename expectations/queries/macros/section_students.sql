-- Students of each school and stage with the cell they stand in; where an export and a return both say it, the export.
select school_year, county_code, school_code, stage, students,
    src_sha256, src_sheet, src_row, src_field
from (
    select *,
        row_number() over (
            partition by school_year, school_code, stage
            order by src_shape = 'export' desc, students is null, county_code, src_sha256, src_sheet, src_row
        ) as place
    from enrolment
    where grade = 'all' and student_group = 'all' and school_code is not null
) as ranked
where place = 1
