-- Staff on the establishment of each county: the sum of 教基4149 over its schools. Not known while a school that has
-- full-time teachers, or a special school, does not say how many. A campus may stand on the form of its school. The
-- address is the first school's.
with filed as (
    select
        staff.school_year,
        staff.county_code,
        coalesce(directory.judged_school_code, staff.school_code) as school_code,
        staff.teachers,
        staff.src_sha256,
        staff.src_sheet,
        staff.src_row,
        staff.src_field,
        row_number() over (
            partition by staff.school_year, staff.county_code
            order by staff.school_code, staff.src_sha256, staff.src_sheet, staff.src_row
        ) as place
    from {{ ref('teachers') }} as staff
    left join {{ ref('school_judged_with') }} as directory
        on {{ same('staff', 'directory', ['school_year', 'county_code', 'school_code']) }}
    where staff.attribute = 'staff' and staff.value = 'on_establishment'
),

first_rows as (
    select school_year, county_code, src_sha256, src_sheet, src_row, src_field from filed where place = 1
),

schools as (
    select school_year, county_code, school_code, {{ strict_sum('teachers', 'bigint') }} as on_establishment
    from filed
    group by school_year, county_code, school_code
),

employing as (
    select teaching.school_year, teaching.county_code, coalesce(directory.judged_school_code, teaching.school_code) as school_code
    from {{ ref('section_teachers') }} as teaching
    left join {{ ref('school_judged_with') }} as directory
        on {{ same('teaching', 'directory', ['school_year', 'county_code', 'school_code']) }}
    where teaching.teachers > 0
    union
    select directory.school_year, directory.county_code, directory.judged_school_code as school_code
    from {{ ref('school_judged_with') }} as directory
    inner join {{ ref('school_types') }} as types
        on directory.judged_school_type_code = types.school_type_code
    where types.is_special
),

missing as (
    select employing.school_year, employing.county_code, count(*) as schools
    from employing
    left join schools
        on {{ same('employing', 'schools', ['school_year', 'county_code', 'school_code']) }}
    where schools.on_establishment is null
    group by employing.school_year, employing.county_code
),

sums as (
    select school_year, county_code, {{ strict_sum('on_establishment', 'bigint') }} as on_establishment
    from schools
    group by school_year, county_code
)

select
    sums.school_year,
    sums.county_code,
    sums.on_establishment,
    first_rows.src_sha256,
    first_rows.src_sheet,
    first_rows.src_row,
    first_rows.src_field
from sums
inner join first_rows
    on {{ same('sums', 'first_rows', ['school_year', 'county_code']) }}
left join missing
    on {{ same('sums', 'missing', ['school_year', 'county_code']) }}
where missing.schools is null and sums.on_establishment is not null
