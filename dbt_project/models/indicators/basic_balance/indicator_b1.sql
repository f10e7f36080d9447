-- B1 生均教学及辅助用房面积, m² per student.
{{ section_indicator('B1', {'premises.teaching_auxiliary_area': 1}) }}
