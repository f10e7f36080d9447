-- Which sections each rule set judges: in, out, or unknown because something was not filed.
-- A school that was judged last year, is not listed this year and has no recorded end is still
-- expected: a gap is a row, not an absence.
with standards as (
    select distinct school_year, standard_id from {{ ref('scope_in_force') }}
),

judged_stages as (
    select distinct school_year, standard_id, stage from {{ ref('scope_in_force') }}
),

judged as (
    select
        sections.school_year,
        applies.standard_id,
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
            when ' ' || scope.excluded_sponsor_codes || ' ' like '% ' || listed.sponsor_code || ' %' then 'SPONSOR_OUT_OF_SCOPE'
            when sections.students = 0 then 'NO_STUDENTS'
            when sections.students is null then 'STUDENTS_MISSING'
            when scope.students_min <= sections.compulsory_students_known then null
            when sections.compulsory_students is null then 'STUDENTS_MISSING'
            else 'BELOW_MIN_STUDENTS'
        end as reason_code,
        -- of a school that is judged whatever its size only the figures are missing, not its place
        coalesce(scope.students_min <= sections.compulsory_students_known, false) as is_large_enough
    from {{ ref('section') }} as sections
    inner join {{ ref('county_standard') }} as applies
        on sections.school_year = applies.school_year
        and sections.county_code = applies.county_code
    inner join standards
        on applies.school_year = standards.school_year
        and applies.standard_id = standards.standard_id
    left join {{ ref('school_types') }} as types
        on sections.school_type_code = types.school_type_code
    left join {{ ref('school') }} as listed
        on sections.school_year = listed.school_year
        and sections.county_code = listed.county_code
        and sections.school_code = listed.school_code
    left join judged_stages
        on applies.school_year = judged_stages.school_year
        and applies.standard_id = judged_stages.standard_id
        and sections.stage = judged_stages.stage
    left join {{ ref('scope_in_force') }} as scope
        on applies.school_year = scope.school_year
        and applies.standard_id = scope.standard_id
        and sections.school_type_code = scope.school_type_code
        and sections.stage = scope.stage
),

this_year as (
    select school_year, school_code from {{ ref('school') }}
    union
    select school_year, school_code from {{ ref('section') }}
),

gone as (
    select
        landed_years.school_year,
        judged.standard_id,
        coalesce(recoded.later_code, judged.county_code) as county_code,
        judged.school_code,
        judged.stage
    from judged
    inner join {{ ref('landed_year') }} as landed_years
        on judged.school_year + 1 = landed_years.school_year
    left join {{ ref('recoding') }} as recoded
        on judged.county_code = recoded.county_code
        and landed_years.school_year = recoded.from_year
    left join this_year
        on judged.school_code = this_year.school_code
        and landed_years.school_year = this_year.school_year
    left join {{ ref('ended_school') }} as ended
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
            'STAGE_OUT_OF_SCOPE', 'SCHOOL_TYPE_OUT_OF_SCOPE', 'SPONSOR_OUT_OF_SCOPE', 'NO_STUDENTS',
            'BELOW_MIN_STUDENTS'
        ) then 'out'
        else 'unknown'
    end as scope,
    reason_code,
    reason_code is null or (reason_code = 'STUDENTS_MISSING' and is_large_enough) as is_judged_for_sure
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
    'SCHOOL_NOT_FILED' as reason_code,
    false as is_judged_for_sure
from gone
