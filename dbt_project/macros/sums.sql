{# Sums that do not depend on the number of threads, and sums that know when a part is missing. #}

{% macro exact_sum(expression, scale=10) %}
{#- Float sums differ by thread count from some 500 000 rows on; decimal sums do not. -#}
cast(sum(cast({{ expression }} as decimal(38, {{ scale }}))) as double)
{%- endmacro %}

{% macro strict_sum(expression, type) %}
{#- Null as soon as one part is null: an unknown part makes the whole unknown. -#}
case when count(*) = count({{ expression }}) then cast(sum({{ expression }}) as {{ type }}) end
{%- endmacro %}

{% macro text_list(expression, order_by, separator='; ') %}{{ return(adapter.dispatch('text_list')(expression, order_by, separator)) }}{% endmacro %}

{% macro default__text_list(expression, order_by, separator) %}
{#- DuckDB and Postgres; Spark needs concat_ws over sort_array(collect_list()). -#}
string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}
