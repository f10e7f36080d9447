-- Each listed school and the school it is judged with.
-- A campus not counted as a school (不计校数) is judged as part of its parent; one whose parent
-- is not listed (or is itself no counted school) cannot be placed, and says so.
{{ config(materialized='table') }}
with schools as (
    select * from {{ ref('school') }}
)

select
    schools.school_year,
    schools.county_code,
    schools.school_code,
    schools.school_type_code,
    case when parents.school_code is not null then parents.school_code else schools.school_code end
        as judged_school_code,
    case when parents.school_code is not null then parents.school_type_code else schools.school_type_code end
        as judged_school_type_code,
    parents.school_code is not null as is_merged,
    not schools.is_counted and parents.school_code is null as is_parent_missing
from schools
left join schools as parents
    on not schools.is_counted
    and schools.school_year = parents.school_year
    and schools.county_code = parents.county_code
    and schools.parent_school_code = parents.school_code
    and parents.is_counted
    and parents.school_code <> schools.school_code
