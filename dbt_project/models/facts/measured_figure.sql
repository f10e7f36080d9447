-- The chief figures of every section and school that are compared with other years' and with each other: students,
-- teachers, premises, funds, with the cell each stands in.
{{ config(materialized='table', tags=['landing_check']) }}
select
    school_year, county_code, school_code, 'enrolment' as relation, stage, 'students' as measure,
    cast(students as decimal(20, 6)) as amount, src_sha256, src_sheet, src_row, src_field
from {{ ref('section_students') }}
union all
select
    school_year, county_code, school_code, 'teachers' as relation, stage, 'teachers' as measure,
    cast(teachers as decimal(20, 6)) as amount, src_sha256, src_sheet, src_row, src_field
from {{ ref('section_teachers') }}
union all
select
    school_year, county_code, school_code, 'premises' as relation, 'all' as stage, item as measure,
    quantity as amount, src_sha256, src_sheet, src_row, src_field
from {{ ref('premises') }}
union all
select
    school_year, county_code, school_code, 'school_finance' as relation, 'all' as stage, src_field as measure,
    value as amount, src_sha256, src_sheet, src_row, src_field
from {{ ref('fact') }}
where relation = 'school_finance' and school_code is not null and not is_misfiled
