-- Schools of last year's directory beside this year's, and schools that are new, with what was recorded about them.
-- Only counties that filed a directory in both years are compared; a county the registry recoded is the same county.
{{ config(materialized='table', tags=['landing_check']) }}
with counties as (
    select distinct school_year, county_code from {{ ref('school') }}
),

-- a change counts in the year it is filed for and in the year after
recorded as (
    select distinct compared.school_year, filed.school_code, filed.change
    from {{ ref('changes') }} as filed
    inner join (select distinct school_year from counties) as compared
        on filed.school_year in (compared.school_year, compared.school_year - 1)
),

recorded_of as (
    select
        school_year,
        school_code,
        bool_or(change = 'change_type') as is_type_changed,
        bool_or(change = 'rename') as is_renamed
    from recorded
    group by school_year, school_code
),

ended as (
    select distinct compared.school_year, ends.school_code
    from {{ ref('ended_school') }} as ends
    inner join (select distinct school_year from counties) as compared
        on ends.school_year in (compared.school_year, compared.school_year - 1)
),

succeeding as (
    select distinct effective_year, to_code
    from {{ ref('succession') }}
    where school_year <= effective_year
),

counties_before as (
    select
        counties.school_year,
        counties.county_code as county_before,
        coalesce(recoded.later_code, counties.county_code) as county_code
    from counties
    left join {{ ref('recoding') }} as recoded
        on counties.county_code = recoded.county_code
        and recoded.from_year = counties.school_year + 1
),

earlier as (
    select
        schools.school_year + 1 as school_year,
        schools.county_code as county_before,
        before.county_code,
        schools.school_code,
        schools.school_name,
        schools.school_type_code,
        schools.built_year,
        schools.src_sha256,
        schools.src_sheet,
        schools.src_row
    from {{ ref('school') }} as schools
    inner join counties_before as before
        on schools.school_year = before.school_year
        and schools.county_code = before.county_before
    inner join counties
        on counties.school_year = schools.school_year + 1
        and before.county_code = counties.county_code
),

later as (
    select schools.*
    from {{ ref('school') }} as schools
    inner join (select distinct school_year, county_code from counties_before) as before
        on schools.school_year = before.school_year + 1
        and schools.county_code = before.county_code
)

select
    earlier.school_year,
    earlier.county_code,
    earlier.school_code,
    coalesce(this_year.school_name, earlier.school_name) as school_name,
    earlier.school_name as name_before,
    case when this_year.school_code is null then earlier.school_year - 1 else this_year.school_year end
        as src_school_year,
    case when this_year.school_code is null then earlier.county_before else this_year.county_code end
        as src_county_code,
    case when this_year.school_code is null then earlier.src_sha256 else this_year.src_sha256 end as src_sha256,
    case when this_year.school_code is null then earlier.src_sheet else this_year.src_sheet end as src_sheet,
    case when this_year.school_code is null then earlier.src_row else this_year.src_row end as src_row,
    case
        when this_year.school_code is not null then 'present'
        when ended.school_code is not null then 'recorded'
        else 'gone'
    end as presence,
    cast(null as varchar) as novelty,
    earlier.school_type_code as type_before,
    case when coalesce(recorded_of.is_type_changed, false) then earlier.school_type_code
        else this_year.school_type_code
    end as type_now,
    case
        when this_year.school_code is null or this_year.school_name = earlier.school_name then 'same'
        when coalesce(recorded_of.is_renamed, false) then 'recorded'
        else 'renamed'
    end as name_change,
    earlier.county_code as county_expected,
    this_year.county_code as county_now,
    earlier.built_year
from earlier
left join {{ ref('school') }} as this_year
    on earlier.school_year = this_year.school_year
    and earlier.school_code = this_year.school_code
left join recorded_of
    on earlier.school_year = recorded_of.school_year
    and earlier.school_code = recorded_of.school_code
left join ended
    on earlier.school_year = ended.school_year
    and earlier.school_code = ended.school_code
union all
select
    later.school_year,
    later.county_code,
    later.school_code,
    later.school_name,
    cast(null as varchar) as name_before,
    later.school_year as src_school_year,
    later.county_code as src_county_code,
    later.src_sha256,
    later.src_sheet,
    later.src_row,
    cast(null as varchar) as presence,
    case when recorded_of.school_code is not null or succeeding.to_code is not null then 'recorded' else 'new' end
        as novelty,
    cast(null as varchar) as type_before,
    later.school_type_code as type_now,
    cast(null as varchar) as name_change,
    cast(null as varchar) as county_expected,
    cast(null as varchar) as county_now,
    later.built_year
from later
left join {{ ref('school') }} as last_year
    on later.school_year = last_year.school_year + 1
    and later.school_code = last_year.school_code
left join recorded_of
    on later.school_year = recorded_of.school_year
    and later.school_code = recorded_of.school_code
left join succeeding
    on later.school_year = succeeding.effective_year
    and later.school_code = succeeding.to_code
where last_year.school_code is null
