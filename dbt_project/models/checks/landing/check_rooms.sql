-- Rooms of the room list, with their school's classes beside them.
with classes_of as (
    select school_year, school_code, sum(classes) as classes
    from {{ ref('section_classes') }}
    group by school_year, school_code
),

counted as (
    select school_year, county_code, school_code, count(*) as rooms, min(src_row) as first_row
    from {{ ref('filed_rooms') }}
    group by school_year, county_code, school_code
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
    classes_of.classes,
    counted.rooms,
    {{ quality_limit('room_area_minimum') }} as smallest,
    {{ quality_limit('room_area_maximum') }} as largest,
    case
        when rooms.area_m2 is null then null
        when rooms.area_m2 between {{ quality_limit('room_area_minimum') }} and {{ quality_limit('room_area_maximum') }}
            then 'plausible'
        else 'implausible'
    end as area_verdict,
    case when rooms.src_row = counted.first_row then greatest(counted.rooms - classes_of.classes, 0) end as rooms_excess
from {{ ref('filed_rooms') }} as rooms
left join classes_of
    on {{ same('rooms', 'classes_of', ['school_year', 'school_code']) }}
left join counted
    on {{ same('rooms', 'counted', ['school_year', 'county_code', 'school_code']) }}
