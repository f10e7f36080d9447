-- E3 小学辍学率: drop-outs of the students at the start of the year, in percent.
{{ county_ratio('E3', {'E3.dropped_out': 1}, {'E3.students': 1}) }}
