-- The resident population as filed, beside the students of the county's schools.
with students as (
    select school_year, county_code, sum(students) as students
    from {{ ref('section_students') }}
    group by school_year, county_code
)

select
    filed.school_year,
    filed.county_code,
    'county_facts' as relation,
    filed.item_code,
    filed.item_name,
    cast(filed.value as double) as value,
    students.students,
    greatest(students.students - filed.value, 0) as students_beyond,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('filed_county_facts') }} as filed
inner join students
    on {{ same('filed', 'students', ['school_year', 'county_code']) }}
where filed.item_code = 'C.population' and filed.value is not null and students.students is not null
