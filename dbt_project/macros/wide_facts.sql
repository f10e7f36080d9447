{# Staging of wide landing relations: one row per key, quarantined values unknown. #}

{% macro wide_rows(relation, key, columns, quarantinable=[], correctable={}) %}
{#-
  A row the gate took out keeps its key and loses its quarantinable values, a cell it took out loses
  that value: they were filed, and they are unknown; one of a school that its own
  county lists is no row here. is_<column>_out says which; src_* is the row's address.
  correctable: the columns a correction may concern, and their types; what is corrected counts in place of
  what was filed.
-#}
{%- set address = ['src_sha256', 'src_sheet', 'src_row'] | reject('in', key) | list %}
with taken_out as (
    select
        school_year, county_code, src_sha256, src_sheet, src_row,
        bool_or(is_of_other_county) as is_of_other_county,
        max(case when src_field is null then 1 else 0 end) as is_row_out
        {%- for column in quarantinable %},
        max(case when coalesce(src_field, '{{ column }}') = '{{ column }}' then 1 else 0 end) as {{ column }}_out
        {%- endfor %}
    from {{ ref('quarantined') }}
    where relation = '{{ relation }}'
    group by school_year, county_code, src_sha256, src_sheet, src_row
),

{% if correctable -%}
corrected as (
    {{ corrected_rows(relation, correctable) }}
),

{% endif -%}
filed as (
    select
        landing.school_year, landing.county_code,
        {% for column in key + columns -%}
        {% if column in quarantinable -%}
        case when coalesce(taken_out.{{ column }}_out, 0) = 0
            then {{ in_force_or_filed(column, correctable) }}
        end as {{ column }},
        {% else -%}
        {{ in_force_or_filed(column, correctable) }} as {{ column }},
        {% endif -%}
        {% endfor %}
        {% for column in address -%} landing.{{ column }}, {% endfor %}
        {% for column in quarantinable -%}
        coalesce(taken_out.{{ column }}_out, 0) = 1 as is_{{ column }}_out,
        {% endfor %}
        row_number() over (
            partition by landing.school_year, landing.county_code,
                {% for column in key -%} landing.{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
            order by
                case when taken_out.is_row_out = 1 then 0 else 1 end,
                landing.src_sha256, landing.src_sheet, landing.src_row
        ) as choice
    from {{ source('landing', relation) }} as landing
    left join taken_out
        on {{ on_same_row('landing', 'taken_out') }}
    {% if correctable -%}
    left join corrected
        on {{ on_same_row('landing', 'corrected') }}
    {% endif -%}
    {% if 'school_code' in key + columns -%}
    left join {{ ref('school') }} as elsewhere
        on {{ listed_elsewhere('landing', 'taken_out') }}
    {% endif -%}
    where {% for column in key -%} landing.{{ column }} is not null{% if not loop.last %} and {% endif %}{% endfor %}
        {% if 'school_code' in key + columns -%} and elsewhere.school_code is null {%- endif %}
)

select
    school_year,
    county_code,
    {% for column in quarantinable -%} is_{{ column }}_out, {% endfor %}
    {% for column in key + columns + address -%} {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from filed
where choice = 1
{%- endmacro %}
