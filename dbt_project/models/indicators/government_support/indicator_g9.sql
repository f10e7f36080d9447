-- G9 5年360学时培训完成率, in percent.
{{ county_ratio('G9', {'G9.completed': 1}, {'G9.teachers': 1}) }}
