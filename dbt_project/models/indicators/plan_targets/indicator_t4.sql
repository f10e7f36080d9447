-- T4 教师培训经费占公用经费比例, in percent.
with items as (
    {{ items_as({
        'training': 'T4.training_funds',
        'public_funds': 'T4.public_funds'
    }) }}
)

{{ county_ratio(
    'T4', 'value', 'items',
    'items.training',
    'items.public_funds'
) }}
