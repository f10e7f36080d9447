-- Students of each school and stage with the cell they stand in; where an export and a return both say it, the export.
select school_year, county_code, school_code, stage, students,
    src_sha256, src_sheet, src_row, src_field
from (
    select enrolment.*,
        row_number() over (
            partition by enrolment.school_year, enrolment.school_code, stage
            order by src_shape = 'export' desc, students is null, enrolment.county_code, src_sha256, src_sheet, src_row
        ) as place
    from enrolment
    left join own_counties() as own
        on own.school_year = enrolment.school_year and own.school_code = enrolment.school_code
    where grade = 'all' and student_group = 'all' and enrolment.school_code is not null
        and enrolment.county_code in (coalesce(own.county_code, enrolment.county_code), own.other_county_code)
) as ranked
where place = 1
