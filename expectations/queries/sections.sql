-- One row per school and stage with students: do its teachers and classes go with them?
with classes_of as (
    select school_year, school_code, stage, max(classes) as classes
    from class_sizes
    where band = 'all'
    group by school_year, school_code, stage
)
select students.*, 'enrolment' as relation, teachers.teachers, classes_of.classes,
    case when students.students = 0
        then coalesce(teachers.teachers, 0) + coalesce(classes_of.classes, 0) end as resources_without_students,
    case
        -- Senior and special sheets carry no teachers.
        when students.stage not in ('primary', 'junior') or coalesce(students.students, 0) = 0 then null
        when teachers.teachers is null then 'not filed'
        when teachers.teachers = 0 then 'zero'
        else 'filed'
    end as teachers_filed
from section_students() as students
left join section_teachers() as teachers
    on teachers.school_year = students.school_year
    and teachers.school_code = students.school_code
    and teachers.stage = students.stage
left join classes_of
    on classes_of.school_year = students.school_year
    and classes_of.school_code = students.school_code
    and classes_of.stage = students.stage
