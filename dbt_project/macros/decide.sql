{# What decides: comparison with a limit, and the one three-valued rule. Limits never stand here. #}

{% macro meets(value, operator, limit) %}
{#- A filed decimal that sits exactly on the limit meets it, whatever its binary quotient says. -#}
{%- set slack = "abs(" ~ limit ~ ") * " ~ var('relative_tolerance') -%}
case {{ operator }}
    when '>=' then {{ value }} >= {{ limit }} - {{ slack }}
    when '<=' then {{ value }} <= {{ limit }} + {{ slack }}
    when '>' then {{ value }} > {{ limit }} + {{ slack }}
    when '<' then {{ value }} < {{ limit }} - {{ slack }}
end
{%- endmacro %}

{% macro margin(value, operator, limit) %}
{#- Distance to the limit in the indicator's unit; positive is better. -#}
case when {{ operator }} in ('>=', '>') then {{ value }} - {{ limit }} else {{ limit }} - {{ value }} end
{%- endmacro %}

{% macro all_must_pass(total, failed, undecided) %}
{#- FAIL if no completion of what is missing could pass, PASS if every completion passes. -#}
case
    when {{ failed }} > 0 then 'FAIL'
    when {{ undecided }} > 0 then 'INSUFFICIENT_DATA'
    when {{ total }} = 0 then 'NOT_APPLICABLE'
    else 'PASS'
end
{%- endmacro %}

{% macro in_force(year, from_year, to_year) %}
{#- Registry rows carry inclusive years; 9999 means until replaced. -#}
{{ year }} between {{ from_year }} and {{ to_year }}
{%- endmacro %}
