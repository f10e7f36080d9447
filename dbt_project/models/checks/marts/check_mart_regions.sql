-- Each city and province beside the county verdicts under it, counted anew; and regions of judged counties that
-- have no row.
with places as (
    select
        verdicts.school_year,
        verdicts.standard_id,
        verdicts.status,
        counties.city_code,
        counties.province_code
    from {{ ref('compliance_county') }} as verdicts
    inner join {{ ref('dim_county') }} as counties
        on verdicts.school_year = counties.school_year
        and verdicts.county_code = counties.county_code
),

members as (
    select school_year, standard_id, 'city' as region_type, city_code as region_code, status from places
    union all
    select school_year, standard_id, 'province' as region_type, province_code as region_code, status from places
),

expected as (
    select
        school_year,
        standard_id,
        region_type,
        region_code,
        count(*) as counties_judged,
        count(case when status = 'PASS' then 1 end) as counties_passing
    from members
    where region_code is not null
    group by school_year, standard_id, region_type, region_code
)

select
    coalesce(regions.school_year, expected.school_year) as school_year,
    coalesce(regions.standard_id, expected.standard_id) as standard_id,
    coalesce(regions.region_type, expected.region_type) as region_type,
    coalesce(regions.region_code, expected.region_code) as region_code,
    case when regions.region_code is null then 'no' else 'yes' end as listed,
    regions.counties - regions.counties_complying - regions.counties_failing - regions.counties_undecided
        as counties_difference,
    abs(regions.counties - coalesce(expected.counties_judged, 0))
    + abs(regions.counties_complying - coalesce(expected.counties_passing, 0)) as verdicts_difference,
    regions.share_complying,
    case
        when regions.share_complying is not null
            then abs(regions.share_complying * regions.counties - regions.counties_complying)
    end as share_difference,
    case
        when regions.counties_to_go is not null
            then greatest(regions.counties_to_go - (regions.counties - regions.counties_complying), 0)
    end as to_go_excess
from {{ ref('compliance_region') }} as regions
full outer join expected
    on regions.school_year = expected.school_year
    and regions.standard_id = expected.standard_id
    and regions.region_type = expected.region_type
    and regions.region_code = expected.region_code
