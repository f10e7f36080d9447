-- Counties that file this year or filed last year: does the registry know them in that year, and do they file again?
-- A code whose time is over by the registry need not.
with filing as (
    select distinct school_year, county_code from {{ ref('received_file') }} where county_code <> ''
),

years as (
    select distinct school_year from filing
),

seen as (
    select school_year, county_code from filing
    union
    select years.school_year, filing.county_code
    from filing
    inner join years on filing.school_year + 1 = years.school_year
),

registered as (
    select distinct county_code from {{ ref('counties') }}
)

select
    seen.school_year,
    seen.county_code,
    cast(seen.school_year as varchar) || '/' || seen.county_code || '/' as path,
    case when in_force.county_code is null then 'no' else 'yes' end as in_registry,
    case
        when filing.county_code is null and (in_force.county_code is not null or registered.county_code is null) then 'no'
        else 'yes'
    end as files_again
from seen
left join filing
    on {{ same('seen', 'filing', ['school_year', 'county_code']) }}
left join {{ ref('counties') }} as in_force
    on seen.county_code = in_force.county_code
    and {{ in_force('seen.school_year', 'in_force.valid_from_year', 'in_force.valid_to_year') }}
left join registered
    on seen.county_code = registered.county_code
