-- Classes by band of each school, stage and file, against their total and against the students.
with banded as (
    select
        school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(case when class_sizes.band <> 'all' then classes end) as classes_in_bands,
        count(*) filter (where class_sizes.band <> 'all') - count(classes) filter (where class_sizes.band <> 'all')
            as blank_bands,
        max(case when class_sizes.band = 'all' then classes end) as classes,
        max(case when class_sizes.band = 'all' then src_sheet end) as src_sheet,
        max(case when class_sizes.band = 'all' then src_row end) as src_row,
        max(case when class_sizes.band = 'all' then src_field end) as src_field,
        sum(classes * cast(bands.students_from as integer)) as fewest_students,
        sum(classes * cast(bands.students_to as integer)) as most_students
    from class_sizes
    left join registry_class_bands as bands on bands.band = class_sizes.band
    where school_code is not null
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
),
students_of as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256, max(students) as students
    from enrolment
    where grade = 'all' and student_group = 'all'
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
)
select
    banded.*,
    'class_sizes' as relation,
    students_of.students,
    case when blank_bands = 0 then cast(classes_in_bands - classes as bigint) end as difference,
    case
        when blank_bands > 0 or classes_in_bands is null then null
        when students_of.students < fewest_students then cast(students_of.students - fewest_students as bigint)
        when students_of.students > most_students then cast(students_of.students - most_students as bigint)
        when students_of.students is not null then 0
    end as students_outside
from banded
left join students_of
    on students_of.school_year = banded.school_year
    and students_of.county_code = banded.county_code
    and students_of.school_code = banded.school_code
    and students_of.stage = banded.stage
    and students_of.src_shape = banded.src_shape
    and students_of.src_sha256 = banded.src_sha256
