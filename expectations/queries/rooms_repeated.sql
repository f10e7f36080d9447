-- Schools whose rooms stand in more than one list (a list is a sheet of a file): do the lists say the same?
-- The SELECT returns suspects only.
with lists as (
    select school_year, county_code, school_code, src_sha256, src_sheet,
        string_agg(
            concat_ws('|', coalesce(kind, ''), coalesce(cast(area_m2 as varchar), ''), coalesce(cast(built_year as varchar), '')),
            ' ' order by kind, area_m2, built_year
        ) as content
    from rooms
    where school_code is not null
    group by school_year, county_code, school_code, src_sha256, src_sheet
),
repeated as (
    select school_year, county_code, school_code, count(*) as lists, count(distinct content) as different_lists
    from lists
    group by school_year, county_code, school_code
    having count(*) > 1
)
select rooms.*, 'rooms' as relation, repeated.lists, repeated.different_lists
from rooms
inner join repeated
    on repeated.school_year = rooms.school_year
    and repeated.county_code = rooms.county_code
    and repeated.school_code = rooms.school_code
