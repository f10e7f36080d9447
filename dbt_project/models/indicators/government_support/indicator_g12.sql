-- G12 持证上岗率, in percent.
with items as (
    {{ items_as({'certified': 'G12.certified', 'teachers': 'G12.teachers'}) }}
)

{{ county_ratio('G12', 'value', 'items', 'items.certified', 'items.teachers') }}
