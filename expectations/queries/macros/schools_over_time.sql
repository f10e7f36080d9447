-- Schools of last year's directory beside this year's, and schools that are new, with what was recorded about them.
-- Only counties that filed a directory in both years are compared; a county the registry recoded is the same county.
with listed as (
    select * from (
        select *,
            row_number() over (
                partition by school_year, school_code
                order by coalesce(county_code_filed, county_code) = county_code desc, src_shape = 'export' desc,
                    county_code, src_sha256, src_sheet, src_row
            ) as place
        from schools
        where school_code is not null
    ) as ranked
    where place = 1
),
counties as (select distinct school_year, county_code from schools),
recorded as (
    -- A change counts in the year it is filed for and in the year after, as in the models.
    select compared.school_year, filed.school_code, string_agg(distinct filed.change, ' ' order by filed.change) as changes
    from changes as filed
    inner join (select distinct school_year from counties) as compared
        on filed.school_year in (compared.school_year, compared.school_year - 1)
    where filed.school_code is not null
    group by compared.school_year, filed.school_code
),
succeeded as (select distinct compared_year, from_code from successions()),
succeeding as (select distinct compared_year, to_code from successions()),
earlier as (
    select earlier.* exclude (county_code), earlier.county_code as county_before,
        coalesce(recoded.successor_code, earlier.county_code) as county_code,
        earlier.school_year + 1 as compared_year
    from listed as earlier
    left join recodings() as recoded
        on recoded.county_code = earlier.county_code and recoded.from_year = earlier.school_year + 1
    inner join counties
        on counties.school_year = earlier.school_year + 1
        and counties.county_code = coalesce(recoded.successor_code, earlier.county_code)
),
later as (
    select later.*
    from listed as later
    where exists (
        select 1 from counties
        left join recodings() as recoded
            on recoded.county_code = counties.county_code and recoded.from_year = counties.school_year + 1
        where counties.school_year = later.school_year - 1
            and coalesce(recoded.successor_code, counties.county_code) = later.county_code
    )
)
select
    earlier.compared_year as school_year, earlier.county_code, earlier.school_code, 'schools' as relation,
    coalesce(later.school_name, earlier.school_name) as school_name, earlier.school_name as name_before,
    case when later.school_code is null then earlier.school_year else later.school_year end as src_school_year,
    case when later.school_code is null then earlier.county_before else later.county_code end as src_county_code,
    case when later.school_code is null then earlier.src_sha256 else later.src_sha256 end as src_sha256,
    case when later.school_code is null then earlier.src_sheet else later.src_sheet end as src_sheet,
    case when later.school_code is null then earlier.src_row else later.src_row end as src_row,
    case
        when later.school_code is not null then 'present'
        when recorded.changes like '%close%' or recorded.changes like '%merge%' then 'recorded'
        when succeeded.from_code is not null then 'recorded'
        else 'gone'
    end as presence,
    cast(null as varchar) as novelty,
    earlier.school_type_code as type_before,
    case when recorded.changes like '%change_type%' then earlier.school_type_code else later.school_type_code end
        as type_now,
    case
        when later.school_code is null or later.school_name = earlier.school_name then 'same'
        when recorded.changes like '%rename%' then 'recorded'
        else 'renamed'
    end as name_change,
    earlier.county_code as county_expected,
    later.county_code as county_now,
    earlier.built_year
from earlier
left join listed as later
    on later.school_year = earlier.compared_year and later.school_code = earlier.school_code
left join recorded
    on recorded.school_year = earlier.compared_year and recorded.school_code = earlier.school_code
left join succeeded
    on succeeded.compared_year = earlier.compared_year and succeeded.from_code = earlier.school_code
union all
select later.school_year, later.county_code, later.school_code, 'schools', later.school_name, null,
    later.school_year, later.county_code, later.src_sha256, later.src_sheet, later.src_row,
    null,
    case when recorded.changes is not null or succeeding.to_code is not null then 'recorded' else 'new' end,
    null, later.school_type_code, null, null, null, later.built_year
from later
left join listed as earlier
    on earlier.school_year = later.school_year - 1 and earlier.school_code = later.school_code
left join recorded on recorded.school_year = later.school_year and recorded.school_code = later.school_code
left join succeeding on succeeding.compared_year = later.school_year and succeeding.to_code = later.school_code
where earlier.school_code is null
