{# What several checks of the landing gate are written with. #}

{% macro quality_limit(limit_id) -%}
{#- A limit of the plausibility checks (seed quality_limits). -#}
(select value from {{ ref('quality_limits') }} where limit_id = '{{ limit_id }}')
{%- endmacro %}

{% macro same(left, right, columns) -%}
{#- An equi-join on columns that both sides name alike. -#}
{% for column in columns -%}
{{ left }}.{{ column }} = {{ right }}.{{ column }}{% if not loop.last %} and {% endif %}
{%- endfor %}
{%- endmacro %}

{% macro matches(text, pattern) %}{{ return(adapter.dispatch('matches')(text, pattern)) }}{% endmacro %}

{% macro default__matches(text, pattern) -%}
{#- A regular expression found anywhere in the text; Spark spells it rlike. -#}
regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{% macro unit_kind(unit) -%}
{#-
  The kind of thing that the unit of a county item measures, by its word: a figure in another kind of unit is
  another figure. The words are those that intake reads (submissions, units); a test holds the two together.
-#}
case
    when {{ matches(unit, '元|¥|RMB') }} then 'money'
    when {{ matches(unit, '百分点') }} then 'points of percent'
    when {{ matches(unit, '%|％|‰|百分比|百分数|比值|小数|倍') }} then 'share'
    when {{ matches("replace(" ~ unit ~ ", ' ', '')", '平|亩|公顷|㎡|[mMｍＭ](2|²|２|\\^2)') }} then 'area'
    when {{ unit }} is not null then 'count'
end
{%- endmacro %}

{% macro cell_named(place, row) -%}
{#- «file sheet!D17» of a row of field_place. -#}
{{ file_name(place ~ '.path') }} || ' ' || {{ place }}.src_sheet || '!' || {{ place }}.src_column || cast({{ row }} as varchar)
{%- endmacro %}

{% macro file_name(path) %}{{ return(adapter.dispatch('file_name')(path)) }}{% endmacro %}

{% macro default__file_name(path) -%}
regexp_extract({{ path }}, '[^/]+$')
{%- endmacro %}

{% macro fingerprint(name, value) %}{{ return(adapter.dispatch('fingerprint')(name, value)) }}{% endmacro %}

{% macro default__fingerprint(name, value) -%}
{#- One number for a set of named figures, whatever their order; Spark spells the hash xxhash64. -#}
bit_xor(hash({{ name }}, {{ value }}))
{%- endmacro %}

{% macro median_of(expression) %}{{ return(adapter.dispatch('median_of')(expression)) }}{% endmacro %}

{% macro default__median_of(expression) -%}
median({{ expression }})
{%- endmacro %}

{% macro deadline_day(school_year, deadlines) -%}
{#- The day of a deadline in a school year, as text like 2024-09-20. -#}
cast({{ school_year }} + {{ deadlines }}.year_offset as varchar)
    || '-' || lpad(cast({{ deadlines }}.month as varchar), 2, '0')
    || '-' || lpad(cast({{ deadlines }}.day as varchar), 2, '0')
{%- endmacro %}
