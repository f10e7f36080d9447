{# How facts let a correction in force count in place of what was filed. Landing keeps what was filed. #}

{% macro corrected_rows(relation, types) %}
{#- One row per landing row with a correction: of each column whether it is corrected, and to what. -#}
select
    school_year, county_code, src_sha256, src_sheet, src_row
    {%- for column in types %},
    max(case when landed_column = '{{ column }}' then 1 else 0 end) as is_{{ column }},
    max(case when landed_column = '{{ column }}' then landed_text end) as to_{{ column }}
    {%- endfor %}
from {{ ref('correction_in_force') }}
where relation = '{{ relation }}'
group by school_year, county_code, src_sha256, src_sheet, src_row
{%- endmacro %}

{% macro on_same_row(left, right) %}
{{ left }}.school_year = {{ right }}.school_year
    and {{ left }}.county_code = {{ right }}.county_code
    and {{ left }}.src_sha256 = {{ right }}.src_sha256
    and {{ left }}.src_sheet = {{ right }}.src_sheet
    and {{ left }}.src_row = {{ right }}.src_row
{%- endmacro %}

{% macro in_force_or_filed(column, types) %}
{#- A column of a wide relation. A correction to blank counts too: nothing was meant to be filed. -#}
{%- if column in types -%}
case when corrected.is_{{ column }} = 1 then cast(corrected.to_{{ column }} as {{ types[column] }}) else landing.{{ column }} end
{%- else -%}
landing.{{ column }}
{%- endif -%}
{%- endmacro %}
