-- Texts as filed that a spreadsheet program would take for a formula. A bare number with its sign is none.
{%- set texts = {
    'schools': ['school_name', 'school_type_name', 'sponsor_name', 'county_name_filed', 'township'],
    'rooms': ['kind', 'room_name'],
    'county_facts': ['item_code', 'item_name', 'unit', 'note'],
    'monitoring': ['subject', 'level'],
    'attestations': ['indicator_id', 'conclusion', 'document', 'document_number', 'filer', 'reviewer'],
    'vetoes': ['item', 'note'],
    'changes': ['school_name', 'change', 'document'],
    'ledger_records': [
        'item_id', 'kind', 'subject', 'action', 'department', 'post', 'document', 'approver_department', 'approver_post'
    ],
    'recognition_records': ['step', 'document', 'document_number', 'issued_by'],
    'recognition_promises': ['transition_rule_id', 'document', 'note'],
    'townships': ['township'],
    'supervision_scores': ['item', 'note'],
} %}
with filed as (
    {% for relation, columns in texts.items() -%}
    {% set is_last_relation = loop.last -%}
    {% for column in columns -%}
    select
        school_year, county_code,
        {% if relation in ('schools', 'rooms', 'changes', 'ledger_records') %}school_code{% else %}cast(null as varchar) as school_code{% endif %},
        '{{ relation }}' as relation, src_sha256, src_sheet, src_row, '{{ column }}' as src_field, {{ column }} as content
    from {{ ref('filed_' ~ relation) }}
    {% if not (is_last_relation and loop.last) %}union all{% endif %}
    {% endfor -%}
    {% endfor -%}
)

select
    school_year,
    county_code,
    school_code,
    relation,
    src_sha256,
    src_sheet,
    src_row,
    src_field,
    content,
    'formula' as reads_as
from filed
where {{ matches('content', '^[=+@\\t\\r-]') }} and not {{ matches('content', '^[+-]?[0-9][0-9,.%]*$') }}
