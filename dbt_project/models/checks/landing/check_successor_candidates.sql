-- Schools that left the directory unrecorded, each with the school most likely to be the same one under a new code: new
-- and unrecorded in the same county, of the same name; or of the same type and year built, with about as many students.
with students_of as (
    select school_year, school_code, sum(students) as students
    from {{ ref('section_students') }}
    group by school_year, school_code
),

gone as (
    select missing.*, students_of.students
    from {{ ref('school_since_last_year') }} as missing
    left join students_of
        on missing.school_year = students_of.school_year + 1 and missing.school_code = students_of.school_code
    where missing.presence = 'gone'
),

fresh as (
    select found.*, students_of.students
    from {{ ref('school_since_last_year') }} as found
    left join students_of
        on {{ same('found', 'students_of', ['school_year', 'school_code']) }}
    where found.novelty = 'new'
),

pairs as (
    select
        gone.school_year,
        gone.school_code,
        fresh.school_code as candidate,
        fresh.school_name as candidate_name,
        coalesce(gone.school_name = fresh.school_name, false) as is_same_name,
        coalesce(
            gone.type_before = fresh.type_now and gone.built_year = fresh.built_year
            and abs(fresh.students - gone.students) <= gone.students * {{ quality_limit('candidate_share') }},
            false
        ) as is_alike
    from gone
    inner join fresh
        on {{ same('gone', 'fresh', ['school_year', 'county_code']) }}
),

best as (
    select
        *,
        row_number() over (
            partition by school_year, school_code order by case when is_same_name then 0 else 1 end, candidate
        ) as place
    from pairs
    where is_same_name or is_alike
)

select
    gone.school_year,
    gone.county_code,
    gone.school_code,
    'schools' as relation,
    gone.school_name,
    gone.src_school_year,
    gone.src_county_code,
    gone.src_sha256,
    gone.src_sheet,
    gone.src_row,
    best.candidate,
    best.candidate_name,
    case when best.is_same_name then 'same name' when best.is_alike then 'same type, year built and size' end as likeness
from gone
left join best
    on {{ same('gone', 'best', ['school_year', 'school_code']) }}
    and best.place = 1
