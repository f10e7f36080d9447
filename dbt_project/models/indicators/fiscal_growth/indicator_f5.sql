-- F5 教师工资和生均公用经费逐步增长: each in percent of last year.
with items as (
    {{ items_as({
        'pay_this': 'G8.teacher_pay',
        'pay_last': 'F.teacher_pay_last',
        'funds_this': 'F.public_funds_per_pupil_this',
        'funds_last': 'F.public_funds_per_pupil_last'
    }) }}
)

{{ county_ratio(
    'F5', 'teacher_pay', 'items',
    'items.pay_this',
    'items.pay_last'
) }}
union all
{{ county_ratio(
    'F5', 'public_funds', 'items',
    'items.funds_this',
    'items.funds_last'
) }}
