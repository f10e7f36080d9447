-- The lines of the application form that stand for a school section (表Ⅱ-2): who runs the school, its students,
-- grades and classes of the stage, campuses merged in. The seven values and the verdict are in `indicator_result`
-- and `compliance_school`.
with grades as (
    select
        members.school_year,
        members.county_code,
        members.school_code,
        members.stage,
        count(distinct case when enrolment.students > 0 then enrolment.grade end) as grades,
        count(case when enrolment.grade is null or enrolment.students is null then 1 end) as unknown
    from ({{ section_members() }}) as members
    left join {{ ref('enrolment') }} as enrolment
        on members.school_year = enrolment.school_year
        and members.county_code = enrolment.county_code
        and members.member_code = enrolment.school_code
        and members.stage = enrolment.stage
        and enrolment.student_group = 'all'
        and {{ matches('enrolment.grade', '^([0-9]+|junior_4)$') }}
    group by members.school_year, members.county_code, members.school_code, members.stage
)

select
    sections.school_year,
    sections.county_code,
    sections.school_code,
    sections.stage,
    directory.school_name,
    directory.sponsor_code,
    sections.students,
    cast(case when grades.unknown = 0 then grades.grades end as bigint) as grades,
    classes.classes
from {{ ref('section') }} as sections
left join {{ ref('school') }} as directory
    on sections.school_year = directory.school_year
    and sections.county_code = directory.county_code
    and sections.school_code = directory.school_code
left join grades
    on sections.school_year = grades.school_year
    and sections.county_code = grades.county_code
    and sections.school_code = grades.school_code
    and sections.stage = grades.stage
left join {{ ref('judged_classes') }} as classes
    on sections.school_year = classes.school_year
    and sections.county_code = classes.county_code
    and sections.school_code = classes.school_code
    and sections.stage = classes.stage
where sections.stage in ('primary', 'junior')
