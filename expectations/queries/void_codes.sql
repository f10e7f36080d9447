-- Directory rows under a code that an earlier year's records ended: closed, merged into another, or of another type.
-- A change of type filed the other way round names the new code first: it ends that code only where both are listed.
with ends as (
    select school_year as ended_year, school_code, change, school_name as name_then, other_school_code, effective_date
    from changes
    where change in ('close', 'merge', 'change_type') and school_code is not null
        and school_code is distinct from other_school_code
),
voided as (
    select schools.school_year, schools.school_code, schools.src_sha256, schools.src_sheet, schools.src_row,
        ends.ended_year, ends.change, ends.name_then, ends.other_school_code,
        row_number() over (
            partition by schools.school_year, schools.src_sha256, schools.src_sheet, schools.src_row
            order by ends.ended_year desc, ends.change
        ) as place
    from schools
    inner join ends on ends.school_code = schools.school_code and ends.ended_year < schools.school_year
    where coalesce(ends.effective_date, '') <= cast(schools.school_year as varchar) || '-09-01'
        and (
            ends.change <> 'change_type' or ends.other_school_code is null
            or exists (
                select 1 from schools as successor
                where successor.school_year = schools.school_year and successor.school_code = ends.other_school_code
            )
        )
)
select schools.*, 'schools' as relation, voided.ended_year, voided.change as ended_by, voided.name_then,
    case
        when voided.name_then is distinct from schools.school_name then 'another name'
        else 'the same name'
    end as name_under_it
from schools
inner join voided
    on voided.school_year = schools.school_year
    and voided.src_sha256 = schools.src_sha256
    and voided.src_sheet = schools.src_sheet
    and voided.src_row = schools.src_row
where voided.place = 1
