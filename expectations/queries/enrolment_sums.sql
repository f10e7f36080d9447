-- Groups of students (girls, boarders …) and grades against the students that contain them, within one file.
-- A group `<name>_girls` is held against `<name>`, every other group against all students of its grade.
with filed as (
    select *,
        case when student_group like '%\_girls' escape '\'
            then substr(student_group, 1, length(student_group) - 6) else 'all' end as containing_group
    from enrolment
    where school_code is not null
),
graded as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(students) as sum_of_grades, count(*) - count(students) as blank_grades
    from filed
    where student_group = 'all' and regexp_full_match(grade, '[0-9]+')
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
),
containing as (
    select school_year, county_code, school_code, stage, grade, student_group, src_shape, src_sha256,
        max(students) as whole
    from filed
    group by school_year, county_code, school_code, stage, grade, student_group, src_shape, src_sha256
)
select filed.school_year, filed.county_code, filed.school_code, filed.stage, filed.grade, filed.student_group,
    'enrolment' as relation, filed.src_sha256, filed.src_sheet, filed.src_row, filed.src_field,
    filed.students, containing.whole, cast(graded.sum_of_grades as bigint) as sum_of_grades,
    case when filed.student_group like '%girls' then greatest(filed.students - containing.whole, 0) end
        as girls_excess,
    case when filed.student_group not like '%girls' and filed.student_group <> 'all'
        then greatest(filed.students - containing.whole, 0) end as group_excess,
    case when filed.student_group = 'all' and filed.grade = 'all' and graded.blank_grades = 0
        then cast(graded.sum_of_grades - filed.students as bigint) end as grade_difference
from filed
left join containing
    on containing.school_year = filed.school_year and containing.county_code = filed.county_code
    and containing.school_code = filed.school_code and containing.stage = filed.stage
    and containing.grade = filed.grade and containing.student_group = filed.containing_group
    and containing.src_shape = filed.src_shape and containing.src_sha256 = filed.src_sha256
left join graded
    on graded.school_year = filed.school_year and graded.county_code = filed.county_code
    and graded.school_code = filed.school_code and graded.stage = filed.stage
    and graded.src_shape = filed.src_shape and graded.src_sha256 = filed.src_sha256
where filed.student_group <> 'all' or filed.grade = 'all'
