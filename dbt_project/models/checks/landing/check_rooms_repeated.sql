-- Schools whose rooms stand in more than one list (a list is a sheet of a file): do the lists say the same?
-- The SELECT returns suspects only.
with lists as (
    select
        school_year, county_code, school_code, src_sha256, src_sheet,
        {{ text_list(
            "concat_ws('|', coalesce(kind, ''), coalesce(cast(area_m2 as varchar), ''), "
            ~ "coalesce(cast(built_year as varchar), ''))",
            'kind, area_m2, built_year', ' '
        ) }} as content
    from {{ ref('filed_rooms') }}
    where school_code is not null
    group by school_year, county_code, school_code, src_sha256, src_sheet
),

repeated as (
    select school_year, county_code, school_code, count(*) as lists, count(distinct content) as different_lists
    from lists
    group by school_year, county_code, school_code
    having count(*) > 1
)

select
    rooms.school_year,
    rooms.county_code,
    rooms.school_code,
    'rooms' as relation,
    rooms.kind,
    rooms.room_name,
    rooms.area_m2,
    rooms.src_sha256,
    rooms.src_sheet,
    rooms.src_row,
    repeated.lists,
    repeated.different_lists
from {{ ref('filed_rooms') }} as rooms
inner join repeated
    on {{ same('rooms', 'repeated', ['school_year', 'county_code', 'school_code']) }}
