-- G14 优质高中名额分配, in percent, and the tilt to rural schools: where both are filed, the rural share of the places
-- against that of the graduates, in percent; elsewhere attested.
with tilt as (
    {{ figures_decide(county_ratio(
        'G14', {'G14.allotted_rural': 1}, {'G14.rural_graduates': 1}, part_id='tilt',
        numerator_divisor={'G14.allotted': 1}, denominator_divisor={'Q1.graduates': 1}
    )) }}
)

{{ county_ratio('G14', {'G14.allotted': 1}, {'G14.planned': 1}, part_id='allotted') }}
union all
select * from tilt
union all
{{ attested('G14', unless='tilt') }}
