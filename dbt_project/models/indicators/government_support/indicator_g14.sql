-- G14 优质高中名额分配, in percent, and the tilt to rural schools, attested.
{{ county_ratio('G14', {'G14.allotted': 1}, {'G14.planned': 1}, part_id='allotted') }}
union all
{{ attested('G14') }}
