-- G8 教师平均工资 ÷ 公务员平均工资, in percent.
with items as (
    {{ items_as({'teacher_pay': 'G8.teacher_pay', 'civil_servant_pay': 'G8.civil_servant_pay'}) }}
)

{{ county_ratio('G8', 'value', 'items', 'items.teacher_pay', 'items.civil_servant_pay') }}
