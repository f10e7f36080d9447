-- What is wrong with the published lists themselves: names twice, fewer than their own totals, names without a code.
with listed as (
    select
        standard_id,
        county_code,
        school_name_as_published,
        count(*) as entries,
        min(target_year) as first_year,
        max(target_year) as last_year
    from {{ ref('roadmap') }}
    group by standard_id, county_code, school_name_as_published
),

doubled as (
    select
        standard_id,
        county_code,
        'NAME_TWICE' as fault,
        school_name_as_published as subject,
        cast(1 as double) as stated,
        cast(entries as double) as found
    from listed
    where entries > 1
),

totals as (
    select
        totals.standard_id,
        totals.county_code,
        'FEWER_THAN_STATED' as fault,
        totals.stated_as as subject,
        cast(totals.schools as double) as stated,
        cast(count(distinct roadmap.school_name_as_published) as double) as found
    from {{ ref('roadmap_totals') }} as totals
    left join {{ ref('roadmap') }} as roadmap
        on totals.standard_id = roadmap.standard_id
        and totals.county_code = roadmap.county_code
    where totals.school_type_code is null and totals.target_year is null
    group by totals.standard_id, totals.county_code, totals.stated_as, totals.schools
),

by_year as (
    select
        totals.standard_id,
        totals.county_code,
        'FEWER_THAN_STATED' as fault,
        totals.stated_as as subject,
        cast(totals.schools as double) as stated,
        cast(count(roadmap.school_name_as_published) as double) as found
    from {{ ref('roadmap_totals') }} as totals
    left join {{ ref('roadmap') }} as roadmap
        on totals.standard_id = roadmap.standard_id
        and totals.county_code = roadmap.county_code
        and totals.target_year = roadmap.target_year
    where totals.target_year is not null
    group by totals.standard_id, totals.county_code, totals.stated_as, totals.schools
),

unmatched as (
    select
        listed.standard_id,
        listed.county_code,
        'NAME_WITHOUT_CODE' as fault,
        listed.school_name_as_published as subject,
        cast(1 as double) as stated,
        cast(0 as double) as found
    from listed
    left join {{ ref('school_name_crosswalk') }} as crosswalk
        on listed.county_code = crosswalk.county_code
        and listed.school_name_as_published = crosswalk.school_name_as_published
    where crosswalk.school_code is null
),

faults as (
    select standard_id, county_code, fault, subject, stated, found from doubled
    union all
    select standard_id, county_code, fault, subject, stated, found from totals where found <> stated
    union all
    select standard_id, county_code, fault, subject, stated, found from by_year where found <> stated
    union all
    select standard_id, county_code, fault, subject, stated, found from unmatched
)

select
    applies.school_year,
    faults.standard_id,
    faults.county_code,
    faults.fault,
    faults.subject,
    faults.stated,
    faults.found
from faults
inner join {{ ref('county_standard') }} as applies
    on faults.standard_id = applies.standard_id
    and faults.county_code = applies.county_code
