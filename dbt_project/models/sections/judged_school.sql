-- One row per judged school (campuses merged in) with what the school-grain requirements need.
with members as (
    select
        directory.school_year,
        directory.county_code,
        directory.school_code,
        directory.judged_school_code,
        directory.is_merged,
        directory.is_parent_missing
    from {{ ref('school_judged_with') }} as directory
),

students as (
    select
        school_year,
        county_code,
        school_code,
        max(case when stage = 'primary' then students end) as primary_students,
        max(case when stage = 'junior' then students end) as junior_students,
        max(case when stage = 'senior' then students end) as senior_students,
        max(case when stage = 'primary' then 1 else 0 end) = 1 as has_primary,
        max(case when stage = 'junior' then 1 else 0 end) = 1 as has_junior,
        max(case when stage = 'senior' then 1 else 0 end) = 1 as has_senior,
        max(compulsory_students) as compulsory_students,
        max(compulsory_students_known) as compulsory_students_known
    from {{ ref('section') }}
    group by school_year, county_code, school_code
),

special as (
    select
        members.school_year,
        members.county_code,
        members.judged_school_code as school_code,
        {{ strict_sum('students.students', 'bigint') }} as special_students
    from {{ ref('section_students') }} as students
    inner join members
        on students.school_year = members.school_year
        and students.county_code = members.county_code
        and students.school_code = members.school_code
    where students.stage = 'special'
    group by members.school_year, members.county_code, members.judged_school_code
),

migrants as (
    select
        members.school_year,
        members.county_code,
        members.judged_school_code as school_code,
        {{ strict_sum('enrolment.students', 'bigint') }} as migrant_students
    from {{ ref('enrolment') }} as enrolment
    inner join members
        on enrolment.school_year = members.school_year
        and enrolment.county_code = members.county_code
        and enrolment.school_code = members.school_code
    where
        enrolment.stage in ('primary', 'junior')
        and enrolment.grade = 'all'
        and enrolment.student_group = 'migrant'
    group by members.school_year, members.county_code, members.judged_school_code
),

finance as (
    select
        members.school_year,
        members.county_code,
        members.judged_school_code as school_code,
        min(case when members.is_merged then 1 else 0 end) = 0 as is_own_filed,
        {{ strict_sum('finance.public_funds_allocated_yuan', 'decimal(38, 6)') }} as public_funds_allocated_yuan,
        {{ strict_sum('finance.public_funds_budget_yuan', 'decimal(38, 6)') }} as public_funds_budget_yuan,
        {{ strict_sum('finance.training_budget_yuan', 'decimal(38, 6)') }} as training_budget_yuan
    from {{ ref('school_finance') }} as finance
    inner join members
        on finance.school_year = members.school_year
        and finance.county_code = members.county_code
        and finance.school_code = members.school_code
        and finance.fiscal_year = members.school_year
    group by members.school_year, members.county_code, members.judged_school_code
)

select
    schools.school_year,
    schools.county_code,
    schools.school_code,
    schools.school_type_code,
    types.is_combined_compulsory,
    coalesce(types.is_special, false) as is_special,
    schools.sponsor_code,
    schools.urban_rural_code,
    schools.built_year,
    members.is_parent_missing,
    coalesce(students.has_primary, false) as has_primary,
    coalesce(students.has_junior, false) as has_junior,
    coalesce(students.has_senior, false) as has_senior,
    students.primary_students,
    students.junior_students,
    students.senior_students,
    students.compulsory_students,
    students.compulsory_students_known,
    special.special_students,
    migrants.migrant_students,
    case when finance.is_own_filed then finance.public_funds_allocated_yuan end as public_funds_allocated_yuan,
    case when finance.is_own_filed then finance.public_funds_budget_yuan end as public_funds_budget_yuan,
    case when finance.is_own_filed then finance.training_budget_yuan end as training_budget_yuan
from {{ ref('school') }} as schools
inner join members
    on schools.school_year = members.school_year
    and schools.county_code = members.county_code
    and schools.school_code = members.school_code
    and not members.is_merged
left join {{ ref('school_types') }} as types
    on schools.school_type_code = types.school_type_code
left join students
    on schools.school_year = students.school_year
    and schools.county_code = students.county_code
    and schools.school_code = students.school_code
left join special
    on schools.school_year = special.school_year
    and schools.county_code = special.county_code
    and schools.school_code = special.school_code
left join migrants
    on schools.school_year = migrants.school_year
    and schools.county_code = migrants.county_code
    and schools.school_code = migrants.school_code
left join finance
    on schools.school_year = finance.school_year
    and schools.county_code = finance.county_code
    and schools.school_code = finance.school_code
