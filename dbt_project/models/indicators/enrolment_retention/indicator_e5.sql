-- E5 控辍保学台账: confirmed cases returned or closed, in percent. With no case it does not apply.
with items as (
    {{ items_as({
        'confirmed': 'E5.confirmed',
        'returned': 'E5.returned',
        'closed': 'E5.closed'
    }) }}
)

{{ county_ratio(
    'E5', 'value', 'items',
    'items.returned + items.closed',
    'items.confirmed', none_concerned=true
) }}
