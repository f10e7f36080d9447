-- Each premises item of a school per student, against what is plausible: a wrong unit shows as a wild ratio.
with students_of as (
    select school_year, school_code, sum(students) as students, count(*) - count(students) as unknown
    from {{ ref('section_students') }}
    group by school_year, school_code
)

select
    premises.school_year,
    premises.county_code,
    premises.school_code,
    'premises' as relation,
    premises.item,
    premises.quantity,
    premises.src_sha256,
    premises.src_sheet,
    premises.src_row,
    premises.src_field,
    students_of.students,
    cast(premises.quantity as double) / nullif(students_of.students, 0) as per_student,
    limits.unit_en,
    limits.unit_zh,
    case
        when premises.quantity is null or coalesce(students_of.students, 0) = 0 or students_of.unknown > 0 then null
        when premises.quantity = 0 then 'plausible'
        when cast(premises.quantity as double) / students_of.students > limits.per_student_maximum then 'too large'
        when cast(premises.quantity as double) / students_of.students < limits.per_student_minimum then 'too small'
        else 'plausible'
    end as verdict
from {{ ref('premises') }} as premises
inner join {{ ref('quantity_limits') }} as limits
    on limits.relation = 'premises'
    and premises.item = limits.item
    and limits.per_student_minimum is not null
left join students_of
    on {{ same('premises', 'students_of', ['school_year', 'school_code']) }}
