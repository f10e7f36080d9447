-- F3 教育支出增长高于经常性收入增长: growth factor of spending in percent of that of revenue.
with items as (
    {{ items_as({
        'spending_this': 'F.spending_this',
        'spending_last': 'F.spending_last',
        'revenue_this': 'F.revenue_this',
        'revenue_last': 'F.revenue_last'
    }) }}
)

{{ county_ratio(
    'F3', 'value', 'items',
    'items.spending_this / nullif(items.spending_last, 0)',
    'items.revenue_this / nullif(items.revenue_last, 0)'
) }}
