{# Chains of successions: everything that came after a code, without recursion. #}

{% macro chained(steps, earlier, later) %}
{#-
  All pairs of a code and one that came after it, out of single steps (a relation with the columns earlier, later,
  from_year). Joining the pairs to themselves three times follows chains of eight; a chain only goes forward in
  time, and one that runs in a circle ends nowhere.
-#}
{%- for length in [1, 2, 4, 8] %}
{%- if loop.first %}
with chains_1 as (
    select {{ earlier }}, {{ later }}, from_year from {{ steps }}
),
{%- else %}

chains_{{ length }} as (
    select {{ earlier }}, {{ later }}, from_year from chains_{{ length // 2 }}
    union
    select near.{{ earlier }}, far.{{ later }}, far.from_year
    from chains_{{ length // 2 }} as near
    inner join chains_{{ length // 2 }} as far
        on near.{{ later }} = far.{{ earlier }} and near.from_year <= far.from_year
),
{%- endif %}
{%- endfor %}

pairs as (
    select {{ earlier }}, {{ later }}, min(from_year) as from_year
    from chains_8
    where {{ earlier }} <> {{ later }}
    group by {{ earlier }}, {{ later }}
),

continued as (
    select distinct {{ earlier }} from {{ steps }}
)

select
    pairs.{{ earlier }},
    pairs.{{ later }},
    pairs.from_year,
    continued.{{ earlier }} is null as is_last
from pairs
left join continued on pairs.{{ later }} = continued.{{ earlier }}
{%- endmacro %}
