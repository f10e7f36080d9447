-- Each grade beside the grade below it last year: the same children, a year older.
-- Schools that merged, split or took another code are compared as a group, under its first code.
with grades as (
    select enrolment.school_year, enrolment.county_code, enrolment.school_code, stage,
        cast(grade as integer) as grade_number, max(students) as students,
        min(src_sha256) as src_sha256, min(src_sheet) as src_sheet, min(src_row) as src_row, min(src_field) as src_field
    from enrolment
    left join own_counties() as own
        on own.school_year = enrolment.school_year and own.school_code = enrolment.school_code
    where student_group = 'all' and regexp_full_match(grade, '[0-9]+') and enrolment.school_code is not null
        and enrolment.county_code in (coalesce(own.county_code, enrolment.county_code), own.other_county_code)
    group by enrolment.school_year, enrolment.county_code, enrolment.school_code, stage, grade
),
groups as (select * from school_groups()),
-- This year's grade of a group stands where its first school files it.
now as (
    select grades.school_year, coalesce(groups.group_code, grades.school_code) as group_code,
        min(grades.county_code) as county_code, min(grades.school_code) as school_code,
        grades.stage, grades.grade_number,
        case when count(*) = count(grades.students) then sum(grades.students) end as students,
        arg_min(grades.src_sha256, grades.school_code) as src_sha256,
        arg_min(grades.src_sheet, grades.school_code) as src_sheet,
        arg_min(grades.src_row, grades.school_code) as src_row,
        arg_min(grades.src_field, grades.school_code) as src_field
    from grades
    left join groups on groups.compared_year = grades.school_year and groups.school_code = grades.school_code
    group by grades.school_year, coalesce(groups.group_code, grades.school_code), grades.stage, grades.grade_number
),
before as (
    select grades.school_year + 1 as school_year, coalesce(groups.group_code, grades.school_code) as group_code,
        grades.stage, grades.grade_number + 1 as grade_number,
        case when count(*) = count(grades.students) then sum(grades.students) end as students
    from grades
    left join groups on groups.compared_year = grades.school_year + 1 and groups.school_code = grades.school_code
    group by grades.school_year, coalesce(groups.group_code, grades.school_code), grades.stage, grades.grade_number
)
select now.*, 'enrolment' as relation, before.students as students_before,
    greatest(
        abs(cast(now.students as double) / before.students - 1)
        - (select cast(value as double) from rule_quality_limits where limit_id = 'cohort_share'), 0
    ) as excess
from now
inner join before
    on before.school_year = now.school_year
    and before.group_code = now.group_code
    and before.stage = now.stage
    and before.grade_number = now.grade_number
where before.students >= (select cast(value as integer) from rule_quality_limits where limit_id = 'cohort_minimum')
