-- Counties that file this year or filed last year: are they in the registry's roster, and do they file again?
-- A code whose time is over by the registry need not.
with filing as (
    select distinct school_year, county_code from submissions where county_code <> ''
),
years as (select distinct school_year from filing),
seen as (
    select school_year, county_code from filing
    union
    select filing.school_year + 1, filing.county_code
    from filing
    inner join years on years.school_year = filing.school_year + 1
)
select seen.school_year, seen.county_code,
    cast(seen.school_year as varchar) || '/' || seen.county_code || '/' as path,
    case when roster.county_code is null then 'no' else 'yes' end as in_registry,
    case
        when filing.county_code is null and (roster.county_code is not null or registered.county_code is null) then 'no'
        else 'yes'
    end as files_again
from seen
left join filing on filing.school_year = seen.school_year and filing.county_code = seen.county_code
left join (
    select distinct roster.county_code, years.school_year
    from registry_counties as roster
    cross join years
    where cast(roster.valid_from_year as integer) <= years.school_year
        and (roster.valid_to_year is null or cast(roster.valid_to_year as integer) >= years.school_year)
) as roster
    on roster.county_code = seen.county_code and roster.school_year = seen.school_year
left join (select distinct county_code from registry_counties) as registered
    on registered.county_code = seen.county_code
