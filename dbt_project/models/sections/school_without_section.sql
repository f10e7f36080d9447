-- Schools without any section of their own, under each rule set that judges sections, and why:
-- campuses merged into a parent, special schools, figures of a school that is not listed.
-- scope: out, or unknown where it cannot be said whether there is a section to judge.
with judging as (
    select distinct school_year, standard_id from {{ ref('section_dimension') }}
),

others as (
    select
        directory.school_year,
        applies.standard_id,
        directory.county_code,
        directory.school_code,
        case
            when directory.is_merged then 'MERGED_INTO_PARENT'
            when directory.school_type_code is null then 'SCHOOL_TYPE_UNKNOWN'
            when directory.is_parent_missing then 'PARENT_NOT_IN_DIRECTORY'
            else 'SCHOOL_TYPE_OUT_OF_SCOPE'
        end as reason_code
    from {{ ref('school_judged_with') }} as directory
    inner join {{ ref('county_standard') }} as applies
        on directory.school_year = applies.school_year
        and directory.county_code = applies.county_code
    inner join judging
        on applies.school_year = judging.school_year
        and applies.standard_id = judging.standard_id
    left join {{ ref('section') }} as own_sections
        on directory.school_year = own_sections.school_year
        and directory.county_code = own_sections.county_code
        and directory.school_code = own_sections.school_code
    where own_sections.school_code is null
),

-- figures of a school that is neither listed nor on a stage's sheet
unlisted as (
    select distinct premises.school_year, applies.standard_id, premises.county_code, premises.school_code
    from {{ ref('premises') }} as premises
    inner join {{ ref('county_standard') }} as applies
        on premises.school_year = applies.school_year
        and premises.county_code = applies.county_code
    inner join judging
        on applies.school_year = judging.school_year
        and applies.standard_id = judging.standard_id
    left join {{ ref('school_judged_with') }} as directory
        on premises.school_year = directory.school_year
        and premises.county_code = directory.county_code
        and premises.school_code = directory.school_code
    left join {{ ref('section') }} as own_sections
        on premises.school_year = own_sections.school_year
        and premises.county_code = own_sections.county_code
        and premises.school_code = own_sections.school_code
    where directory.school_code is null and own_sections.school_code is null
)

select
    school_year,
    standard_id,
    county_code,
    school_code,
    case when reason_code in ('SCHOOL_TYPE_UNKNOWN', 'PARENT_NOT_IN_DIRECTORY') then 'unknown' else 'out' end as scope,
    reason_code
from others
union all
select school_year, standard_id, county_code, school_code, 'unknown' as scope, 'NOT_IN_DIRECTORY' as reason_code
from unlisted
