-- Q2 残疾儿童少年入学率, in percent.
with items as (
    {{ items_as({'enrolled': 'Q2.disabled_enrolled', 'total': 'Q2.disabled_total'}) }}
)

{{ county_ratio('Q2', 'value', 'items', 'items.enrolled', 'items.total', none_concerned=true) }}
