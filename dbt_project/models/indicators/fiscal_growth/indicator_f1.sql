-- F1 一般公共预算教育支出只增不减: this year in percent of last year.
with items as (
    {{ items_as({
        'spending_this': 'F.spending_this',
        'spending_last': 'F.spending_last'
    }) }}
)

{{ county_ratio(
    'F1', 'value', 'items',
    'items.spending_this',
    'items.spending_last'
) }}
