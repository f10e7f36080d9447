-- T3 安全文明校园占比, in percent.
with items as (
    {{ items_as({
        'safe': 'T3.safe_campuses',
        'campuses': 'T3.campuses'
    }) }}
)

{{ county_ratio(
    'T3', 'value', 'items',
    'items.safe',
    'items.campuses'
) }}
