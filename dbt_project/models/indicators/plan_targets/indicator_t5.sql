-- T5 教师培训经费占工资总额比例, in percent.
with items as (
    {{ items_as({
        'training': 'T4.training_funds',
        'payroll': 'T5.payroll'
    }) }}
)

{{ county_ratio(
    'T5', 'value', 'items',
    'items.training',
    'items.payroll'
) }}
