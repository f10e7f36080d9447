-- Groups of students (girls, boarders …) and grades against the students that contain them, within one file.
-- A group `<name>_girls` is held against `<name>`, a part of another group against that (seed enrolment_parts), every
-- other group against all students of its grade; entrants and expected graduates against the first and last grade.
{%- set file_of_section = ['school_year', 'county_code', 'school_code', 'stage', 'src_shape', 'src_sha256'] %}
with filed as (
    select
        enrolment.*,
        case
            when enrolment.student_group like '%~_girls' escape '~'
                then substr(enrolment.student_group, 1, length(enrolment.student_group) - length('_girls'))
            else coalesce(parts.whole_group, 'all')
        end as containing_group,
        case enrolment.grade
            when 'entrants' then cast(boundaries.first_grade as varchar)
            when 'expected_graduates' then cast(boundaries.last_grade as varchar)
        end as boundary_grade
    from {{ ref('filed_enrolment') }} as enrolment
    left join {{ ref('enrolment_parts') }} as parts
        on enrolment.student_group = parts.part_group
    left join {{ ref('boundary_grades') }} as boundaries
        on enrolment.stage = boundaries.stage
    where enrolment.school_code is not null
),

graded as (
    select
        {{ file_of_section | join(', ') }},
        sum(students) as sum_of_grades, count(*) - count(students) as blank_grades
    from filed
    where student_group = 'all' and {{ matches('grade', '^[0-9]+$') }}
    group by {{ file_of_section | join(', ') }}
),

schooled as (
    select
        {{ file_of_section | join(', ') }},
        sum(students) as sum_of_entrants, count(*) - count(students) as blank_entrants
    from filed
    where student_group = 'all' and grade like 'entrants~_preschool~_%' escape '~'
    group by {{ file_of_section | join(', ') }}
),

containing as (
    select {{ file_of_section | join(', ') }}, grade, student_group, max(students) as whole
    from filed
    group by {{ file_of_section | join(', ') }}, grade, student_group
)

select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    filed.stage,
    filed.grade,
    filed.student_group,
    'enrolment' as relation,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    filed.src_field,
    filed.students,
    containing.whole,
    cast(graded.sum_of_grades as bigint) as sum_of_grades,
    case when filed.student_group like '%girls' then greatest(filed.students - containing.whole, 0) end
        as girls_excess,
    case when filed.student_group not like '%girls' and filed.student_group <> 'all'
        then greatest(filed.students - containing.whole, 0)
    end as group_excess,
    case when filed.student_group = 'all' and filed.grade = 'all' and graded.blank_grades = 0
        then cast(graded.sum_of_grades - filed.students as bigint)
    end as grade_difference,
    boundary.whole as grade_students,
    case when filed.student_group = 'all' and filed.grade = 'entrants'
        then greatest(filed.students - boundary.whole, 0)
    end as entrants_excess,
    case when filed.student_group = 'all' and filed.grade = 'expected_graduates'
        then greatest(filed.students - boundary.whole, 0)
    end as graduates_excess,
    cast(schooled.sum_of_entrants as bigint) as sum_of_entrants,
    case when filed.student_group = 'all' and filed.grade = 'entrants' and schooled.blank_entrants = 0
        then cast(schooled.sum_of_entrants - filed.students as bigint)
    end as preschool_difference
from filed
left join containing
    on {{ same('filed', 'containing', file_of_section + ['grade']) }}
    and filed.containing_group = containing.student_group
left join graded
    on {{ same('filed', 'graded', file_of_section) }}
left join containing as boundary
    on {{ same('filed', 'boundary', file_of_section + ['student_group']) }}
    and filed.boundary_grade = boundary.grade
left join schooled
    on {{ same('filed', 'schooled', file_of_section) }}
where filed.student_group <> 'all' or filed.grade in ('all', 'entrants', 'expected_graduates')
