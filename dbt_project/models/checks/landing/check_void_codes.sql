-- Directory rows under a code that an earlier year's records ended: closed, merged into another, or of another type.
-- A change of type filed the other way round names the new code first: it ends that code only where both are listed.
with ends as (
    select
        school_year as ended_year, school_code, change, school_name as name_then, other_school_code,
        coalesce(effective_date, '') as effective_date
    from {{ ref('changes') }}
    where change in ('close', 'merge', 'change_type') and school_code <> coalesce(other_school_code, '')
),

voided as (
    select
        schools.*,
        ends.ended_year,
        ends.change,
        ends.name_then,
        row_number() over (
            partition by
                schools.school_year, schools.county_code, schools.src_sha256, schools.src_sheet, schools.src_row
            order by ends.ended_year desc, ends.change
        ) as place
    from {{ ref('filed_schools') }} as schools
    inner join ends
        on schools.school_code = ends.school_code and schools.school_year > ends.ended_year
    left join {{ ref('school') }} as successor
        on schools.school_year = successor.school_year and ends.other_school_code = successor.school_code
    where ends.effective_date <= cast(schools.school_year as varchar) || '-09-01'
        and (
            ends.change <> 'change_type' or ends.other_school_code is null
            or successor.school_code is not null
        )
)

select
    school_year,
    county_code,
    school_code,
    'schools' as relation,
    school_name,
    src_sha256,
    src_sheet,
    src_row,
    ended_year,
    change as ended_by,
    name_then,
    case when coalesce(name_then, '') <> coalesce(school_name, '') then 'another name' else 'the same name' end
        as name_under_it
from voided
where place = 1
