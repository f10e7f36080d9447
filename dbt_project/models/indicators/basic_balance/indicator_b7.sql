-- B7 生均高于规定学历教师数.
{{ section_indicator('B7', {'teachers.above_required': 1}) }}
