-- B2 生均体育运动场馆面积, m² per student.
{{ section_indicator('B2', numerator='sports_ground_area_m2 + indoor_sports_area_m2', is_shared=true) }}
