{# Words beside codes, and keys of one column, for tables that people read. #}

{% macro words_of(kind) %}
{#- Code → (Chinese, English). The command line says the same of a status and a stage (a test holds them together). -#}
{{ return({
    'status': {
        'PASS': ('达标', 'met'),
        'FAIL': ('不达标', 'not met'),
        'NOT_APPLICABLE': ('不适用', 'not applicable'),
        'INSUFFICIENT_DATA': ('数据不足', 'insufficient data')
    },
    'stage': {
        'primary': ('小学', 'primary'),
        'junior': ('初中', 'junior'),
        'senior': ('高中', 'senior'),
        'all': ('全校', 'whole school')
    },
    'change': {
        'REACHED': ('新达标', 'met since this year'),
        'LOST': ('不再达标', 'no longer met'),
        'OTHER': ('结论有变', 'another verdict'),
        'SAME': ('未变', 'as last year')
    },
    'trend': {
        'BETTER': ('好转', 'better'),
        'WORSE': ('变差', 'worse'),
        'SAME': ('持平', 'the same')
    },
    'measured': {
        'requirement': ('县级要求', 'requirement of the county'),
        'sections': ('达标学校（学段）比例', 'share of schools and stages that meet it'),
        'difference': ('校际差异系数', 'difference between schools (CV)')
    },
    'item_type': {
        'section_indicator': ('学校（学段）指标', 'indicator of a school and stage'),
        'school_requirement': ('对学校的要求', 'requirement of a school'),
        'county_requirement': ('县级要求', 'requirement of the county'),
        'difference': ('校际差异系数', 'difference between schools (CV)')
    }
}[kind]) }}
{% endmacro %}

{% macro in_words(column, kind, prefix) -%}
{#- Two columns, <prefix>_zh and <prefix>_en; null where the code is. -#}
{%- for language in ['zh', 'en'] -%}
case {{ column }}
    {%- for code, words in words_of(kind).items() %}
    when '{{ code }}' then '{{ words[0 if language == 'zh' else 1] }}'
    {%- endfor %}
end as {{ prefix }}_{{ language }}{% if not loop.last %},
{% endif %}
{%- endfor -%}
{%- endmacro %}

{% macro indicator_names(code, indicators) -%}
{#- Names of an indicator, and of what stands among them for all together. -#}
case when {{ code }} = 'ALL' then '各项平均' else {{ indicators }}.name_zh end as indicator_zh,
case when {{ code }} = 'ALL' then 'Mean of all' else {{ indicators }}.name_en end as indicator_en
{%- endmacro %}

{% macro key_of(columns) -%}
{#- A key of one column, as tools want it to relate two tables: 421202/2024. The same row has the same for ever. -#}
{%- for column in columns -%}
cast({{ column }} as varchar){% if not loop.last %} || '/' || {% endif %}
{%- endfor -%}
{%- endmacro %}

{% macro change_since(status, before) -%}
case
    when {{ before }} is null then null
    when {{ status }} = {{ before }} then 'SAME'
    when {{ status }} = 'PASS' then 'REACHED'
    when {{ before }} = 'PASS' then 'LOST'
    else 'OTHER'
end
{%- endmacro %}

{% macro trend_of(now, before) -%}
{#- More is better. Two that differ by less than the tolerance are the same. -#}
case
    when {{ now }} is null or {{ before }} is null then null
    when abs({{ now }} - {{ before }}) <= {{ var('relative_tolerance') }} * greatest(abs({{ now }}), abs({{ before }}))
        then 'SAME'
    when {{ now }} > {{ before }} then 'BETTER'
    else 'WORSE'
end
{%- endmacro %}
