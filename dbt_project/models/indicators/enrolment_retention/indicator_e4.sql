-- E4 初中辍学率: drop-outs of the students at the start of the year, in percent.
with items as (
    {{ items_as({
        'dropped_out': 'E4.dropped_out',
        'students': 'E4.students'
    }) }}
)

{{ county_ratio(
    'E4', 'value', 'items',
    'items.dropped_out',
    'items.students'
) }}
