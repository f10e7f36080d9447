-- L1 学生体质健康及格率, in percent.
with items as (
    {{ items_as({
        'passed': 'L1.passed',
        'tested': 'L1.tested'
    }) }}
)

{{ county_ratio(
    'L1', 'value', 'items',
    'items.passed',
    'items.tested'
) }}
