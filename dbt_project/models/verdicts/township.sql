-- Townships that the directory names or that file figures: schools, students, and cases of the drop-out ledger.
with directory as (
    select school_year, county_code, township, count(*) as schools
    from {{ ref('school') }}
    where township is not null and is_counted
    group by school_year, county_code, township
),

students as (
    select
        schools.school_year,
        schools.county_code,
        schools.township,
        sum(case when students.stage = 'primary' then students.students end) as primary_students,
        sum(case when students.stage = 'junior' then students.students end) as junior_students
    from {{ ref('school') }} as schools
    inner join {{ ref('section_students') }} as students
        on {{ same('schools', 'students', ['school_year', 'county_code', 'school_code']) }}
    where schools.township is not null
    group by schools.school_year, schools.county_code, schools.township
),

cases as (
    select
        school_year,
        county_code,
        township,
        count(*) as cases,
        count(case when state = 'confirmed' then 1 end) as cases_confirmed,
        count(case when standing = 'returned' then 1 end) as cases_returned,
        count(case when standing = 'open' then 1 end) as cases_open
    from {{ ref('dropout_case') }}
    where township is not null
    group by school_year, county_code, township
),

ledgers as (
    select distinct school_year, county_code from {{ ref('dropout_case') }}
),

named as (
    select school_year, county_code, township from directory
    union
    select school_year, county_code, township from {{ ref('filed_townships') }} where township is not null
)

select
    named.school_year,
    named.county_code,
    named.township,
    cast(coalesce(directory.schools, 0) as integer) as schools,
    cast(students.primary_students as integer) as primary_students,
    cast(students.junior_students as integer) as junior_students,
    -- without a ledger nobody knows; with one, no case is none
    cast(case when ledgers.county_code is not null then coalesce(cases.cases, 0) end as integer) as cases,
    cast(case when ledgers.county_code is not null then coalesce(cases.cases_confirmed, 0) end as integer)
        as cases_confirmed,
    cast(case when ledgers.county_code is not null then coalesce(cases.cases_returned, 0) end as integer)
        as cases_returned,
    cast(case when ledgers.county_code is not null then coalesce(cases.cases_open, 0) end as integer) as cases_open
from named
left join directory
    on {{ same('named', 'directory', ['school_year', 'county_code', 'township']) }}
left join students
    on {{ same('named', 'students', ['school_year', 'county_code', 'township']) }}
left join cases
    on {{ same('named', 'cases', ['school_year', 'county_code', 'township']) }}
left join ledgers
    on {{ same('named', 'ledgers', ['school_year', 'county_code']) }}
