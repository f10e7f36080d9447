{# What the models of ledgers (台账) are written with. #}

{% macro ledger_item_id(indicator_id, item_type, school_code, stage) -%}
{#- The number (事项编号) of an item of the computed ledger: R4.2142020009.primary, G1.county.attested. -#}
{{ indicator_id }} || '.' || case
    when {{ school_code }} <> '' then {{ school_code }}
    when {{ item_type }} = 'difference' then 'difference'
    else 'county'
end || '.' || {{ stage }}
{%- endmacro %}

{% macro ledger_value(record, column, names) -%}
{#- The value of the column of a record that another column names, of those listed. -#}
case {{ column }}
    {%- for name in names %}
    when '{{ name }}' then {{ record }}.{{ name }}
    {%- endfor %}
end
{%- endmacro %}

{% macro is_department(filed, departments) -%}
{#- A department as the registry calls it, with or without the county's own word (县, 区, 市, 旗) in front. -#}
({{ filed }} in ({{ departments }}.department, {{ departments }}.short_name)
    or (
        substr({{ filed }}, 1, 1) in ('县', '区', '市', '旗')
        and substr({{ filed }}, 2) in ({{ departments }}.department, {{ departments }}.short_name)
    ))
{%- endmacro %}

{% macro ledger_said(record) -%}
{#- All that a record says of its item, as one text: two that differ contradict each other. -#}
{%- for column in [
    'school_code', 'subject', 'quantity', 'opened_on', 'action', 'department', 'post', 'planned_on', 'deadline',
    'document', 'started_on', 'claimed_on', 'verified_on', 'approver_department', 'approver_post', 'closed_on'
] -%}
coalesce(cast({{ record }}.{{ column }} as varchar), ''){% if not loop.last %} || '|' || {% endif %}
{%- endfor -%}
{%- endmacro %}

{% macro is_own_approver(record, department, approver_department) -%}
{#- The post that approves is the one that answers for the item, whatever its department is called (县教育局, 教育局): the
    departments are those of the registry where it knows them. A post alone is another one only by another name. -#}
coalesce(
    {{ record }}.approver_post = {{ record }}.post
    and coalesce({{ approver_department }}, {{ record }}.approver_department, {{ department }}, {{ record }}.department, '')
    = coalesce({{ department }}, {{ record }}.department, ''),
    false
)
{%- endmacro %}
