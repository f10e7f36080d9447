-- P4 小区配套园办成公办或普惠性, in percent. With none it does not apply.
with items as (
    {{ items_as({
        'converted': 'P4.estate_public_or_affordable',
        'total': 'P4.estate_total'
    }) }}
)

{{ county_ratio(
    'P4', 'value', 'items',
    'items.converted',
    'items.total', none_concerned=true
) }}
