-- P3 公办园在园幼儿占比, in percent.
with items as (
    {{ items_as({
        'in_public': 'P3.public',
        'children': 'P1.children'
    }) }}
)

{{ county_ratio(
    'P3', 'value', 'items',
    'items.in_public',
    'items.children'
) }}
