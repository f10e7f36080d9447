-- V1 督导评估总分: points as scored.
with items as (
    {{ items_as({'points': 'V1.points'}) }}
)

{{ county_figure('V1', 'value', 'items', 'items.points') }}
