{# How facts let a correction in force count in place of what was filed. Landing keeps what was filed. #}

{% macro as_corrected(relation, columns, corrected, is_long=false) %}
{#-
  Every landing row of a relation. corrected: the columns a correction may concern, and their types; a correction to
  blank counts too. is_long: a row is one cell (src_field). is_misfiled (of figures of a school): the directories give
  the school to other counties than the one whose folder the row lies in.
-#}
{%- set address = ['src_sha256', 'src_sheet', 'src_row'] + (['src_field'] if is_long else []) %}
{%- set knows_owner = 'school_code' in columns and relation not in ('schools', 'changes') %}
{% if corrected -%}
with corrected as (
    select
        school_year, county_code, {{ address | join(', ') }}
        {%- for column in corrected %},
        max(case when landed_column = '{{ column }}' then 1 else 0 end) as is_{{ column }},
        max(case when landed_column = '{{ column }}' then landed_text end) as to_{{ column }}
        {%- endfor %}
    from {{ ref('correction_in_force') }}
    where relation = '{{ relation }}'
    group by school_year, county_code, {{ address | join(', ') }}
)

{% endif -%}
select
    landing.school_year,
    landing.county_code,
    {% for column in columns -%}
    {% if column in corrected -%}
    case when corrected.is_{{ column }} = 1 then cast(corrected.to_{{ column }} as {{ corrected[column] }})
        else landing.{{ column }}
    end as {{ column }},
    {% else -%}
    landing.{{ column }},
    {% endif -%}
    {% endfor -%}
    {% if knows_owner -%}
    owners.school_code is not null and owners.county_codes not like '%' || landing.county_code || '%' as is_misfiled,
    {% endif -%}
    landing.src_shape,
    {% for column in address -%} landing.{{ column }}{% if not loop.last %},
    {% endif %}{% endfor %}
from {{ source('landing', relation) }} as landing
{%- if corrected %}
left join corrected
    on {{ on_same_row('landing', 'corrected') }}
    {%- if is_long %}
    and landing.src_field = corrected.src_field
    {%- endif %}
{%- endif %}
{%- if knows_owner %}
left join {{ ref('school_owner') }} as owners
    on landing.school_year = owners.school_year
    and landing.school_code = owners.school_code
{%- endif %}
{%- endmacro %}

{% macro on_same_row(left, right) %}
{{ left }}.school_year = {{ right }}.school_year
    and {{ left }}.county_code = {{ right }}.county_code
    and {{ left }}.src_sha256 = {{ right }}.src_sha256
    and {{ left }}.src_sheet = {{ right }}.src_sheet
    and {{ left }}.src_row = {{ right }}.src_row
{%- endmacro %}
