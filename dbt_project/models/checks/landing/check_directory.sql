-- One row per directory row, with what the registry and the other sheets say about that school.
with types_listed as (
    select distinct school_year, school_code, school_type_code
    from {{ ref('filed_schools') }}
    where school_code is not null
),

lacking as (
    select types_listed.school_year, types_listed.school_code, expected.stage
    from types_listed
    inner join {{ ref('school_type_stages') }} as expected
        on types_listed.school_type_code = expected.school_type_code
    left join {{ ref('section_students') }} as filed
        on {{ same('types_listed', 'filed', ['school_year', 'school_code']) }}
        and expected.stage = filed.stage
    where filed.stage is null
),

stages_lacking as (
    select school_year, school_code, {{ text_list('stage', 'stage', ' ') }} as stages_missing
    from lacking
    group by school_year, school_code
),

students_of as (
    select school_year, school_code, sum(students) as students, count(*) - count(students) as unknown
    from {{ ref('section_students') }}
    group by school_year, school_code
),

space_of as (
    select school_year, school_code, cast(sum(quantity) as double) as area_m2
    from {{ ref('premises') }}
    where item in ('teaching_auxiliary_area', 'sports_ground_area')
    group by school_year, school_code
),

parents_listed as (
    select distinct school_year, county_code, school_code
    from {{ ref('filed_schools') }}
    where school_code is not null and coalesce(is_counted, true)
),

owing_premises as (
    select distinct school_type_code from {{ ref('school_type_stages') }} where stage in ('primary', 'junior')
)

select
    schools.school_year,
    schools.county_code,
    schools.school_code,
    'schools' as relation,
    schools.school_name,
    schools.school_type_code,
    schools.sponsor_code,
    schools.urban_rural_code,
    schools.county_code_filed,
    schools.is_counted,
    schools.parent_school_code,
    schools.built_year,
    schools.src_sha256,
    schools.src_sheet,
    schools.src_row,
    -- the school-code class that the type's codes carry; attached classes share their host's code
    types.code_class as class_of_type,
    case when types.code_class is not null then substr(schools.school_code, 1, 2) end as class_of_code,
    case
        when schools.school_type_code is null then null
        when types.school_type_code is null then 'unknown'
        else 'known'
    end as type_known,
    case
        when coalesce(schools.is_counted, true) then null
        when parents.school_code is not null then 'found'
        when schools.parent_school_code is null then 'not named'
        else 'not found'
    end as parent_found,
    -- a campus 不计校数 without rows of its own adds nothing to its parent, which is no fault
    case when coalesce(schools.is_counted, true) then stages_lacking.stages_missing end as stages_missing,
    case when students_of.unknown = 0 and students_of.students = 0 then coalesce(space_of.area_m2, 0) end
        as area_without_students,
    case
        when not coalesce(schools.is_counted, true) or owing_premises.school_type_code is null
            or types.is_attached_class then null
        when space_of.school_code is null then 'no'
        else 'yes'
    end as premises_filed,
    schools.school_year - schools.built_year as building_age
from {{ ref('filed_schools') }} as schools
left join {{ ref('school_types') }} as types
    on schools.school_type_code = types.school_type_code
left join owing_premises
    on schools.school_type_code = owing_premises.school_type_code
left join parents_listed as parents
    on {{ same('schools', 'parents', ['school_year', 'county_code']) }}
    and schools.parent_school_code = parents.school_code
    and parents.school_code <> schools.school_code
left join stages_lacking
    on {{ same('schools', 'stages_lacking', ['school_year', 'school_code']) }}
left join students_of
    on {{ same('schools', 'students_of', ['school_year', 'school_code']) }}
left join space_of
    on {{ same('schools', 'space_of', ['school_year', 'school_code']) }}
