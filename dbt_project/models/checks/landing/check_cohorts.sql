-- Each grade beside the grade below it last year: the same children, a year older.
-- Schools that merged, split or took another code are compared as a group, under its first code.
with grades as (
    select
        school_year, county_code, school_code, stage, cast(grade as integer) as grade_number, students,
        src_sha256, src_sheet, src_row, src_field
    from {{ ref('enrolment') }}
    where student_group = 'all' and {{ matches('grade', '^[0-9]+$') }}
),

-- this year's grade of a group stands where its first school files it
grouped_now as (
    select
        grades.school_year,
        coalesce(groups.group_code, grades.school_code) as group_code,
        grades.county_code, grades.school_code, grades.stage, grades.grade_number, grades.students,
        grades.src_sha256, grades.src_sheet, grades.src_row, grades.src_field
    from grades
    left join {{ ref('school_group') }} as groups
        on grades.school_year = groups.effective_year and grades.school_code = groups.school_code
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, group_code, stage, grade_number order by school_code, county_code
        ) as place,
        sum(students) over (partition by school_year, group_code, stage, grade_number) as students_of_group,
        count(case when students is null then 1 end)
            over (partition by school_year, group_code, stage, grade_number) as unknown
    from grouped_now
),

before as (
    select
        grades.school_year + 1 as school_year,
        coalesce(groups.group_code, grades.school_code) as group_code,
        grades.stage,
        grades.grade_number + 1 as grade_number,
        {{ strict_sum('grades.students', 'bigint') }} as students
    from grades
    left join {{ ref('school_group') }} as groups
        on grades.school_year + 1 = groups.effective_year and grades.school_code = groups.school_code
    group by grades.school_year, coalesce(groups.group_code, grades.school_code), grades.stage, grades.grade_number
),

compared as (
    select
        ranked.*,
        case when ranked.unknown = 0 then cast(ranked.students_of_group as bigint) end as students_now,
        before.students as students_before
    from ranked
    inner join before
        on {{ same('ranked', 'before', ['school_year', 'group_code', 'stage', 'grade_number']) }}
    where ranked.place = 1 and before.students >= {{ quality_limit('cohort_minimum') }}
)

select
    school_year,
    county_code,
    school_code,
    stage,
    grade_number,
    'enrolment' as relation,
    src_sha256,
    src_sheet,
    src_row,
    src_field,
    students_now as students,
    students_before,
    greatest(
        abs(cast(students_now as double) / students_before - 1) - {{ quality_limit('cohort_share') }}, 0
    ) as excess
from compared
