{# Rule sets inherit: the nearest row of the line of ancestors holds. #}

{% macro resolved(seed, key, columns) %}
{#-
  Rows of a registry seed as they hold for each rule set and landed year: its own row where it has one
  for the key, else its ancestor's.
-#}
with candidates as (
    select
        years.school_year,
        lineage.standard_id,
        {% for column in key + columns -%} rules.{{ column }}, {% endfor %}
        rules.standard_id as stated_by_standard_id,
        rules.citation,
        row_number() over (
            partition by years.school_year, lineage.standard_id, {% for column in key -%}
                rules.{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
            order by lineage.depth
        ) as nearness
    from {{ ref('rule_set_lineage') }} as lineage
    inner join {{ ref(seed) }} as rules
        on lineage.ancestor_id = rules.standard_id
    inner join {{ ref('landed_year') }} as years
        on {{ in_force('years.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
        and {{ in_force('years.school_year', 'lineage.valid_from_year', 'lineage.valid_to_year') }}
)

select
    school_year,
    standard_id,
    {% for column in key + columns -%} {{ column }}, {% endfor %}
    stated_by_standard_id,
    citation
from candidates
where nearness = 1
{%- endmacro %}
