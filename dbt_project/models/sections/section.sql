-- One row per judged section (学段 of a school, campuses merged in) with every input the section
-- indicators need, and the section's share of what its school's stages use together.
{% set of_teachers = fromjson(section_columns('teachers')) %}
{% set rules = fromjson(transition_items()) %}
{#- When what a transition rule lets count besides counts for a section. -#}
{% set applies = {
    'T1': 'schools.compulsory_students between transition.t1_students_min and transition.t1_students_max and '
        ~ is_of_class('listed.urban_rural_code', 'transition.t1_urban_rural_class'),
    'T2': 'listed.urban_rural_code = cast(cast(transition.t2_urban_rural_code as integer) as varchar)',
} %}
with members as (
    {{ section_members() }}
),

pieces as (
    select
        members.school_year,
        members.county_code,
        members.school_code,
        members.school_type_code,
        members.stage,
        members.students,
        members.is_listed,
        members.is_parent_missing,
        {% for column in of_teachers.values() -%}
        teachers.{{ column }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from members
    left join {{ ref('stage_teachers') }} as teachers
        on members.school_year = teachers.school_year
        and members.county_code = teachers.county_code
        and members.member_code = teachers.school_code
        and members.stage = teachers.stage
),

sections as (
    select
        school_year,
        county_code,
        school_code,
        stage,
        max(school_type_code) as school_type_code,
        bool_and(is_listed) as is_listed,
        bool_or(is_parent_missing) as is_parent_missing,
        {{ strict_sum('students', 'bigint') }} as students,
        cast(coalesce(sum(students), 0) as bigint) as students_known,
        {% for item, column in of_teachers.items() -%}
        {% if 'teachers.' ~ item in rules -%}
        cast(sum({{ column }}) as bigint) as {{ column }}
        {%- else -%}
        {{ strict_sum(column, 'bigint') }} as {{ column }}
        {%- endif %}{% if not loop.last %},{% endif %}
        {% endfor %}
    from pieces
    group by school_year, county_code, school_code, stage
),

schools as (
    select
        sections.school_year,
        sections.county_code,
        sections.school_code,
        count(*) as stages,
        {{ strict_sum('sections.students * cast(weights.weight as decimal(9, 4))', 'decimal(38, 4)') }}
            as weighted_students,
        {{ strict_sum("case when sections.stage in ('primary', 'junior') then sections.students else 0 end", 'bigint') }}
            as compulsory_students,
        cast(sum(case when sections.stage in ('primary', 'junior') then sections.students_known else 0 end) as bigint)
            as compulsory_students_known
    from sections
    inner join {{ ref('split_weights') }} as weights
        on sections.stage = weights.stage
        and {{ in_force('sections.school_year', 'weights.valid_from_year', 'weights.valid_to_year') }}
    group by sections.school_year, sections.county_code, sections.school_code
)

select
    sections.school_year,
    sections.county_code,
    sections.school_code,
    sections.stage,
    sections.school_type_code,
    sections.is_listed,
    sections.is_parent_missing,
    sections.students,
    schools.compulsory_students,
    schools.compulsory_students_known,
    case
        when schools.stages = 1 then cast(1 as double)
        when schools.weighted_students > 0
            then cast(sections.students * cast(weights.weight as decimal(9, 4)) as double)
                / cast(schools.weighted_students as double)
    end as share,
    {% for item, column in fromjson(section_items()).items() -%}
    {% set filed = 'sections.' ~ column if item.startswith('teachers.') else 'cast(premises.' ~ column ~ ' as decimal(38, 6))' -%}
    {% if item in rules -%}
    case when {{ applies[rules[item]] }} then {{ filed }} end as {{ column }}
    {%- else -%}
    {{ filed }} as {{ column }}
    {%- endif %}{% if not loop.last %},{% endif %}
    {% endfor %}
from sections
inner join schools
    on sections.school_year = schools.school_year
    and sections.county_code = schools.county_code
    and sections.school_code = schools.school_code
inner join {{ ref('split_weights') }} as weights
    on sections.stage = weights.stage
    and {{ in_force('sections.school_year', 'weights.valid_from_year', 'weights.valid_to_year') }}
left join {{ ref('judged_premises') }} as premises
    on sections.school_year = premises.school_year
    and sections.county_code = premises.county_code
    and sections.school_code = premises.school_code
left join {{ ref('transition_in_force') }} as transition
    on sections.school_year = transition.school_year
left join {{ ref('school') }} as listed
    on sections.school_year = listed.school_year
    and sections.county_code = listed.county_code
    and sections.school_code = listed.school_code
