{# Facts of wide relations: one row per key, quarantined values unknown. #}

{% macro wide_rows(relation, key, columns, quarantinable=[]) %}
{#-
  A row the gate took out keeps its key and loses its quarantinable values, a cell it took out loses
  that value: they were filed, and they are unknown; one of a school that its own
  county lists is no row here. is_<column>_out says which; src_* is the row's address.
-#}
{%- set address = ['src_sha256', 'src_sheet', 'src_row'] | reject('in', key) | list %}
with taken_out as (
    select
        school_year, county_code, src_sha256, src_sheet, src_row,
        max(case when src_field is null then 1 else 0 end) as is_row_out
        {%- for column in quarantinable %},
        max(case when coalesce(src_field, '{{ column }}') = '{{ column }}' then 1 else 0 end) as {{ column }}_out
        {%- endfor %}
    from {{ ref('quarantined') }}
    where relation = '{{ relation }}'
    group by school_year, county_code, src_sha256, src_sheet, src_row
),

ranked as (
    select
        filed.school_year, filed.county_code,
        {% for column in key + columns -%}
        {% if column in quarantinable -%}
        case when coalesce(taken_out.{{ column }}_out, 0) = 0 then filed.{{ column }} end as {{ column }},
        {% else -%}
        filed.{{ column }},
        {% endif -%}
        {% endfor %}
        {% for column in address -%} filed.{{ column }}, {% endfor %}
        {% for column in quarantinable -%}
        coalesce(taken_out.{{ column }}_out, 0) = 1 as is_{{ column }}_out,
        {% endfor %}
        row_number() over (
            partition by filed.school_year, filed.county_code,
                {% for column in key -%} filed.{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
            order by
                case when taken_out.is_row_out = 1 then 0 else 1 end,
                filed.src_sha256, filed.src_sheet, filed.src_row
        ) as choice
    from {{ ref('filed_' ~ relation) }} as filed
    left join taken_out
        on {{ on_same_row('filed', 'taken_out') }}
    {% if 'school_code' in key + columns -%}
    left join {{ ref('school') }} as elsewhere
        on {{ listed_elsewhere('filed') }}
    {% endif -%}
    where {% for column in key -%} filed.{{ column }} is not null{% if not loop.last %} and {% endif %}{% endfor %}
        {% if 'school_code' in key + columns -%} and elsewhere.school_code is null {%- endif %}
)

select
    school_year,
    county_code,
    {% for column in quarantinable -%} is_{{ column }}_out, {% endfor %}
    {% for column in key + columns + address -%} {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from ranked
where choice = 1
{%- endmacro %}
