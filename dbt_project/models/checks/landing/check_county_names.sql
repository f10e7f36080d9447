-- Directory rows that name their county without its code, where the name is another county's of the roster,
-- and the figures of those schools. One row per sheet row.
with named as (
    select
        schools.school_year, schools.county_code, schools.school_code, schools.county_name_filed,
        schools.src_sha256, schools.src_sheet, schools.src_row, roster.county_code as roster_code
    from {{ ref('filed_schools') }} as schools
    -- «甘肃省张掖市甘州区» is 甘州区
    inner join {{ ref('counties') }} as roster
        on schools.county_name_filed like '%' || roster.county_name
        and {{ in_force('schools.school_year', 'roster.valid_from_year', 'roster.valid_to_year') }}
    where schools.county_code_filed is null
),

-- Some counties of different cities share a name: only a name that is never the folder's own is another's.
astray as (
    select
        school_year, county_code, school_code, county_name_filed, src_sha256, src_sheet, src_row,
        min(roster_code) as other_county_code
    from named
    group by school_year, county_code, school_code, county_name_filed, src_sha256, src_sheet, src_row
    having max(case when roster_code = county_code then 1 else 0 end) = 0
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
