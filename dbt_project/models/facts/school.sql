-- The directory (学校名录): one row per school and year, corrections in force applied, quarantined rows left out.
-- Where an attached class (附设班) is listed under its host's code, the host is the school.
{%- set types = {
    'school_name': 'varchar', 'school_type_code': 'varchar', 'sponsor_code': 'varchar', 'sponsor_name': 'varchar',
    'urban_rural_code': 'varchar', 'county_name_filed': 'varchar', 'is_counted': 'boolean',
    'parent_school_code': 'varchar', 'is_boarding': 'boolean', 'built_year': 'integer'
} %}
with corrected as (
    {{ corrected_rows('schools', types) }}
),

in_force as (
    select
        landing.school_year,
        landing.county_code,
        landing.school_code,
        {% for column in types -%}
        {{ in_force_or_filed(column, types) }} as {{ column }},
        {% endfor -%}
        landing.src_shape,
        landing.src_sha256,
        landing.src_sheet,
        landing.src_row
    from {{ source('landing', 'schools') }} as landing
    left join corrected
        on {{ on_same_row('landing', 'corrected') }}
),

filed as (
    select
        schools.*,
        row_number() over (
            partition by schools.school_year, schools.school_code
            order by
                case when types.is_attached_class then 1 else 0 end,
                case schools.src_shape when 'export' then 0 when 'return' then 1 else 2 end,
                schools.src_sha256, schools.src_sheet, schools.src_row
        ) as choice
    from in_force as schools
    left join {{ ref('school_types') }} as types
        on schools.school_type_code = types.school_type_code
    left join {{ ref('quarantined') }} as quarantined
        on quarantined.relation = 'schools'
        and {{ on_same_row('schools', 'quarantined') }}
        and quarantined.src_field is null
    where schools.school_code is not null and quarantined.relation is null
)

select
    school_year,
    county_code,
    school_code,
    school_name,
    school_type_code,
    sponsor_code,
    sponsor_name,
    urban_rural_code,
    county_name_filed,
    coalesce(is_counted, true) as is_counted,
    parent_school_code,
    is_boarding,
    built_year,
    src_shape,
    src_sha256,
    src_sheet,
    src_row
from filed
where choice = 1
