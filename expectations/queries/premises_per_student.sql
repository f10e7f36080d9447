-- Each premises item of a school per student, against what is plausible: a wrong unit shows as a wild ratio.
with students_of as (
    select school_year, school_code, sum(students) as students, count(*) - count(students) as unknown
    from section_students()
    group by school_year, school_code
)
select premises.*, 'premises' as relation, students_of.students,
    cast(premises.quantity as double) / students_of.students as per_student,
    limits.unit_en, limits.unit_zh,
    case
        when premises.quantity is null or coalesce(students_of.students, 0) = 0 or students_of.unknown > 0 then null
        when premises.quantity = 0 then 'plausible'
        when cast(premises.quantity as double) / students_of.students > cast(per_student_maximum as double) then 'too large'
        when cast(premises.quantity as double) / students_of.students < cast(per_student_minimum as double) then 'too small'
        else 'plausible'
    end as verdict
from school_premises() as premises
inner join rule_quantity_limits as limits on limits.relation = 'premises' and limits.item = premises.item
    and limits.per_student_minimum is not null
left join students_of
    on students_of.school_year = premises.school_year and students_of.school_code = premises.school_code
