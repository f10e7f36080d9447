{# How facts leave out what the landing gate quarantined. #}

{% macro long_facts(relation, key, value, type) %}
{#-
  One row per fact of a long landing relation, corrected where a correction is in force. A quarantined fact
  keeps its row with a null value: it was filed, and it is unknown. One of a school that its own
  county lists is none: a file in the wrong folder. Where several sources say a fact, the
  export wins over the return; what is left after quarantine agrees.
-#}
with filed as (
    select
        landing.school_year, landing.county_code, landing.src_shape,
        {% for column in key -%} landing.{{ column }}, {% endfor %}
        landing.src_sha256, landing.src_sheet, landing.src_row, landing.src_field,
        case when corrections.src_row is not null
            then cast(corrections.landed_text as {{ type }}) else landing.{{ value }}
        end as filed_value,
        quarantined.relation is not null as is_quarantined
    from {{ source('landing', relation) }} as landing
    left join {{ ref('quarantined') }} as quarantined
        on quarantined.relation = '{{ relation }}'
        and {{ on_same_row('landing', 'quarantined') }}
        and landing.src_field = coalesce(quarantined.src_field, landing.src_field)
    left join {{ ref('correction_in_force') }} as corrections
        on corrections.relation = '{{ relation }}'
        and {{ on_same_row('landing', 'corrections') }}
        and landing.src_field = corrections.src_field
    left join {{ ref('school') }} as elsewhere
        on {{ listed_elsewhere('landing', 'quarantined') }}
    where landing.school_code is not null and elsewhere.school_code is null
),

ranked as (
    select
        *,
        row_number() over (
            partition by school_year, county_code, {{ key | join(', ') }}
            order by
                case when filed_value is null and not is_quarantined then 1 else 0 end,
                case src_shape when 'export' then 0 when 'return' then 1 else 2 end,
                case when is_quarantined then 0 else 1 end,
                src_sha256, src_sheet, src_row, src_field
        ) as choice
    from filed
)

select
    school_year, county_code, {{ key | join(', ') }},
    case when not is_quarantined then cast(filed_value as {{ type }}) end as {{ value }},
    src_shape, is_quarantined, src_sha256, src_sheet, src_row, src_field
from ranked
where choice = 1
{%- endmacro %}


{% macro listed_elsewhere(landing, quarantined) -%}
{#- A row of a school that another county lists. One that no county lists stays: it must not leave the verdict. -#}
{{ quarantined }}.is_of_other_county
        and {{ landing }}.school_year = elsewhere.school_year
        and {{ landing }}.school_code = elsewhere.school_code
        and {{ landing }}.county_code <> elsewhere.county_code
{%- endmacro %}
