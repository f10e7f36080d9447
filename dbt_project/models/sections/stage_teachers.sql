-- Full-time teachers per school and stage, before merging: the counts the indicators need.
-- Which qualifications lie above the required one is registry data (seed qualifications).
with teachers as (
    select school_year, county_code, school_code, stage, attribute, value, teachers
    from {{ ref('teachers') }}
    where stage in ('primary', 'junior')
),

required as (
    select
        stage,
        qualification,
        valid_from_year,
        valid_to_year,
        count(*) over (partition by stage, valid_from_year) as qualifications
    from {{ ref('qualifications') }}
    where is_above_required
),

qualified as (
    select
        teachers.school_year,
        teachers.county_code,
        teachers.school_code,
        teachers.stage,
        case
            when count(teachers.teachers) = max(required.qualifications)
                then cast(sum(teachers.teachers) as bigint)
        end as teachers_above_required
    from teachers
    inner join required
        on teachers.attribute = 'qualification'
        and teachers.stage = required.stage
        and teachers.value = required.qualification
        and {{ in_force('teachers.school_year', 'required.valid_from_year', 'required.valid_to_year') }}
    group by teachers.school_year, teachers.county_code, teachers.school_code, teachers.stage
),

others as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        max(case when attribute = 'all' then teachers end) as teachers,
        max(case when attribute = 'backbone' and value = 'county_or_above' then teachers end) as backbone_teachers,
        max(case when attribute = 'subject' and value = 'pe' then teachers end) as pe_teachers,
        max(case when attribute = 'subject' and value = 'arts' then teachers end) as arts_teachers,
        max(case when attribute = 'title' and value = 'intermediate_or_above' then teachers end)
            as intermediate_title_teachers,
        max(case when attribute = 'subject_shared' and value = 'pe_arts' then teachers end) as shared_pe_arts_teachers
    from teachers
    group by school_year, county_code, school_code, stage
)

select
    others.school_year,
    others.county_code,
    others.school_code,
    others.stage,
    others.teachers,
    qualified.teachers_above_required,
    others.backbone_teachers,
    others.pe_teachers,
    others.arts_teachers,
    others.intermediate_title_teachers,
    others.shared_pe_arts_teachers
from others
left join qualified
    on others.school_year = qualified.school_year
    and others.county_code = qualified.county_code
    and others.school_code = qualified.school_code
    and others.stage = qualified.stage
