-- Groups of students (girls, boarders …) and grades against the students that contain them, within one file.
-- A group `<name>_girls` is held against `<name>`, a part of another group against that (rule_enrolment_parts), every
-- other group against all students of its grade; entrants and expected graduates against the first and last grade.
with filed as (
    select enrolment.*,
        case when student_group like '%\_girls' escape '\'
            then substr(student_group, 1, length(student_group) - 6)
            else coalesce(parts.whole_group, 'all') end as containing_group,
        case grade when 'entrants' then boundaries.first_grade when 'expected_graduates' then boundaries.last_grade end
            as boundary_grade
    from enrolment
    left join rule_enrolment_parts as parts on parts.part_group = enrolment.student_group
    left join rule_boundary_grades as boundaries on boundaries.stage = enrolment.stage
    where school_code is not null
),
graded as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(students) as sum_of_grades, count(*) - count(students) as blank_grades
    from filed
    where student_group = 'all' and regexp_full_match(grade, '[0-9]+')
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
),
schooled as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(students) as sum_of_entrants, count(*) - count(students) as blank_entrants
    from filed
    where student_group = 'all' and grade like 'entrants\_preschool\_%' escape '\'
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
        then cast(graded.sum_of_grades - filed.students as bigint) end as grade_difference,
    boundary.whole as grade_students,
    case when filed.student_group = 'all' and filed.grade = 'entrants'
        then greatest(filed.students - boundary.whole, 0) end as entrants_excess,
    case when filed.student_group = 'all' and filed.grade = 'expected_graduates'
        then greatest(filed.students - boundary.whole, 0) end as graduates_excess,
    cast(schooled.sum_of_entrants as bigint) as sum_of_entrants,
    case when filed.student_group = 'all' and filed.grade = 'entrants' and schooled.blank_entrants = 0
        then cast(schooled.sum_of_entrants - filed.students as bigint) end as preschool_difference
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
left join containing as boundary
    on boundary.school_year = filed.school_year and boundary.county_code = filed.county_code
    and boundary.school_code = filed.school_code and boundary.stage = filed.stage
    and boundary.grade = filed.boundary_grade and boundary.student_group = filed.student_group
    and boundary.src_shape = filed.src_shape and boundary.src_sha256 = filed.src_sha256
left join schooled
    on schooled.school_year = filed.school_year and schooled.county_code = filed.county_code
    and schooled.school_code = filed.school_code and schooled.stage = filed.stage
    and schooled.src_shape = filed.src_shape and schooled.src_sha256 = filed.src_sha256
where filed.student_group <> 'all' or filed.grade in ('all', 'entrants', 'expected_graduates')
