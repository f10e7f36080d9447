-- Staff of each school (教基4149) beside what they contain: its full-time teachers, as 教基4155 counts them, and those on
-- the establishment. A school with a senior stage has teachers besides, so that only too few are too few.
with staff as (
    select
        school_year, county_code, school_code, value, teachers, src_sha256, src_sheet, src_row, src_field,
        max(case when value = 'all' then teachers end) over (
            partition by school_year, county_code, school_code, src_sha256, src_sheet
        ) as staff
    from {{ ref('filed_teachers') }}
    where attribute = 'staff' and school_code is not null
),

taught as (
    select school_year, county_code, school_code, {{ strict_sum('teachers', 'bigint') }} as teachers
    from {{ ref('section_teachers') }}
    group by school_year, county_code, school_code
)

select
    staff.school_year,
    staff.county_code,
    staff.school_code,
    'teachers' as relation,
    staff.teachers,
    staff.staff,
    taught.teachers as taught,
    case when staff.value <> 'all' then greatest(staff.teachers - staff.staff, 0) end as excess,
    case when staff.value = 'full_time' then greatest(taught.teachers - staff.teachers, 0) end as teachers_left_out,
    staff.src_sha256,
    staff.src_sheet,
    staff.src_row,
    staff.src_field
from staff
left join taught
    on {{ same('staff', 'taught', ['school_year', 'county_code', 'school_code']) }}
