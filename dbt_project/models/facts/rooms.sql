-- Music and art rooms as filed, one row per room; the area of a quarantined room is unknown.
-- A list of rooms (a sheet of a file) that another one repeats counts once.
with rooms as (
    {{ wide_rows('rooms', key=['src_sha256', 'src_sheet', 'src_row'], columns=['school_code', 'kind', 'room_name', 'area_m2', 'built_year'], quarantinable=['area_m2']) }}
),

numbered as (
    select
        *,
        -- alike rooms of one list are so many rooms
        row_number() over (
            partition by
                school_year, county_code, src_sha256, src_sheet, school_code, kind, area_m2, built_year
            order by src_row
        ) as place
    from rooms
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, school_code, kind, area_m2, built_year, place
            order by src_sha256, src_sheet, src_row
        ) as choice
    from numbered
)

select
    school_year,
    county_code,
    src_sha256,
    src_sheet,
    src_row,
    school_code,
    kind,
    room_name,
    area_m2,
    built_year,
    is_area_m2_out
from ranked
where choice = 1
