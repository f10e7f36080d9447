-- Premises per judged school: its own and those of its campuses, item by item.
-- A campus that files no such item adds nothing; a campus that files it unreadably, or a school
-- that does not file its own, leaves the item unknown.
with items as (
    select
        premises.school_year,
        premises.county_code,
        coalesce(directory.judged_school_code, premises.school_code) as school_code,
        premises.item,
        premises.quantity,
        coalesce(directory.is_merged, false) as is_campus
    from {{ ref('stg_premises') }} as premises
    left join {{ ref('int_directory') }} as directory
        on premises.school_year = directory.school_year
        and premises.county_code = directory.county_code
        and premises.school_code = directory.school_code
),

totals as (
    select
        school_year,
        county_code,
        school_code,
        item,
        case
            when count(*) = count(quantity) and min(case when is_campus then 1 else 0 end) = 0
                then sum(quantity)
        end as quantity
    from items
    group by school_year, county_code, school_code, item
)

select
    school_year,
    county_code,
    school_code,
    max(case when item = 'teaching_auxiliary_area' then quantity end) as teaching_auxiliary_area_m2,
    max(case when item = 'indoor_sports_area' then quantity end) as indoor_sports_area_m2,
    max(case when item = 'sports_ground_area' then quantity end) as sports_ground_area_m2,
    max(case when item = 'equipment_value' then quantity end) as equipment_value_yuan,
    max(case when item = 'multimedia_classrooms' then quantity end) as multimedia_classrooms
from totals
group by school_year, county_code, school_code
