-- E3 小学辍学率: drop-outs of the students at the start of the year, in percent.
with items as (
    {{ items_as({
        'dropped_out': 'E3.dropped_out',
        'students': 'E3.students'
    }) }}
)

{{ county_ratio(
    'E3', 'value', 'items',
    'items.dropped_out',
    'items.students'
) }}
