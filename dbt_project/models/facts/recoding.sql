-- Single steps from a county code to the one the registry says it was given, up to the last landed year.
{{ config(materialized='view') }}
select distinct
    counties.county_code,
    counties.successor_code as later_code,
    counties.valid_to_year + 1 as from_year
from {{ ref('counties') }} as counties
inner join {{ ref('landed_year') }} as landed_years
    on counties.valid_to_year < landed_years.school_year
where counties.successor_code is not null
