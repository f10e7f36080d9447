-- P2 普惠性幼儿园覆盖率, in percent.
with items as (
    {{ items_as({
        'affordable': 'P2.affordable',
        'children': 'P1.children'
    }) }}
)

{{ county_ratio(
    'P2', 'value', 'items',
    'items.affordable',
    'items.children'
) }}
