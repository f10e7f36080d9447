-- The stages each school has, before merging, and whether their students are known.
-- A stage counts when students were filed for it, or when the school's type says it must be filed:
-- then its students are unknown. Exception: a school of several stages that files some of them
-- lacks the others, provided that stage was filed for at all (a campus with one section only).
{{ config(materialized='table') }}
with filed as (
    select school_year, county_code, school_code, stage, students, src_shape
    from {{ ref('section_students') }}
    where stage in ('primary', 'junior', 'senior')
),

stages_filed_by_county as (
    select school_year, county_code, stage
    from filed
    where src_shape = 'export'
    union
    -- a sheet that came in without a school on it was filed all the same
    select school_year, county_code, form as stage
    from {{ ref('sheet_filed') }}
    where relation = 'enrolment' and form in ('primary', 'junior', 'senior')
),

expected as (
    select
        directory.school_year,
        directory.county_code,
        directory.school_code,
        stages.stage
    from {{ ref('school_judged_with') }} as directory
    inner join {{ ref('school_type_stages') }} as stages
        on directory.school_type_code = stages.school_type_code
),

schools_filing as (
    select
        filed.school_year,
        filed.county_code,
        filed.school_code,
        max(case when filed.src_shape = 'return' then 1 else 0 end) = 1 as files_return
    from filed
    inner join expected
        on filed.school_year = expected.school_year
        and filed.county_code = expected.county_code
        and filed.school_code = expected.school_code
        and filed.stage = expected.stage
    group by filed.school_year, filed.county_code, filed.school_code
),

unfiled as (
    select
        expected.school_year,
        expected.county_code,
        expected.school_code,
        expected.stage
    from expected
    left join filed
        on expected.school_year = filed.school_year
        and expected.county_code = filed.county_code
        and expected.school_code = filed.school_code
        and expected.stage = filed.stage
    left join schools_filing
        on expected.school_year = schools_filing.school_year
        and expected.county_code = schools_filing.county_code
        and expected.school_code = schools_filing.school_code
    left join stages_filed_by_county as sheets
        on expected.school_year = sheets.school_year
        and expected.county_code = sheets.county_code
        and expected.stage = sheets.stage
    where
        filed.school_code is null
        -- the exception: the school filed another stage, and this one could have been filed
        and not (
            schools_filing.school_code is not null
            and (sheets.stage is not null or schools_filing.files_return)
        )
)

select
    school_year,
    county_code,
    school_code,
    stage,
    students,
    true as is_filed
from filed
union all
select
    school_year,
    county_code,
    school_code,
    stage,
    cast(null as bigint) as students,
    false as is_filed
from unfiled
