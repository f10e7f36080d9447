-- Timetables: the share of a region's counties, or of a county's schools, that comply with the rule set counted.
with shares as (
    select
        school_year,
        standard_id,
        county_code as region_code,
        'county' as target_type,
        'counties' as counted,
        case status when 'PASS' then cast(1 as double) when 'FAIL' then cast(0 as double) end as share,
        case status when 'PASS' then 0 when 'FAIL' then 0 else 1 end as undecided
    from {{ ref('compliance_county') }}
    union all
    select
        school_year,
        standard_id,
        region_code,
        region_type as target_type,
        'counties' as counted,
        share_complying as share,
        cast(counties_undecided as double) / counties as undecided
    from {{ ref('compliance_region') }}
    union all
    select
        school_year,
        standard_id,
        county_code as region_code,
        'schools' as target_type,
        'schools' as counted,
        cast(count(case when status = 'PASS' then 1 end) as double) / count(*) as share,
        cast(count(case when status = 'INSUFFICIENT_DATA' then 1 end) as double) / count(*) as undecided
    from {{ ref('school_state') }}
    where status <> 'NOT_APPLICABLE'
    group by school_year, standard_id, county_code
),

-- a region is in the plan's years while one of its counties is
places as (
    select distinct plans.school_year, plans.plan_id, plans.county_code as region_code
    from {{ ref('plan_county') }} as plans
    union
    select distinct plans.school_year, plans.plan_id, counties.city_code as region_code
    from {{ ref('plan_county') }} as plans
    inner join {{ ref('dim_county') }} as counties
        on plans.school_year = counties.school_year
        and plans.county_code = counties.county_code
    union
    select distinct plans.school_year, plans.plan_id, counties.province_code as region_code
    from {{ ref('plan_county') }} as plans
    inner join {{ ref('dim_county') }} as counties
        on plans.school_year = counties.school_year
        and plans.county_code = counties.county_code
),

counted as (
    select
        places.school_year,
        timetables.plan_id,
        timetables.counted_standard_id as standard_id,
        coalesce(shares.target_type, case timetables.counted when 'schools' then 'schools' else 'county' end)
            as target_type,
        timetables.region_code,
        timetables.timetable_id as target_id,
        timetables.stated_as as name_zh,
        cast(timetables.target_year as integer) as target_year,
        timetables.operator,
        cast(timetables.share_numerator as double) / timetables.share_denominator as planned,
        shares.share as actual,
        shares.share + shares.undecided as at_most,
        timetables.citation
    from {{ ref('timetables') }} as timetables
    inner join places
        on timetables.plan_id = places.plan_id
        and timetables.region_code = places.region_code
    left join shares
        on places.school_year = shares.school_year
        and timetables.counted_standard_id = shares.standard_id
        and timetables.region_code = shares.region_code
        and timetables.counted = shares.counted
)

select
    school_year,
    plan_id,
    standard_id,
    target_type,
    region_code,
    target_id,
    name_zh,
    target_year,
    planned,
    actual,
    case
        when {{ meets('actual', 'operator', 'planned') }} then 'PASS'
        -- even if all that is undecided complied
        when not {{ meets('at_most', 'operator', 'planned') }} then 'FAIL'
        else 'INSUFFICIENT_DATA'
    end as status,
    case
        when {{ meets('actual', 'operator', 'planned') }} then null
        when not {{ meets('at_most', 'operator', 'planned') }} then null
        else 'INPUT_MISSING'
    end as reason_code,
    citation
from counted
