-- G14 优质高中名额分配, in percent, and the tilt to rural schools, attested.
with items as (
    {{ items_as({'planned': 'G14.planned', 'allotted': 'G14.allotted'}) }}
)

{{ county_ratio('G14', 'allotted', 'items', 'items.allotted', 'items.planned') }}
union all
{{ attested('G14') }}
