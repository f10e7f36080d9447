-- Classes by band of each school, stage and file, against their total and against the students.
{%- set file_of_section = ['school_year', 'county_code', 'school_code', 'stage', 'src_shape', 'src_sha256'] %}
with banded as (
    select
        {{ file_of_section | join(', ') }},
        sum(case when sizes.band <> 'all' then sizes.classes end) as classes_in_bands,
        count(case when sizes.band <> 'all' and sizes.classes is null then 1 end) as blank_bands,
        max(case when sizes.band = 'all' then sizes.classes end) as classes,
        max(case when sizes.band = 'all' then sizes.src_sheet end) as src_sheet,
        max(case when sizes.band = 'all' then sizes.src_row end) as src_row,
        max(case when sizes.band = 'all' then sizes.src_field end) as src_field,
        sum(sizes.classes * bands.students_from) as fewest_students,
        sum(sizes.classes * bands.students_to) as most_students
    from {{ ref('filed_class_sizes') }} as sizes
    left join {{ ref('class_bands') }} as bands on sizes.band = bands.band
    where sizes.school_code is not null
    group by {{ file_of_section | join(', ') }}
),

students_of as (
    select {{ file_of_section | join(', ') }}, max(students) as students
    from {{ ref('filed_enrolment') }}
    where grade = 'all' and student_group = 'all'
    group by {{ file_of_section | join(', ') }}
)

select
    banded.school_year,
    banded.county_code,
    banded.school_code,
    banded.stage,
    'class_sizes' as relation,
    banded.src_sha256,
    banded.src_sheet,
    banded.src_row,
    banded.src_field,
    banded.classes,
    banded.classes_in_bands,
    banded.fewest_students,
    banded.most_students,
    students_of.students,
    case when banded.blank_bands = 0 then cast(banded.classes_in_bands - banded.classes as bigint) end as difference,
    case
        when banded.blank_bands > 0 or banded.classes_in_bands is null then null
        when students_of.students < banded.fewest_students
            then cast(students_of.students - banded.fewest_students as bigint)
        when students_of.students > banded.most_students
            then cast(students_of.students - banded.most_students as bigint)
        when students_of.students is not null then 0
    end as students_outside
from banded
left join students_of
    on {{ same('banded', 'students_of', file_of_section) }}
