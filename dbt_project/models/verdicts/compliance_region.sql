-- Cities and provinces: how many of their counties comply, how many must by when, what fails most.
with places as (
    select
        verdicts.school_year,
        verdicts.standard_id,
        verdicts.county_code,
        verdicts.status,
        counties.city_code,
        counties.city_name,
        counties.province_code,
        counties.province_name
    from {{ ref('compliance_county') }} as verdicts
    inner join {{ ref('dim_county') }} as counties
        on verdicts.school_year = counties.school_year
        and verdicts.county_code = counties.county_code
),

memberships as (
    select school_year, standard_id, county_code, status, 'city' as region_type, city_code as region_code,
        city_name as region_name
    from places
    union all
    select school_year, standard_id, county_code, status, 'province' as region_type,
        province_code as region_code, province_name as region_name
    from places
),

counted as (
    select
        school_year,
        standard_id,
        region_type,
        region_code,
        max(region_name) as region_name,
        count(*) as counties,
        count(case when status = 'PASS' then 1 end) as counties_complying,
        count(case when status = 'FAIL' then 1 end) as counties_failing,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as counties_undecided
    from memberships
    group by school_year, standard_id, region_type, region_code
),

-- a requirement fails in a county once, however many of its schools fail it
failures as (
    select distinct school_year, standard_id, county_code, indicator_id
    from {{ ref('indicator_result') }}
    where status = 'FAIL' and (entity_type = 'county' or not is_at_floor)
    union
    select distinct school_year, standard_id, county_code, 'CV ' || indicator_id as indicator_id
    from {{ ref('balance') }}
    where status = 'FAIL'
),

failing as (
    select
        memberships.school_year,
        memberships.standard_id,
        memberships.region_type,
        memberships.region_code,
        failures.indicator_id,
        count(*) as counties_failing
    from failures
    inner join memberships
        on failures.school_year = memberships.school_year
        and failures.standard_id = memberships.standard_id
        and failures.county_code = memberships.county_code
    group by
        memberships.school_year, memberships.standard_id, memberships.region_type, memberships.region_code,
        failures.indicator_id
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, standard_id, region_type, region_code
            order by counties_failing desc, indicator_id
        ) as place
    from failing
),

most as (
    select
        school_year,
        standard_id,
        region_type,
        region_code,
        {{ text_list("indicator_id || ' (' || cast(counties_failing as varchar) || ')'", "place") }} as fails_most
    from ranked
    where place <= {{ var('fails_most_listed') }}
    group by school_year, standard_id, region_type, region_code
),

due as (
    select
        counted.school_year,
        counted.standard_id,
        counted.region_type,
        counted.region_code,
        timetables.target_year,
        cast(timetables.share_numerator as double) / timetables.share_denominator as share_min,
        ceil(counted.counties * cast(timetables.share_numerator as double) / timetables.share_denominator)
            as counties_needed,
        row_number() over (
            partition by counted.school_year, counted.standard_id, counted.region_type, counted.region_code
            order by timetables.target_year
        ) as nextness
    from counted
    inner join {{ ref('timetables') }} as timetables
        on counted.region_code = timetables.region_code
        and counted.standard_id = timetables.counted_standard_id
        and timetables.counted = 'counties'
        and counted.school_year <= timetables.target_year
)

select
    counted.school_year,
    counted.standard_id,
    counted.region_type,
    counted.region_code,
    counted.region_name,
    cast(counted.counties as integer) as counties,
    cast(counted.counties_complying as integer) as counties_complying,
    cast(counted.counties_failing as integer) as counties_failing,
    cast(counted.counties_undecided as integer) as counties_undecided,
    cast(counted.counties_complying as double) / counted.counties as share_complying,
    most.fails_most,
    due.target_year as next_target_year,
    due.share_min as next_target_share,
    cast(due.counties_needed - counted.counties_complying as integer) as counties_to_go
from counted
left join most
    on counted.school_year = most.school_year
    and counted.standard_id = most.standard_id
    and counted.region_type = most.region_type
    and counted.region_code = most.region_code
left join due
    on due.nextness = 1
    and counted.school_year = due.school_year
    and counted.standard_id = due.standard_id
    and counted.region_type = due.region_type
    and counted.region_code = due.region_code
