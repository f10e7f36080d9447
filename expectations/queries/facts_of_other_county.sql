-- Rows about a school that the county does not list, while the directory of another county does: a file in the
-- wrong county's folder. One row per sheet row. A school whose own listing names another county is not listed here.
with listings as (
    select distinct school_year, school_code, county_code,
        coalesce(county_code_filed, county_code) as belongs_to
    from schools
    where school_code is not null
),
owners as (
    select school_year, school_code, min(belongs_to) as other_county_code
    from listings
    group by school_year, school_code
),
filed as (
    select school_year, county_code, school_code, 'enrolment' as relation, src_sha256, src_sheet, src_row, src_field from enrolment
    union all
    select school_year, county_code, school_code, 'class_sizes', src_sha256, src_sheet, src_row, src_field from class_sizes
    union all
    select school_year, county_code, school_code, 'teachers', src_sha256, src_sheet, src_row, src_field from teachers
    union all
    select school_year, county_code, school_code, 'premises', src_sha256, src_sheet, src_row, src_field from premises
    union all
    select school_year, county_code, school_code, 'school_finance', src_sha256, src_sheet, src_row, 'school_code' from school_finance
    union all
    select school_year, county_code, school_code, 'rooms', src_sha256, src_sheet, src_row, 'school_code' from rooms
),
astray as (
    select filed.school_year, filed.county_code, filed.school_code, filed.relation,
        filed.src_sha256, filed.src_sheet, filed.src_row, min(filed.src_field) as src_field
    from filed
    inner join owners on owners.school_year = filed.school_year and owners.school_code = filed.school_code
    left join listings as own
        on own.school_year = filed.school_year and own.school_code = filed.school_code
        and own.county_code = filed.county_code and own.belongs_to = filed.county_code
    where own.school_code is null
    group by filed.school_year, filed.county_code, filed.school_code, filed.relation,
        filed.src_sha256, filed.src_sheet, filed.src_row
)
select astray.*, owners.other_county_code
from astray
inner join owners on owners.school_year = astray.school_year and owners.school_code = astray.school_code
