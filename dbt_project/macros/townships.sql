{# Townships file the county items of their own part of the county, a column each. #}

{% macro township_items() -%}
{#- The columns of `townships`, and the county items that they are parts of. -#}
{{ return({
    'primary_in_school': 'E1.in_school',
    'primary_in_school_elsewhere': 'E1.in_school_elsewhere',
    'primary_population': 'E1.population',
    'junior_in_school': 'E2.in_school',
    'junior_in_school_elsewhere': 'E2.in_school_elsewhere',
    'junior_population': 'E2.population',
    'primary_dropped_out': 'E3.dropped_out',
    'primary_students': 'E3.students',
    'junior_dropped_out': 'E4.dropped_out',
    'junior_students': 'E4.students',
    'junior_graduates': 'Q1.graduates',
    'junior_transferred_in': 'Q1.transferred_in',
    'junior_transferred_out': 'Q1.transferred_out',
    'junior_grade7': 'Q1.grade7',
    'junior_deaths': 'Q1.deaths',
}) }}
{%- endmacro %}
