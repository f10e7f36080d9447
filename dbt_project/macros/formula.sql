{# What an indicator is computed of, said once: for the SQL, for the evidence and for `junheng standards check`. #}

{% macro linear(terms, missing_is_zero=false) %}
{#- The sum of expressions, each with its coefficient: {expression: coefficient}. -#}
{%- for expression, coefficient in terms.items() -%}
{%- if loop.first %}{{ '-' if coefficient < 0 }}{% else %}{{ ' - ' if coefficient < 0 else ' + ' }}{% endif -%}
{{ 'coalesce(' ~ expression ~ ', 0)' if missing_is_zero else expression }}
{%- if coefficient | abs != 1 %} * {{ coefficient | abs }}{% endif -%}
{%- endfor -%}
{%- endmacro %}

{% macro note_inputs(indicator_id, part_id, inputs) %}
{#-
  Keeps the inputs of a part with the model: [role, relation.item, coefficient, transition rule], the last two
  where they are not 1 and none. A model may note besides which parts it has (`parts`, where no input says so) and
  which of them are judged only where a local rule set sets a limit (`optional_parts`).
-#}
{%- do config(meta={'indicator_id': indicator_id, 'inputs of ' ~ part_id: inputs}) -%}
{%- endmacro %}

{% macro noted_inputs() %}
{#- What every model kept so, as rows of (indicator_id, part_id, input_order, role, relation, item, coefficient,
transition_rule_id). -#}
{%- set rows = [] -%}
{%- for node in (graph.nodes.values() | sort(attribute='unique_id') if execute else []) if node.resource_type == 'model' -%}
{%- for key, inputs in node.config.meta.items() if key.startswith('inputs of ') -%}
{%- for input in inputs -%}
{%- set relation, item = input[1].split('.', 1) -%}
{%- set rule = "'" ~ input[3] ~ "'" if input[3] else 'null' -%}
{%- do rows.append(
    "('" ~ node.config.meta.indicator_id ~ "', '" ~ key[10:] ~ "', " ~ loop.index ~ ", '" ~ input[0] ~ "', '"
    ~ relation ~ "', '" ~ item ~ "', " ~ (input[2] or 1) ~ ", " ~ rule ~ ")"
) -%}
{%- endfor -%}
{%- endfor -%}
{%- endfor -%}
{{ rows | join(',\n    ') or '(null, null, null, null, null, null, null, null)' }}
{%- endmacro %}
