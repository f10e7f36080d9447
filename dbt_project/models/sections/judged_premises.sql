-- Premises per judged school: its own and those of its campuses, item by item.
-- A campus on no sheet at all is counted by its school; else a member that does not file an item, or
-- files it unreadably, leaves the item unknown. What only a transition rule lets count besides is the sum of what
-- is known: nobody owes it.
with besides as (
    select distinct item
    from {{ ref('indicator_inputs') }}
    where relation = 'premises' and expected_of = 'nobody'
),

items as (
    select
        premises.school_year,
        premises.county_code,
        coalesce(directory.judged_school_code, premises.school_code) as school_code,
        premises.item,
        premises.quantity
    from {{ ref('premises') }} as premises
    left join {{ ref('school_judged_with') }} as directory
        on premises.school_year = directory.school_year
        and premises.county_code = directory.county_code
        and premises.school_code = directory.school_code
),

members as (
    select school_year, county_code, school_code, count(*) as members
    from ({{ premises_members() }}) as filing
    group by school_year, county_code, school_code
),

totals as (
    select
        items.school_year,
        items.county_code,
        items.school_code,
        items.item,
        case
            when max(besides.item) is not null or count(items.quantity) = coalesce(max(members.members), 1)
                then sum(items.quantity)
        end as quantity
    from items
    left join besides
        on items.item = besides.item
    left join members
        on items.school_year = members.school_year
        and items.county_code = members.county_code
        and items.school_code = members.school_code
    group by items.school_year, items.county_code, items.school_code, items.item
)

select
    school_year,
    county_code,
    school_code,
    max(case when item = 'teaching_auxiliary_area' then quantity end) as teaching_auxiliary_area_m2,
    max(case when item = 'indoor_sports_area' then quantity end) as indoor_sports_area_m2,
    max(case when item = 'sports_ground_area' then quantity end) as sports_ground_area_m2,
    max(case when item = 'equipment_value' then quantity end) as equipment_value_yuan,
    max(case when item = 'multimedia_classrooms' then quantity end) as multimedia_classrooms,
    max(case when item = 'computers' then quantity end) as computers,
    max(case when item = 'books' then quantity end) as books,
    max(case when item = 'rooftop_underground_area' then quantity end) as rooftop_underground_area_m2,
    max(case when item = 'leased_venue_area' then quantity end) as leased_venue_area_m2
from totals
group by school_year, county_code, school_code
