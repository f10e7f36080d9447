{#
  What of an office's own words a public table repeats. Prose (整改措施, 事项, a county's explanation) is repeated nowhere:
  nothing tells the name of a person in it, so that it stays in the filing, whose file, sheet and cell are published. What
  asks for a number or a document is repeated where one stands there.
#}

{% macro document_named(text) -%}
{#- What is written as a document, where it names one: by a number, a year, a title, or the word for it. A name has none. -#}
case
    when {{ matches(text, '[0-9０-９〔《号]|文件|方案|办法|通知|意见|报告|决定|批复|汇编|材料|结果|承诺|纪要|公告|细则|规划|计划|证明|请示') }}
        then {{ text }}
end
{%- endmacro %}

{% macro is_number(text) -%}
{#- Whether something is numbered: the name of a person has no digits. What was masked was an identity-card number. -#}
({{ matches(text, '[0-9]') }} and {{ text }} not like '%******%')
{%- endmacro %}

{% macro number_shown(text) -%}
{#- A number as filed; what may be a name or an identity-card number goes no further. -#}
case when {{ is_number(text) }} then {{ text }} else '***' end
{%- endmacro %}
