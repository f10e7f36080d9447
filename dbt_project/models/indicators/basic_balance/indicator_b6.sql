-- B6 师生比: full-time teachers per student.
{{ section_indicator('B6', {'teachers.all.all': 1}) }}
