{# A seed against its own description: the key, blanks, words, references and bounds that its columns' meta states.
   `junheng standards check` holds the rows against the same description, and their text besides (types, `matches`). #}
{% test as_described(model) %}
{#- Those that columns of others refer to: named here, they are built before any of the tests runs. -#}
{%- set listed = {} -%}
{%- for name in [
    'rule_sets', 'dimensions', 'indicators', 'school_types', 'counties', 'forms', 'deadlines', 'county_items',
    'transition_rules', 'quantity_limits', 'plans', 'plan_measures',
    'ledger_kinds', 'ledger_states', 'beside_figures'
] -%}
    {%- do listed.update({name: ref(name)}) -%}
{%- endfor -%}
{%- if execute -%}
{%- set seed = graph.nodes['seed.' ~ project_name ~ '.' ~ model.identifier] -%}
{%- set key = seed.config.meta.key | join(', ') -%}
select 'key' as column_name, '{{ key }}' as fault, cast(count(*) as integer) as row_count
from {{ model }}
group by {{ key }}
having count(*) > 1
{%- for column, rule in seed.columns.items() -%}
    {%- set conditions = [] -%}
    {%- do note_conditions(conditions, column, rule.config.meta, listed) -%}
    {{ described_fault(model, column, conditions) }}
{%- endfor -%}
{%- for first, second in seed.config.meta.get('ordered', []) -%}
    {{ described_fault(model, first, [first ~ ' > ' ~ second]) }}
{%- endfor -%}
{%- endif -%}
{% endtest %}

{# What a row must not say of a column, put into the list. #}
{% macro note_conditions(wrong, column, rule, listed) -%}
{%- if not rule.get('blank') -%}{%- do wrong.append(column ~ ' is null') -%}{%- endif -%}
{%- if rule.get('values') -%}
    {%- do wrong.append('cast(' ~ column ~ ' as varchar) not in ' ~ quoted_list(rule.get('values'))) -%}
{%- endif -%}
{%- if rule.get('ref') -%}
    {%- set seed, its_column = rule.get('ref').split('.') -%}
    {%- set besides = ' and ' ~ column ~ ' not in ' ~ quoted_list(rule.get('also')) if rule.get('also') else '' -%}
    {%- do wrong.append(column ~ ' not in (select ' ~ its_column ~ ' from ' ~ listed[seed] ~ ')' ~ besides) -%}
{%- endif -%}
{%- for bound, sign in [('min', '<'), ('max', '>'), ('above', '<=')] if bound in rule -%}
    {%- do wrong.append(column ~ ' ' ~ sign ~ ' ' ~ rule[bound]) -%}
{%- endfor -%}
{%- endmacro %}

{% macro described_fault(model, column, conditions) -%}
{%- for condition in conditions %}
union all
select '{{ column }}' as column_name, '{{ condition | replace("'", "''") }}' as fault, 1 as row_count
from {{ model }}
where {{ condition }}
{%- endfor -%}
{%- endmacro %}

{% macro quoted_list(words) -%}
({% for word in words %}'{{ word }}'{% if not loop.last %}, {% endif %}{% endfor %})
{%- endmacro %}
