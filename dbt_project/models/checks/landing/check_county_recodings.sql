-- Counties that list for the first time schools which another county listed last year and no longer does: was the
-- county given a new code, and does the registry say so?
with listing as (
    select distinct school_year, county_code from {{ ref('school') }}
),

sizes as (
    select school_year, county_code, count(*) as schools
    from {{ ref('school') }}
    group by school_year, county_code
),

fresh as (
    select now.school_year, now.county_code
    from listing as now
    inner join (select distinct school_year from listing) as years
        on now.school_year = years.school_year + 1
    left join listing as before
        on now.school_year = before.school_year + 1 and now.county_code = before.county_code
    where before.county_code is null
),

shared as (
    select fresh.school_year, fresh.county_code, before.county_code as county_before, count(*) as schools_shared
    from fresh
    inner join {{ ref('school') }} as now
        on {{ same('fresh', 'now', ['school_year', 'county_code']) }}
    inner join {{ ref('school') }} as before
        on now.school_year = before.school_year + 1 and now.school_code = before.school_code
    left join listing as still
        on fresh.school_year = still.school_year and before.county_code = still.county_code
    where still.county_code is null
    group by fresh.school_year, fresh.county_code, before.county_code
)

select
    shared.school_year,
    shared.county_code,
    shared.county_before,
    shared.schools_shared,
    sizes.schools,
    cast(shared.school_year as varchar) || '/' || shared.county_code || '/' as path,
    case when recoded.county_code is null then 'no' else 'yes' end as in_registry
from shared
inner join sizes
    on {{ same('shared', 'sizes', ['school_year', 'county_code']) }}
left join {{ ref('recoding') }} as recoded
    on shared.county_before = recoded.county_code and shared.county_code = recoded.later_code
where shared.schools_shared > sizes.schools * {{ quality_limit('recoding_share') }}
