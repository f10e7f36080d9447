-- E4 初中辍学率: drop-outs of the students at the start of the year, in percent.
{{ county_ratio('E4', {'E4.dropped_out': 1}, {'E4.students': 1}) }}
