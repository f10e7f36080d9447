-- Each grade beside the grade below it last year: the same children, a year older.
with grades as (
    select school_year, county_code, school_code, stage, cast(grade as integer) as grade_number, max(students) as students,
        min(src_sha256) as src_sha256, min(src_sheet) as src_sheet, min(src_row) as src_row, min(src_field) as src_field
    from enrolment
    where student_group = 'all' and regexp_full_match(grade, '[0-9]+') and school_code is not null
    group by school_year, county_code, school_code, stage, grade
)
select now.*, 'enrolment' as relation, before.students as students_before,
    greatest(
        abs(cast(now.students as double) / before.students - 1)
        - (select cast(value as double) from rule_limits where limit_id = 'cohort_share'), 0
    ) as excess
from grades as now
inner join grades as before
    on before.school_year = now.school_year - 1
    and before.school_code = now.school_code
    and before.stage = now.stage
    and before.grade_number = now.grade_number - 1
where before.students >= (select cast(value as integer) from rule_limits where limit_id = 'cohort_minimum')
