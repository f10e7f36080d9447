-- The sample of the survey of social approval beside what the rule asks for, a row per county with valid questionnaires.
-- Residents are those filed; where they are not, there are at least as many as students, and what is asked for of them
-- is asked for in any case. Of parents, only where they are filed.
with items as (
    select
        school_year,
        county_code,
        cast(max(case when item_code = 'S1.valid' then value end) as double) as valid,
        cast(max(case when item_code = 'S1.valid_parents' then value end) as double) as valid_parents,
        cast(max(case when item_code = 'C.population' then value end) as double) as population
    from {{ ref('county_facts') }}
    group by school_year, county_code
),

students as (
    select school_year, county_code, cast(sum(students) as double) as students
    from {{ ref('section_students') }}
    group by school_year, county_code
),

rules as (
    select
        items.school_year,
        items.county_code,
        max(case when rules.rule_id = 'sample_permille' then rules.value end) as sample_permille,
        max(case when rules.rule_id = 'parents_percent' then rules.value end) as parents_percent
    from items
    inner join {{ ref('survey_rules') }} as rules
        on {{ in_force('items.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
    group by items.school_year, items.county_code
),

asked as (
    select
        items.*,
        students.students,
        coalesce(items.population, students.students) as residents_at_least,
        coalesce(items.population, students.students) * rules.sample_permille / 1000 as valid_asked,
        items.valid * rules.parents_percent / 100 as parents_asked
    from items
    inner join rules
        on items.school_year = rules.school_year
        and items.county_code = rules.county_code
    left join students
        on items.school_year = students.school_year
        and items.county_code = students.county_code
    where items.valid is not null
)

select
    school_year,
    county_code,
    valid,
    valid_parents,
    population,
    students,
    residents_at_least,
    valid_asked,
    parents_asked,
    coalesce(not {{ meets('valid', "'>='", 'valid_asked') }}, false) as is_too_small,
    coalesce(not {{ meets('valid_parents', "'>='", 'parents_asked') }}, false) as has_too_few_parents
from asked
