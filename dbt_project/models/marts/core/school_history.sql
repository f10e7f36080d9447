-- What each school code was called and what type it was, from when to when, and how it ended.
-- A row per unbroken run of years with the same county, name and type.
with schools as (
    select
        school_year,
        school_code,
        county_code,
        school_name,
        school_type_code,
        lag(school_year) over (partition by school_code order by school_year, county_code) as previous_year,
        lag(county_code) over (partition by school_code order by school_year, county_code) as previous_county,
        lag(school_name) over (partition by school_code order by school_year, county_code) as previous_name,
        lag(school_type_code) over (partition by school_code order by school_year, county_code) as previous_type
    from {{ ref('stg_schools') }}
),

runs as (
    select
        *,
        sum(
            case
                when previous_year is null then 1
                when previous_year = school_year - 1
                    and previous_county = county_code
                    and coalesce(previous_name, '') = coalesce(school_name, '')
                    and coalesce(previous_type, '') = coalesce(school_type_code, '')
                    then 0
                else 1
            end
        ) over (partition by school_code order by school_year, county_code) as run
    from schools
),

periods as (
    select
        school_code,
        run,
        min(school_year) as valid_from_year,
        max(school_year) as valid_to_year,
        min(county_code) as county_code,
        min(school_name) as school_name,
        min(school_type_code) as school_type_code
    from runs
    group by school_code, run
),

endings as (
    select
        school_code,
        school_year,
        min(change) as change,
        min(other_school_code) as successor_school_code,
        min(document) as document
    from {{ ref('stg_changes') }}
    where change in ('close', 'merge', 'split')
    group by school_code, school_year
),

landed_years as (
    select max(school_year) as last_year from {{ ref('stg_submissions') }}
),

placed as (
    select
        periods.*,
        lead(periods.valid_from_year) over (partition by periods.school_code order by periods.run) as next_from_year,
        landed_years.last_year
    from periods
    cross join landed_years
)

select
    placed.school_code,
    placed.valid_from_year,
    placed.valid_to_year,
    placed.county_code,
    placed.school_name,
    placed.school_type_code,
    case
        when placed.next_from_year is not null then 'CHANGED'
        when placed.valid_to_year = placed.last_year then 'OPEN'
        when coalesce(ended_next_year.change, ended_that_year.change) is not null then 'ENDED'
        else 'NOT_FILED_SINCE'
    end as state,
    coalesce(ended_next_year.change, ended_that_year.change) as ended_by,
    coalesce(ended_next_year.successor_school_code, ended_that_year.successor_school_code)
        as successor_school_code,
    coalesce(ended_next_year.document, ended_that_year.document) as document
from placed
left join endings as ended_next_year
    on placed.next_from_year is null
    and placed.school_code = ended_next_year.school_code
    and placed.valid_to_year + 1 = ended_next_year.school_year
left join endings as ended_that_year
    on placed.next_from_year is null
    and placed.school_code = ended_that_year.school_code
    and placed.valid_to_year = ended_that_year.school_year
