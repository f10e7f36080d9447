-- Each township's figures: is it in the directory, once, and is it said who goes to school elsewhere?
with named as (
    select school_year, county_code, township
    from {{ ref('school') }}
    where township is not null
    group by school_year, county_code, township
),

naming as (
    select distinct school_year, county_code from named
)

select
    filed.school_year,
    filed.county_code,
    'townships' as relation,
    filed.township,
    case
        when naming.county_code is null then null
        when named.township is null then 'unknown'
        else 'known'
    end as township_state,
    case
        when filed.primary_population is not null and filed.primary_in_school_elsewhere is null then 'blank'
        when filed.junior_population is not null and filed.junior_in_school_elsewhere is null then 'blank'
        else 'filed'
    end as elsewhere,
    case
        when filed.primary_population is not null and filed.primary_in_school_elsewhere is null
            then 'primary_in_school_elsewhere'
        else 'junior_in_school_elsewhere'
    end as src_field,
    count(*) over (partition by filed.school_year, filed.county_code, filed.township) as times_listed,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from {{ ref('filed_townships') }} as filed
left join naming
    on {{ same('filed', 'naming', ['school_year', 'county_code']) }}
left join named
    on {{ same('filed', 'named', ['school_year', 'county_code', 'township']) }}
