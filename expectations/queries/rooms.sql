-- Rooms of the room list, with their school's classes and teaching area beside them.
with classes_of as (
    select school_year, school_code, sum(classes) as classes
    from (
        select school_year, school_code, stage, max(classes) as classes
        from class_sizes
        where band = 'all'
        group by school_year, school_code, stage
    ) as by_stage
    group by school_year, school_code
),
counted as (
    select school_year, county_code, school_code, count(*) as rooms, min(src_row) as first_row
    from rooms
    group by school_year, county_code, school_code
),
limits as (
    select
        max(case when limit_id = 'room_area_minimum' then cast(value as double) end) as smallest,
        max(case when limit_id = 'room_area_maximum' then cast(value as double) end) as largest
    from rule_quality_limits
)
select rooms.*, 'rooms' as relation, classes_of.classes, counted.rooms, limits.smallest, limits.largest,
    case
        when rooms.area_m2 is null then null
        when rooms.area_m2 between limits.smallest and limits.largest then 'plausible'
        else 'implausible'
    end as area_verdict,
    case when rooms.src_row = counted.first_row then greatest(counted.rooms - classes_of.classes, 0) end as rooms_excess
from rooms
cross join limits
left join classes_of on classes_of.school_year = rooms.school_year and classes_of.school_code = rooms.school_code
left join counted
    on counted.school_year = rooms.school_year and counted.county_code = rooms.county_code
    and counted.school_code = rooms.school_code
