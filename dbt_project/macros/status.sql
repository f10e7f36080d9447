{# From a value to a status: rounding, transition rules and limits in one place. #}

{% macro rounded_half_up(value, decimals) %}
{#- A filed ratio that sits exactly on a half rounds up, whatever its binary quotient says (4.95 is 5.0). -#}
round({{ value }} * (1 + {{ var('relative_tolerance') }}), {{ decimals }})
{%- endmacro %}

{% macro decided(value, decides_on, decimals) %}
{#- The value that is compared: as it is, or rounded as published, as the rule set says. -#}
case {{ decides_on }} when 'rounded' then {{ rounded_half_up(value, decimals) }} else {{ value }} end
{%- endmacro %}

{% macro status_columns(value, operator, threshold, is_applicable) %}
{#-
  status, rounding_matters and transition_rule_id of a row with value, value_without_transition,
  threshold_with_transition, transition_rule_id, decides_on and decimals_published.
-#}
{%- set limit = "coalesce(threshold_with_transition, " ~ threshold ~ ")" -%}
{%- set rounded = rounded_half_up(value, 'decimals_published') -%}
case
    when not {{ is_applicable }} then 'NOT_APPLICABLE'
    when {{ value }} is null then 'INSUFFICIENT_DATA'
    when {{ meets(decided(value, 'decides_on', 'decimals_published'), operator, limit) }} then 'PASS'
    else 'FAIL'
end as status,
coalesce(
    {{ meets(value, operator, limit) }} <> {{ meets(rounded, operator, limit) }}, false
) as rounding_matters,
case
    when transition_rule_id is not null
        and {{ meets(decided(value, 'decides_on', 'decimals_published'), operator, limit) }}
        <> {{ meets(
            decided("coalesce(value_without_transition, " ~ value ~ ")", 'decides_on', 'decimals_published'),
            operator, threshold
        ) }}
        then transition_rule_id
end as transition_rule_id
{%- endmacro %}

{% macro shown_only() %}
{#- Reasons for which a part or a requirement is shown and decides nothing. -#}
('DECIDES_NOTHING', 'NOT_ASKED', 'DECIDED_BY_DATA', 'DECIDED_BY_ATTESTATION')
{%- endmacro %}
