-- Students of each school and stage, of all grades and groups.
select school_year, county_code, school_code, stage, students, src_shape, src_sha256, src_sheet, src_row, src_field
from {{ ref('enrolment') }}
where grade = 'all' and student_group = 'all'
