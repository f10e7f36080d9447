-- The counties expected in each landed year: those of the roster whose code is in force, any seen, and who filed
-- last year.
-- A county that never files is a row, not a gap.
{{ config(materialized='table') }}
with landed_years as (
    select distinct school_year from {{ ref('received_file') }}
),

seen as (
    select
        school_year,
        county_code,
        max(case when status in ('accepted', 'partial') then 1 else 0 end) = 1 as has_filed
    from {{ ref('received_file') }}
    group by school_year, county_code
),

with_directory as (
    select distinct school_year, county_code from {{ ref('school') }}
),

on_roster as (
    select landed_years.school_year, roster.county_code
    from landed_years
    inner join {{ ref('roster') }} as roster
        on {{ in_force('landed_years.school_year', 'roster.valid_from_year', 'roster.valid_to_year') }}
    inner join {{ ref('counties') }} as counties
        on roster.county_code = counties.county_code
        and {{ in_force('landed_years.school_year', 'counties.valid_from_year', 'counties.valid_to_year') }}
),

expected as (
    select school_year, county_code from on_roster
    union
    select school_year, county_code from seen
    union
    -- whoever filed last year is expected this year, under the code it has now
    select landed_years.school_year, coalesce(recoded.later_code, seen.county_code) as county_code
    from seen
    inner join landed_years on seen.school_year + 1 = landed_years.school_year
    left join {{ ref('recoding') }} as recoded
        on seen.county_code = recoded.county_code
        and landed_years.school_year = recoded.from_year
    where seen.has_filed
)

select
    expected.school_year,
    expected.county_code,
    on_roster.county_code is not null as is_on_roster,
    coalesce(seen.has_filed, false) as has_filed,
    with_directory.county_code is not null as has_directory
from expected
left join on_roster
    on expected.school_year = on_roster.school_year
    and expected.county_code = on_roster.county_code
left join seen
    on expected.school_year = seen.school_year
    and expected.county_code = seen.county_code
left join with_directory
    on expected.school_year = with_directory.school_year
    and expected.county_code = with_directory.county_code
