-- One row per school and stage with students: do its teachers and classes go with them?
select
    students.school_year,
    students.county_code,
    students.school_code,
    students.stage,
    'enrolment' as relation,
    students.students,
    students.src_sha256,
    students.src_sheet,
    students.src_row,
    students.src_field,
    teachers.teachers,
    classes.classes,
    case when students.students = 0
        then coalesce(teachers.teachers, 0) + coalesce(classes.classes, 0)
    end as resources_without_students,
    case
        -- senior and special sheets carry no teachers
        when students.stage not in ('primary', 'junior') or coalesce(students.students, 0) = 0 then null
        when teachers.teachers is null then 'not filed'
        when teachers.teachers = 0 then 'zero'
        else 'filed'
    end as teachers_filed
from {{ ref('section_students') }} as students
left join {{ ref('section_teachers') }} as teachers
    on {{ same('students', 'teachers', ['school_year', 'county_code', 'school_code', 'stage']) }}
left join {{ ref('section_classes') }} as classes
    on {{ same('students', 'classes', ['school_year', 'county_code', 'school_code', 'stage']) }}
