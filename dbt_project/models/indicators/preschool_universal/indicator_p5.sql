-- P5 教职工与幼儿比.
with items as (
    {{ items_as({
        'staff': 'P5.staff',
        'children': 'P1.children'
    }) }}
)

{{ county_ratio(
    'P5', 'value', 'items',
    'items.staff',
    'items.children'
) }}
