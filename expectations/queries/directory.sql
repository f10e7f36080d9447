-- One row per directory row, with what the registry and the other sheets say about that school.
with stages_filed as (
    select school_year, school_code, stage, students from section_students()
),
lacking as (
    select schools.school_year, schools.school_code, expected.stage
    from (select distinct school_year, school_code, school_type_code from schools) as schools
    inner join registry_school_type_stages as expected on expected.school_type_code = schools.school_type_code
    left join stages_filed
        on stages_filed.school_year = schools.school_year
        and stages_filed.school_code = schools.school_code
        and stages_filed.stage = expected.stage
    where stages_filed.stage is null
),
stages_lacking as (
    select school_year, school_code, string_agg(stage, ' ' order by stage) as stages_missing
    from lacking
    group by school_year, school_code
),
students_of as (
    select school_year, school_code, sum(students) as students, count(*) - count(students) as unknown
    from stages_filed
    group by school_year, school_code
),
space_of as (
    select school_year, school_code, sum(quantity) as area_m2
    from school_premises()
    where item in ('teaching_auxiliary_area', 'sports_ground_area')
    group by school_year, school_code
),
parents_listed as (
    select distinct school_year, county_code, school_code
    from schools
    where school_code is not null and is_counted is not false
)
select
    schools.*,
    'schools' as relation,
    -- The school-code class that the type's codes carry; attached classes share their host's code.
    types.code_class as class_of_type,
    case when types.code_class is not null then substr(schools.school_code, 1, 2) end as class_of_code,
    case
        when schools.school_type_code is null then null
        when types.school_type_code is null then 'unknown'
        else 'known'
    end as type_known,
    case
        when schools.is_counted is not false then null
        when parents.school_code is not null then 'found'
        when schools.parent_school_code is null then 'not named'
        else 'not found'
    end as parent_found,
    -- A campus 不计校数 without rows of its own adds nothing to its parent, which is no fault.
    case when schools.is_counted is not false then stages_lacking.stages_missing end as stages_missing,
    case
        when students_of.unknown = 0 and students_of.students = 0 then coalesce(cast(space_of.area_m2 as double), 0)
    end as area_without_students,
    case
        when schools.is_counted is false or taught.school_type_code is null or types.is_attached_class = 'true' then null
        when space_of.school_code is null then 'no'
        else 'yes'
    end as premises_filed,
    schools.school_year - schools.built_year as building_age
from schools
left join registry_school_types as types on types.school_type_code = schools.school_type_code
left join (
    select distinct school_type_code from registry_school_type_stages where stage in ('primary', 'junior')
) as taught on taught.school_type_code = schools.school_type_code
left join parents_listed as parents
    on parents.school_year = schools.school_year and parents.county_code = schools.county_code
    and parents.school_code = schools.parent_school_code and parents.school_code <> schools.school_code
left join stages_lacking
    on stages_lacking.school_year = schools.school_year and stages_lacking.school_code = schools.school_code
left join students_of
    on students_of.school_year = schools.school_year and students_of.school_code = schools.school_code
left join space_of on space_of.school_year = schools.school_year and space_of.school_code = schools.school_code
