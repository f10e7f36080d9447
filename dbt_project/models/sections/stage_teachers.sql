-- Full-time teachers per school and stage, before merging: the counts the indicators need.
-- Which qualifications lie above the required one is registry data (seed qualifications).
{% set columns = fromjson(section_columns('teachers')) %}
{% do columns.pop('above_required') %}
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
        {% for item, column in columns.items() -%}
        {% set attribute, value = item.split('.', 1) -%}
        max(case when attribute = '{{ attribute }}' and value = '{{ value }}' then teachers end) as {{ column }}
        {%- if not loop.last %},{% endif %}
        {% endfor %}
    from teachers
    group by school_year, county_code, school_code, stage
)

select
    others.school_year,
    others.county_code,
    others.school_code,
    others.stage,
    {% for column in columns.values() -%}
    others.{{ column }},
    {% endfor -%}
    qualified.teachers_above_required
from others
left join qualified
    on others.school_year = qualified.school_year
    and others.county_code = qualified.county_code
    and others.school_code = qualified.school_code
    and others.stage = qualified.stage
