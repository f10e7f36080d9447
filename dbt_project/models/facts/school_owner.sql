-- The counties that a school belongs to: the one that its directory row names, else the one that lists it.
-- More than one where counties claim the same school. Figures in another county's folder are misfiled.
{{ config(materialized='table') }}
with claims as (
    select distinct school_year, school_code, coalesce(county_code_filed, county_code) as county_code
    from {{ ref('filed_schools') }}
    where school_code is not null
)

select
    school_year,
    school_code,
    min(county_code) as county_code,
    {{ text_list('county_code', 'county_code') }} as county_codes
from claims
group by school_year, school_code
