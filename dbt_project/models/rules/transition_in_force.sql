-- The parameters of the time-limited transition rules, a row per landed year; null once they have lapsed.
{% set parameters = {
    't1_students_min': ('T1', 'students_min'),
    't1_students_max': ('T1', 'students_max'),
    't1_urban_rural_class': ('T1', 'urban_rural_class'),
    't2_urban_rural_code': ('T2', 'urban_rural_code'),
    't3_built_to_year': ('T3', 'built_to_year'),
    't3_music_area_min_m2': ('T3', 'music_area_min_m2'),
    't3_art_area_min_m2': ('T3', 'art_area_min_m2'),
    't3_largest_class_below': ('T3', 'largest_class_below'),
    't3_urban_rural_class': ('T3', 'urban_rural_class'),
    't3_rural_primary_area_min_m2': ('T3', 'primary_area_min_m2'),
    't3_rural_junior_area_min_m2': ('T3', 'junior_area_min_m2'),
    't4_built_to_year': ('T4', 'built_to_year'),
    't4_migrant_share_percent': ('T4', 'migrant_share_above_percent'),
    't4_students_max': ('T4', 'students_max'),
    't4_combined_students_max': ('T4', 'combined_students_max'),
} %}
select
    years.school_year,
    {% for column, rule in parameters.items() -%}
    max(case when rules.transition_rule_id = '{{ rule[0] }}' and rules.parameter = '{{ rule[1] }}' then rules.value end)
        as {{ column }}{% if not loop.last %},{% endif %}
    {% endfor %}
from {{ ref('landed_year') }} as years
left join {{ ref('transition_rules') }} as rules
    on {{ in_force('years.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
group by years.school_year
