-- B1 生均教学及辅助用房面积, m² per student.
{{ section_indicator('B1', numerator='teaching_auxiliary_area_m2', is_shared=true) }}
