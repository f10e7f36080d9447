-- What is wrong with the published lists themselves: names twice, fewer than their own totals, names without a code.
-- Schools that need not comply (under 50 students, special ones) are counted in the total and stand on no list.
with listed as (
    select
        plan_id,
        county_code,
        school_name_as_published,
        count(*) as entries,
        min(target_year) as first_year,
        max(target_year) as last_year
    from {{ ref('roadmap') }}
    group by plan_id, county_code, school_name_as_published
),

doubled as (
    select
        plan_id,
        county_code,
        'NAME_TWICE' as fault,
        school_name_as_published as subject,
        cast(1 as double) as stated,
        cast(entries as double) as found
    from listed
    where entries > 1
),

totals as (
    select
        totals.plan_id,
        totals.county_code,
        totals.stated_as,
        cast(totals.schools - coalesce(beside.schools, 0) as double) as stated
    from {{ ref('roadmap_totals') }} as totals
    -- schools that need not comply stand on no list: they are taken off the whole
    left join (
        select plan_id, county_code, sum(schools) as schools
        from {{ ref('roadmap_totals') }}
        where not is_on_list
        group by plan_id, county_code
    ) as beside
        on totals.plan_id = beside.plan_id
        and totals.county_code = beside.county_code
    where totals.school_type_code is null and totals.target_year is null
),

whole as (
    select
        totals.plan_id,
        totals.county_code,
        'FEWER_THAN_STATED' as fault,
        totals.stated_as as subject,
        totals.stated,
        cast(count(distinct roadmap.school_name_as_published) as double) as found
    from totals
    left join {{ ref('roadmap') }} as roadmap
        on totals.plan_id = roadmap.plan_id
        and totals.county_code = roadmap.county_code
    group by totals.plan_id, totals.county_code, totals.stated_as, totals.stated
),

by_year as (
    select
        totals.plan_id,
        totals.county_code,
        'FEWER_THAN_STATED' as fault,
        totals.stated_as as subject,
        cast(totals.schools as double) as stated,
        cast(count(roadmap.school_name_as_published) as double) as found
    from {{ ref('roadmap_totals') }} as totals
    left join {{ ref('roadmap') }} as roadmap
        on totals.plan_id = roadmap.plan_id
        and totals.county_code = roadmap.county_code
        and totals.target_year = roadmap.target_year
    where totals.target_year is not null
    group by totals.plan_id, totals.county_code, totals.stated_as, totals.schools
),

unmatched as (
    select
        listed.plan_id,
        listed.county_code,
        'NAME_WITHOUT_CODE' as fault,
        listed.school_name_as_published as subject,
        cast(1 as double) as stated,
        cast(0 as double) as found
    from listed
    left join {{ ref('school_name_crosswalk') }} as crosswalk
        on listed.county_code = crosswalk.county_code
        and listed.school_name_as_published = crosswalk.school_name_as_published
    where crosswalk.school_code is null
),

faults as (
    select plan_id, county_code, fault, subject, stated, found from doubled
    union all
    select plan_id, county_code, fault, subject, stated, found from whole where found <> stated
    union all
    select plan_id, county_code, fault, subject, stated, found from by_year where found <> stated
    union all
    select plan_id, county_code, fault, subject, stated, found from unmatched
)

select
    plans.school_year,
    faults.plan_id,
    faults.county_code,
    faults.fault,
    faults.subject,
    faults.stated,
    faults.found
from faults
inner join {{ ref('plan_county') }} as plans
    on faults.plan_id = plans.plan_id
    and faults.county_code = plans.county_code
