-- Q2 残疾儿童少年入学率, in percent.
{{ county_ratio('Q2', {'Q2.disabled_enrolled': 1}, {'Q2.disabled_total': 1}, none_concerned=true) }}
