-- L3 超过50人的普通高中班级数, as filed; there must be none.
with items as (
    {{ items_as({'figure': 'L3.senior_classes_over_50'}) }}
)

{{ county_figure('L3', 'value', 'items', 'items.figure') }}
