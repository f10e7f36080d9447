-- F2 生均一般公共预算教育支出只增不减: per-student spending in percent of last year.
with items as (
    {{ items_as({
        'spending_this': 'F.spending_this',
        'spending_last': 'F.spending_last',
        'students_this': 'F.students_this',
        'students_last': 'F.students_last'
    }) }}
)

{{ county_ratio(
    'F2', 'value', 'items',
    'items.spending_this / nullif(items.students_this, 0)',
    'items.spending_last / nullif(items.students_last, 0)'
) }}
