-- Directory rows that name their county without its code, where the name is another county's, and the figures of
-- those schools. One row per sheet row.
with filed as (
    select distinct school_year, county_code, county_name_filed
    from {{ ref('filed_schools') }}
    where county_code_filed is null and county_name_filed is not null
),

-- «甘肃省张掖市甘州区» is 甘州区. The ends of what is filed are looked up, not every name of the country in it.
ends as (
    select
        filed.school_year, filed.county_code, filed.county_name_filed, lengths.letters,
        right(filed.county_name_filed, lengths.letters) as county_name
    from filed
    inner join (select distinct length(county_name) as letters from {{ ref('counties') }}) as lengths
        on length(filed.county_name_filed) >= lengths.letters
),

named as (
    select
        ends.school_year, ends.county_code, ends.county_name_filed, ends.letters,
        registered.county_code as named_code,
        case
            when ends.county_name_filed like '%' || registered.city_name || ends.county_name then 2
            when ends.county_name_filed like '%' || registered.province_name || ends.county_name then 1
            when ends.letters > 2 or ends.county_name = ends.county_name_filed then 0
        end as told
    from ends
    inner join {{ ref('counties') }} as registered
        on ends.county_name = registered.county_name
        and {{ in_force('ends.school_year', 'registered.valid_from_year', 'registered.valid_to_year') }}
),

-- The longest name is meant (names of two letters end others too), and of counties of one name that of the city or
-- province before it.
meant as (
    select school_year, county_code, county_name_filed, named_code
    from (
        select
            school_year, county_code, county_name_filed, named_code,
            rank() over (
                partition by school_year, county_code, county_name_filed
                order by letters desc, told desc
            ) as place
        from named
        where told is not null
    ) as ranked
    where place = 1
),

-- Some counties of different cities share a name: only a name that is never the folder's own is another's.
others as (
    select school_year, county_code, county_name_filed, string_agg(named_code, ' / ' order by named_code) as other_county_code
    from meant
    group by school_year, county_code, county_name_filed
    having max(case when named_code = county_code then 1 else 0 end) = 0
),

astray as (
    select
        schools.school_year, schools.county_code, schools.school_code, schools.county_name_filed,
        schools.src_sha256, schools.src_sheet, schools.src_row, others.other_county_code
    from {{ ref('filed_schools') }} as schools
    inner join others
        on {{ same('schools', 'others', ['school_year', 'county_code', 'county_name_filed']) }}
    where schools.county_code_filed is null
),

figures as (
    select school_year, county_code, school_code, relation, src_sha256, src_sheet, src_row from {{ ref('fact') }}
    union
    select school_year, county_code, school_code, 'rooms' as relation, src_sha256, src_sheet, src_row
    from {{ ref('filed_rooms') }}
)

select
    school_year, county_code, school_code, 'schools' as relation, county_name_filed, other_county_code,
    src_sha256, src_sheet, src_row
from astray
union all
select
    figures.school_year, figures.county_code, figures.school_code, figures.relation,
    astray.county_name_filed, astray.other_county_code, figures.src_sha256, figures.src_sheet, figures.src_row
from figures
inner join astray
    on {{ same('figures', 'astray', ['school_year', 'county_code', 'school_code']) }}
