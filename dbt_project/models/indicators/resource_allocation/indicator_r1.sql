-- R1 每百名学生拥有高于规定学历教师数
-- Teachers of the section above the required qualification (seed qualifications), per 100 students.
{{ section_indicator('R1', {'teachers.above_required': 1}) }}
