-- Music and art rooms under the school they are judged with.
select
    rooms.school_year,
    rooms.county_code,
    directory.judged_school_code as school_code,
    rooms.kind,
    rooms.area_m2
from {{ ref('rooms') }} as rooms
inner join {{ ref('school_judged_with') }} as directory
    on rooms.school_year = directory.school_year
    and rooms.county_code = directory.county_code
    and rooms.school_code = directory.school_code
