-- Numbers of schools that a plan states beside its list, against the list and the directory of each year.
with places as (
    select
        totals.*,
        plans.school_year,
        plans.standard_id
    from {{ ref('roadmap_totals') }} as totals
    inner join {{ ref('plan_county') }} as plans
        on totals.plan_id = plans.plan_id
        and totals.county_code = plans.county_code
),

directory as (
    select
        schools.school_year,
        schools.county_code,
        schools.school_code,
        case when coalesce(types.is_special, false) then 'special' else schools.school_type_code end as type_code,
        sizes.compulsory_students as students
    from {{ ref('school') }} as schools
    left join {{ ref('school_types') }} as types
        on schools.school_type_code = types.school_type_code
    left join {{ ref('judged_school') }} as sizes
        on schools.school_year = sizes.school_year
        and schools.county_code = sizes.county_code
        and schools.school_code = sizes.school_code
    where schools.is_counted
),

entries as (
    select
        states.school_year,
        states.plan_id,
        states.region_code as county_code,
        states.target_year,
        states.name_zh,
        states.actual,
        directory.type_code,
        directory.school_code
    from {{ ref('roadmap_state') }} as states
    left join directory
        on states.school_year = directory.school_year
        and states.region_code = directory.county_code
        and states.school_code = directory.school_code
),

listed as (
    select
        places.school_year,
        places.plan_id,
        places.county_code,
        places.stated_as,
        places.students_below,
        -- a name printed twice under one year is two entries of that year, and one school of the whole
        case when places.target_year is null then count(distinct entries.name_zh) else count(entries.name_zh) end as listed,
        count(distinct case when entries.actual = 1 then entries.name_zh end) as complying
    from places
    left join entries
        on places.school_year = entries.school_year
        and places.plan_id = entries.plan_id
        and places.county_code = entries.county_code
        and (places.target_year is null or places.target_year = entries.target_year)
        and (places.school_type_code is null or places.school_type_code = entries.type_code)
    group by
        places.school_year, places.plan_id, places.county_code, places.stated_as, places.students_below,
        places.target_year
),

filed as (
    select
        places.school_year,
        places.plan_id,
        places.county_code,
        places.stated_as,
        places.students_below,
        count(directory.school_code) as in_directory
    from places
    left join directory
        on places.school_year = directory.school_year
        and places.county_code = directory.county_code
        and (places.school_type_code is null or places.school_type_code = directory.type_code)
        and (places.students_below is null or directory.students < places.students_below)
    where places.target_year is null
    group by places.school_year, places.plan_id, places.county_code, places.stated_as, places.students_below
)

select
    places.school_year,
    places.plan_id,
    places.county_code,
    places.stated_as,
    cast(coalesce(places.students_below, 0) as integer) as students_below,
    places.school_type_code,
    cast(places.target_year as integer) as target_year,
    places.is_on_list,
    cast(places.schools as integer) as stated,
    case when places.is_on_list then cast(listed.listed as integer) end as listed,
    cast(filed.in_directory as integer) as in_directory,
    case when places.is_on_list then cast(listed.complying as integer) end as complying,
    places.citation
from places
inner join listed
    on places.school_year = listed.school_year
    and places.plan_id = listed.plan_id
    and places.county_code = listed.county_code
    and places.stated_as = listed.stated_as
    and coalesce(places.students_below, 0) = coalesce(listed.students_below, 0)
left join filed
    on places.school_year = filed.school_year
    and places.plan_id = filed.plan_id
    and places.county_code = filed.county_code
    and places.stated_as = filed.stated_as
    and coalesce(places.students_below, 0) = coalesce(filed.students_below, 0)
