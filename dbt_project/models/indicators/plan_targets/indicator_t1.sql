-- T1 九年义务教育巩固率, in percent, as filed.
with items as (
    {{ items_as({'figure': 'T1.retention_percent'}) }}
)

{{ county_figure('T1', 'value', 'items', 'items.figure') }}
