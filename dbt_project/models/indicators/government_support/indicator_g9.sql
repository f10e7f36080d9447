-- G9 5年360学时培训完成率, in percent.
with items as (
    {{ items_as({'completed': 'G9.completed', 'teachers': 'G9.teachers'}) }}
)

{{ county_ratio('G9', 'value', 'items', 'items.completed', 'items.teachers') }}
