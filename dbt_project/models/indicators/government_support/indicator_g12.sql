-- G12 持证上岗率, in percent.
{{ county_ratio('G12', {'G12.certified': 1}, {'G12.teachers': 1}) }}
