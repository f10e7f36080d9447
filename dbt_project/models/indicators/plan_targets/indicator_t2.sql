-- T2 近视率年降幅, in percentage points, as filed.
with items as (
    {{ items_as({'figure': 'T2.myopia_fall_points'}) }}
)

{{ county_figure('T2', 'value', 'items', 'items.figure') }}
