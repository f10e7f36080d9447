{# Days as ISO text, which sorts as it is. #}

{% macro years_later(day, years) -%}
{#- The same day so many years later. -#}
cast(cast(substr({{ day }}, 1, 4) as integer) + {{ years }} as varchar) || substr({{ day }}, 5)
{%- endmacro %}

{% macro first_day_of(school_year) -%}
{#- The day a school year's figures are of. -#}
cast({{ school_year }} as varchar) || '-09-01'
{%- endmacro %}

{% macro year_end(school_year) -%}
{#- The last day of a school year. -#}
cast({{ school_year }} + 1 as varchar) || '-08-31'
{%- endmacro %}

{% macro school_year_of(day) -%}
{#- The school year in which a day lies. -#}
cast(substr({{ day }}, 1, 4) as integer) - case when substr({{ day }}, 6, 2) < '09' then 1 else 0 end
{%- endmacro %}

{% macro month_of(day) -%}
{#- The month in which a day lies, like 2024-10. -#}
substr({{ day }}, 1, 7)
{%- endmacro %}
