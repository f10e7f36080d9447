-- Which sections each rule set judges: in, out, or unknown because something was not filed.
-- A school that was judged last year, is not listed this year and has no recorded end is still
-- expected: a gap is a row, not an absence.
with rule_sets as (
    select standard_id, valid_from_year, valid_to_year
    from {{ ref('rule_sets') }}
),

judged_stages as (
    select distinct standard_id, stage
    from {{ ref('scope') }}
),

judged as (
    select
        sections.school_year,
        rule_sets.standard_id,
        sections.county_code,
        sections.school_code,
        sections.stage,
        sections.students,
        case
            when judged_stages.stage is null then 'STAGE_OUT_OF_SCOPE'
            when not sections.is_listed then 'NOT_IN_DIRECTORY'
            when sections.is_parent_missing then 'PARENT_NOT_IN_DIRECTORY'
            when types.school_type_code is null then 'SCHOOL_TYPE_UNKNOWN'
            when scope.standard_id is null then 'SCHOOL_TYPE_OUT_OF_SCOPE'
            when sections.students = 0 then 'NO_STUDENTS'
            when sections.students is null then 'STUDENTS_MISSING'
            when coalesce(scope.students_min, 0) <= sections.compulsory_students_known then null
            when sections.compulsory_students is null then 'STUDENTS_MISSING'
            else 'BELOW_MIN_STUDENTS'
        end as reason_code
    from {{ ref('int_sections') }} as sections
    inner join rule_sets
        on {{ in_force('sections.school_year', 'rule_sets.valid_from_year', 'rule_sets.valid_to_year') }}
    left join {{ ref('school_types') }} as types
        on sections.school_type_code = types.school_type_code
    left join judged_stages
        on rule_sets.standard_id = judged_stages.standard_id
        and sections.stage = judged_stages.stage
    left join {{ ref('scope') }} as scope
        on rule_sets.standard_id = scope.standard_id
        and sections.school_type_code = scope.school_type_code
        and sections.stage = scope.stage
        and {{ in_force('sections.school_year', 'scope.valid_from_year', 'scope.valid_to_year') }}
),

ended as (
    select distinct school_year, school_code
    from {{ ref('stg_changes') }}
    where change in ('close', 'merge')
),

this_year as (
    select school_year, school_code from {{ ref('stg_schools') }}
    union
    select school_year, school_code from {{ ref('int_sections') }}
),

landed_years as (
    select distinct school_year from {{ ref('stg_submissions') }}
),

gone as (
    select
        landed_years.school_year,
        judged.standard_id,
        judged.county_code,
        judged.school_code,
        judged.stage
    from judged
    inner join landed_years
        on judged.school_year + 1 = landed_years.school_year
    left join this_year
        on judged.school_code = this_year.school_code
        and landed_years.school_year = this_year.school_year
    left join ended
        on judged.school_code = ended.school_code
        and ended.school_year in (judged.school_year, landed_years.school_year)
    where
        (judged.reason_code is null or judged.reason_code in ('STUDENTS_MISSING', 'SCHOOL_TYPE_UNKNOWN'))
        and this_year.school_code is null
        and ended.school_code is null
)

select
    school_year,
    standard_id,
    county_code,
    school_code,
    stage,
    students,
    case
        when reason_code is null then 'in'
        when reason_code in (
            'STAGE_OUT_OF_SCOPE', 'SCHOOL_TYPE_OUT_OF_SCOPE', 'NO_STUDENTS', 'BELOW_MIN_STUDENTS'
        ) then 'out'
        else 'unknown'
    end as scope,
    reason_code
from judged
union all
select
    school_year,
    standard_id,
    county_code,
    school_code,
    stage,
    cast(null as bigint) as students,
    'unknown' as scope,
    'SCHOOL_NOT_FILED' as reason_code
from gone
