-- G3 音乐、美术专用教室: large enough rooms of each kind against one for every 12 classes or part of them.
with counties_with_rooms as (
    -- a list without a room on it is a list
    select distinct school_year, county_code from {{ ref('sheet_filed') }} where relation = 'rooms'
),

asked as (
    {{ room_areas_asked() }}
),

standards as (
    select asked.*, counties_with_rooms.county_code is not null as is_room_list_filed
    from asked
    left join counties_with_rooms
        on asked.school_year = counties_with_rooms.school_year
        and asked.county_code = counties_with_rooms.county_code
),

rooms as (
    select
        standards.school_year,
        standards.county_code,
        standards.school_code,
        standards.part_id,
        count(case when rooms.area_m2 >= standards.area_min_m2 then 1 end) as rooms_large,
        count(case when rooms.area_m2 >= coalesce(standards.area_min_relaxed_m2, standards.area_min_m2) then 1 end)
            as rooms_large_relaxed,
        count(case when rooms.kind is not null and rooms.area_m2 is null then 1 end) as rooms_unknown
    from standards
    left join {{ ref('judged_room') }} as rooms
        on standards.school_year = rooms.school_year
        and standards.county_code = rooms.county_code
        and standards.school_code = rooms.school_code
        and standards.kind = rooms.kind
    group by standards.school_year, standards.county_code, standards.school_code, standards.part_id
),

needed as (
    select
        standards.*,
        ceil(cast(standards.classes as double) / standards.classes_per_room) as rooms_needed,
        rooms.rooms_large,
        rooms.rooms_large_relaxed,
        rooms.rooms_unknown
    from standards
    inner join rooms
        on standards.school_year = rooms.school_year
        and standards.county_code = rooms.county_code
        and standards.school_code = rooms.school_code
        and standards.part_id = rooms.part_id
)

select
    school_year,
    county_code,
    'school' as entity_type,
    school_code as entity_id,
    'all' as stage,
    'G3' as indicator_id,
    part_id,
    case when is_room_list_filed then cast(rooms_large_relaxed as double) end as numerator,
    rooms_needed as denominator,
    case
        when not is_room_list_filed or rooms_needed is null or rooms_needed = 0 then null
        -- a room of unknown size matters only where it could make the difference
        when rooms_large_relaxed < rooms_needed and rooms_large_relaxed + rooms_unknown >= rooms_needed then null
        else rooms_large_relaxed / rooms_needed
    end as value,
    case
        when not is_room_list_filed or rooms_needed is null then 'INPUT_MISSING'
        when rooms_needed = 0 then 'ZERO_DENOMINATOR'
        when rooms_large_relaxed < rooms_needed and rooms_large_relaxed + rooms_unknown >= rooms_needed
            then 'ROOM_AREA_MISSING'
    end as reason_code,
    case when area_min_relaxed_m2 is not null then 'T3' end as transition_rule_id,
    case when area_min_relaxed_m2 is not null and rooms_needed > 0 then rooms_large / rooms_needed end
        as value_without_transition,
    cast(null as double) as threshold_with_transition
from needed
