-- P6 班额达标班级占比, in percent.
{{ county_ratio('P6', {'P6.classes_within': 1}, {'P6.classes': 1}) }}
