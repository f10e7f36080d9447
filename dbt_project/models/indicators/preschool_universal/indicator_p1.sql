-- P1 学前三年毛入园率, in percent.
with items as (
    {{ items_as({
        'children': 'P1.children',
        'population': 'P1.population'
    }) }}
)

{{ county_ratio(
    'P1', 'value', 'items',
    'items.children',
    'items.population'
) }}
