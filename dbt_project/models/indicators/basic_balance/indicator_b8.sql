-- B8 生均中级及以上专业技术职务教师数, from the supplementary sheet.
{{ section_indicator('B8', {'teachers.title.intermediate_or_above': 1}) }}
