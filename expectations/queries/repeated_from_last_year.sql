-- For each sheet of students (returns of a county together): in how many sections do the students equal last year's?
-- Limits: rule_limits.
with compared as (
    select this_year.school_year, this_year.county_code, this_year.src_sha256, this_year.src_sheet,
        this_year.src_row, this_year.src_field, this_year.school_code, this_year.stage,
        this_year.students = last_year.students as is_same
    from section_students() as this_year
    inner join section_students() as last_year
        on last_year.school_year = this_year.school_year - 1
        and last_year.school_code = this_year.school_code
        and last_year.stage = this_year.stage
    where this_year.students > 0 and last_year.students is not null
),
sheets as (
    select school_year, county_code, src_sha256, src_sheet, 'enrolment' as relation,
        min(src_row) as src_row, min(src_field) as src_field,
        count(*) as sections, count(case when is_same then 1 end) as sections_same
    from compared
    group by school_year, county_code, src_sha256, src_sheet
)
select *, cast(sections_same as double) / sections as share_same,
    case when sections >= (select cast(value as integer) from rule_limits where limit_id = 'resent_minimum')
        then greatest(
            cast(sections_same as double) / sections
            - (select cast(value as double) from rule_limits where limit_id = 'resent_share'), 0
        )
    end as excess
from sheets
