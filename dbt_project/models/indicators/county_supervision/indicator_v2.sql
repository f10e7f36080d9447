-- V2 D级危房占比, in percent; over its limit it moves the county a band down.
{{ county_ratio('V2', {'V1.d_grade_area_m2': 1}, {'V1.total_area_m2': 1}) }}
