-- Counties that list for the first time schools which another county listed last year and no longer does: was the
-- county given a new code, and does the registry say so? Limits: rule_quality_limits.
with counties as (select distinct school_year, county_code from schools),
listed as (select distinct school_year, county_code, school_code from schools where school_code is not null),
fresh as (
    select now.school_year, now.county_code
    from counties as now
    inner join (select distinct school_year from counties) as years on years.school_year = now.school_year - 1
    left join counties as before on before.school_year = now.school_year - 1 and before.county_code = now.county_code
    where before.county_code is null
),
shared as (
    select fresh.school_year, fresh.county_code, before.county_code as county_before,
        count(*) as schools_shared
    from fresh
    inner join listed as now on now.school_year = fresh.school_year and now.county_code = fresh.county_code
    inner join listed as before
        on before.school_year = now.school_year - 1 and before.school_code = now.school_code
    left join counties as still
        on still.school_year = fresh.school_year and still.county_code = before.county_code
    where still.county_code is null
    group by fresh.school_year, fresh.county_code, before.county_code
),
sizes as (select school_year, county_code, count(*) as schools from listed group by school_year, county_code)
select shared.school_year, shared.county_code, shared.county_before, shared.schools_shared, sizes.schools,
    cast(shared.school_year as varchar) || '/' || shared.county_code || '/' as path,
    case when recoded.county_code is null then 'no' else 'yes' end as in_registry
from shared
inner join sizes on sizes.school_year = shared.school_year and sizes.county_code = shared.county_code
left join recodings() as recoded
    on recoded.county_code = shared.county_before and recoded.successor_code = shared.county_code
where shared.schools_shared > sizes.schools * (
    select cast(value as double) from rule_quality_limits where limit_id = 'recoding_share'
)
