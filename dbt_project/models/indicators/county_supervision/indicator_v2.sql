-- V2 D级危房占比, in percent; over its limit it moves the county a band down.
with items as (
    {{ items_as({
        'dangerous': 'V1.d_grade_area_m2',
        'total': 'V1.total_area_m2'
    }) }}
)

{{ county_ratio(
    'V2', 'value', 'items',
    'items.dangerous',
    'items.total'
) }}
