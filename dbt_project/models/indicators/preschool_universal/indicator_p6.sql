-- P6 班额达标班级占比, in percent.
with items as (
    {{ items_as({
        'within_limit': 'P6.classes_within',
        'classes': 'P6.classes'
    }) }}
)

{{ county_ratio(
    'P6', 'value', 'items',
    'items.within_limit',
    'items.classes'
) }}
