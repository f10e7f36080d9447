-- The grade of each county requirement, for rule sets that grade item by item (item_grades): the best one of those that
-- pass whose bound it reaches where it is met, the first of the others where it is not. Undecided items have no row.
with named as (
    select distinct school_year, standard_id, indicator_id
    from {{ ref('item_grade_in_force') }}
    where indicator_id <> 'ALL'
),

decided as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        results.indicator_id,
        results.value,
        results.operator,
        results.status,
        -- an indicator with rows of its own is graded by them alone
        case when named.indicator_id is null then 'ALL' else named.indicator_id end as graded_as
    from {{ ref('indicator_result') }} as results
    left join named
        on results.school_year = named.school_year
        and results.standard_id = named.standard_id
        and results.indicator_id = named.indicator_id
    where results.entity_type = 'county' and results.status in ('PASS', 'FAIL')
),

reached as (
    select
        decided.*,
        grades.grade_order,
        grades.grade_zh,
        grades.grade_en,
        row_number() over (
            partition by decided.school_year, decided.standard_id, decided.county_code, decided.indicator_id
            order by grades.grade_order
        ) as place
    from decided
    inner join {{ ref('item_grade_in_force') }} as grades
        on decided.school_year = grades.school_year
        and decided.standard_id = grades.standard_id
        and decided.graded_as = grades.indicator_id
        and grades.is_passing = (decided.status = 'PASS')
        and (grades.value_from is null or {{ meets('decided.value', 'decided.operator', 'grades.value_from') }})
)

select
    school_year,
    standard_id,
    county_code,
    indicator_id,
    value,
    status,
    grade_zh as grade,
    grade_en,
    cast(grade_order as integer) as grade_order
from reached
where place = 1
