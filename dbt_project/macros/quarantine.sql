{# How facts leave out what the landing gate set aside. #}

{% macro counting_facts(relation, key, value, type) %}
{#-
  One row per fact of a long relation: the one that counts. A quarantined fact keeps its row with a null value: it
  was filed, and it is unknown. Where several sources say a fact, the export wins over the return; what is left
  after quarantine agrees.
-#}
with filed as (
    select
        filed.school_year, filed.county_code, filed.src_shape,
        {% for column in key + [value] -%} filed.{{ column }}, {% endfor %}
        filed.src_sha256, filed.src_sheet, filed.src_row, filed.src_field,
        quarantined.relation is not null as is_quarantined
    from {{ ref('filed_' ~ relation) }} as filed
    left join {{ ref('quarantined') }} as quarantined
        on quarantined.relation = '{{ relation }}'
        and {{ on_same_row('filed', 'quarantined') }}
        and filed.src_field = coalesce(quarantined.src_field, filed.src_field)
    left join {{ ref('school') }} as elsewhere
        on {{ listed_elsewhere('filed') }}
    where filed.school_code is not null and elsewhere.school_code is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, {{ key | join(', ') }}
            order by
                {{ counting_order(value ~ ' is null and not is_quarantined') }},
                case when is_quarantined then 0 else 1 end,
                src_sha256, src_sheet, src_row, src_field
        ) as choice
    from filed
)

select
    school_year, county_code, {{ key | join(', ') }},
    case when not is_quarantined then cast({{ value }} as {{ type }}) end as {{ value }},
    src_shape, is_quarantined, src_sha256, src_sheet, src_row, src_field
from ranked
where choice = 1
{%- endmacro %}


{% macro counting_order(is_blank) -%}
{#- Which of several filings of a fact counts: one that says something, then by its shape. -#}
case when {{ is_blank }} then 1 else 0 end, {{ shape_order('src_shape') }}
{%- endmacro %}


{% macro shape_order(src_shape) -%}
{#- Which shape wins where several say a thing: the 学校明细 export, then the 基层报表 return. -#}
case {{ src_shape }} when 'export' then 0 when 'return' then 1 else 2 end
{%- endmacro %}


{% macro listed_elsewhere(filed) -%}
{#- A misfiled row of a school that another county lists. One that no county lists stays: it must not leave the verdict. -#}
{{ filed }}.is_misfiled
        and {{ filed }}.school_year = elsewhere.school_year
        and {{ filed }}.school_code = elsewhere.school_code
        and {{ filed }}.county_code <> elsewhere.county_code
{%- endmacro %}
